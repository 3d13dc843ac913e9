// SPDX-License-Identifier: Apache-2.0
#include "tmpfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

void og_tmpfile_drop(char **path)
{
	if (*path) {
		unlink(*path);
		*strrchr(*path, '/') = '\0';
		rmdir(*path);
	}
	free(*path);
	*path = NULL;
}

int og_tmpfile_make(const char *name, const struct og_buf *content,
		    char **ret_path, struct og_err *err)
{
	const char *tmp = getenv("TMPDIR");
	bool given = tmp && *tmp;
	og_cleanup(og_tmpfile_drop) char *path = NULL;
	og_autofree char *dir = NULL;
	int fd, r;

	dir = og_asprintf("%s/onegpu-XXXXXX", given ? tmp : "/tmp");
	if (!mkdtemp(dir))
		return og_err_set(err, -errno,
				  "no folder can be made in %s%s: %s; set "
				  "TMPDIR to one that can be written to",
				  given ? "TMPDIR=" : "", given ? tmp : "/tmp",
				  strerror(errno));
	path = og_asprintf("%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	r = og_buf_write(content, fd, path, err);
	close(fd);
	if (r < 0)
		return r;
	*ret_path = og_steal(path);
	return 0;
}
