// SPDX-License-Identifier: Apache-2.0
/*
 * Domains that lie in files: a folder of recordings, of which no link leads
 * out, or one file that a person named.
 */
#include <errno.h>
#include <sys/stat.h>

#include "live-source.h"
#include "root.h"

static bool takes(const char *from)
{
	return !og_live_is_uri(from);
}

static bool is_xml(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".xml") == 0;
}

static int read_entry(const struct og_root *dir, const char *name,
		      struct og_live *live, struct og_err *err)
{
	og_autofree char *origin =
		og_asprintf("%s/%s", og_root_path(dir), name);
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_root_read(dir, name, OG_LIVE_TEXT_MAX, &text);
	if (r == -EINVAL)
		return og_err_set(err, r, "%s: not a file", origin);
	if (r == -EFBIG)
		return og_err_set(err, r, "%s: larger than %d bytes", origin,
				  OG_LIVE_TEXT_MAX);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", origin, strerror(-r));
	return og_live_add(live, origin, og_buf_text(&text), text.len, err);
}

static int read_folder(const char *path, struct og_live *live,
		       struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	char **names = NULL;
	size_t count = 0;
	int r;

	r = og_root_open(path, &root, err);
	if (r < 0)
		return r;
	r = og_root_list(root, ".", &names, &count);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", path, strerror(-r));
	for (size_t i = 0; i < count && r == 0; i++)
		if (is_xml(names[i]))
			r = read_entry(root, names[i], live, err);
	og_root_names_free(names, count);
	return r;
}

static int read_path(const char *from, struct og_live *live, int64_t deadline,
		     struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	struct stat st;
	int r;

	(void)deadline;
	if (stat(from, &st) < 0)
		return og_err_set(err, -errno, "%s: %s", from, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return read_folder(from, live, err);
	r = og_buf_read_file(&text, from, OG_LIVE_TEXT_MAX, err);
	if (r < 0)
		return r;
	return og_live_add(live, from, og_buf_text(&text), text.len, err);
}

const struct og_live_source og_live_source_files = {
	.name = "files",
	.takes = takes,
	.read = read_path,
};
