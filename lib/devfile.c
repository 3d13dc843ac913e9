// SPDX-License-Identifier: Apache-2.0
#include "devfile.h"

char *og_devfile_path(const struct og_pcidev *dev, const char *file)
{
	size_t dir_len = strlen(dev->path), len = strlen(file);
	char *path = og_malloc(dir_len + len + 2);

	/* By hand: this is called for each of a host's files. */
	memcpy(path, dev->path, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, file, len + 1);
	return path;
}

char *og_devfile_line(const struct og_files *files, const struct og_pcidev *dev,
		      const char *file)
{
	og_autofree char *path = og_devfile_path(dev, file);
	char *line = NULL;

	return files->ops->line(files, path, &line) == 0 ? line : NULL;
}

char *og_devfile_link(const struct og_files *files, const struct og_pcidev *dev,
		      const char *file)
{
	og_autofree char *path = og_devfile_path(dev, file);
	char *name = NULL;

	return files->ops->link(files, path, &name) == 0 ? name : NULL;
}

int og_devfile_int(const struct og_files *files, const struct og_pcidev *dev,
		   const char *file, int64_t max, int64_t *ret_value)
{
	og_autofree char *path = og_devfile_path(dev, file);

	return files->ops->number(files, path, 0, max, ret_value);
}

bool og_devfile_exists(const struct og_files *files,
		       const struct og_pcidev *dev, const char *file)
{
	og_autofree char *path = og_devfile_path(dev, file);

	return files->ops->exists(files, path);
}

int og_devfile_list(const struct og_files *files, const struct og_pcidev *dev,
		    const char *file, char ***ret_names, size_t *ret_count)
{
	og_autofree char *path = og_devfile_path(dev, file);

	return files->ops->list(files, path, ret_names, ret_count);
}
