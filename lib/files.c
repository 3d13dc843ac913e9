// SPDX-License-Identifier: Apache-2.0
#include "files.h"

static int read_file(const struct og_files *files, const char *path,
		     size_t limit, struct og_buf *buf)
{
	return og_root_read(files->root, path, limit, buf);
}

static int read_line(const struct og_files *files, const char *path,
		     char **ret_line)
{
	return og_root_line(files->root, path, ret_line);
}

static int read_number(const struct og_files *files, const char *path,
		       int64_t min, int64_t max, int64_t *ret_value)
{
	return og_root_int(files->root, path, min, max, ret_value);
}

static int read_link(const struct og_files *files, const char *path,
		     char **ret_name)
{
	return og_root_link(files->root, path, ret_name);
}

static int real_path(const struct og_files *files, const char *path,
		     char **ret_path)
{
	return og_root_real(files->root, path, ret_path);
}

static int list_names(const struct og_files *files, const char *path,
		      char ***ret_names, size_t *ret_count)
{
	return og_root_list(files->root, path, ret_names, ret_count);
}

static bool exists(const struct og_files *files, const char *path)
{
	return og_root_exists(files->root, path);
}

const struct og_files_ops og_files_real = {
	.read = read_file,
	.line = read_line,
	.number = read_number,
	.link = read_link,
	.real = real_path,
	.list = list_names,
	.exists = exists,
};

void og_files_hold(const struct og_files *files, const char *dir)
{
	if (files->root)
		og_root_hold(files->root, dir);
}
