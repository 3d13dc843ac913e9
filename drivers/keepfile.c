// SPDX-License-Identifier: Apache-2.0
#include "keepfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int fill(int fd, const char *temporary, const char *path,
		const struct og_buf *content, struct og_err *err)
{
	int r = og_buf_write(content, fd, path, err);

	if (r < 0)
		return r;
	if (rename(temporary, path) < 0)
		return og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	return 0;
}

int og_keepfile_write(const char *path, const struct og_buf *content,
		      struct og_err *err)
{
	og_autofree char *temporary = og_asprintf("%s.XXXXXX", path);
	og_cleanup(close_fd) int fd = mkostemp(temporary, O_CLOEXEC);
	int r;

	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	r = fill(fd, temporary, path, content, err);
	if (r < 0)
		unlink(temporary);
	return r;
}
