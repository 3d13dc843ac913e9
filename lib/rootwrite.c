// SPDX-License-Identifier: Apache-2.0
#include "rootwrite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int og_root_write(const struct og_root *root, const char *path,
		  const char *text)
{
	/* Non-blocking: a FIFO without a reader must not hold us up. */
	og_cleanup(close_fd) int fd =
		og_root_open_file(root, path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
	size_t len = strlen(text);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	n = write(fd, text, len);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

/* The folder of a path, opened below the root; what is left is its name. */
static int open_folder(const struct og_root *root, const char *path,
		       const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	og_autofree char *dir = slash ? og_strndup(path, (size_t)(slash - path))
				      : og_strdup(".");

	*ret_name = slash ? slash + 1 : path;
	return og_root_open_file(root, dir, O_RDONLY | O_DIRECTORY);
}

static int write_new(int dir, const char *name, const struct og_buf *content,
		     unsigned mode)
{
	og_cleanup(close_fd) int fd = openat(
		dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		0600);
	int r;

	if (fd < 0)
		return -errno;
	r = og_buf_write(content, fd, name, NULL);
	if (r == 0 && (fchmod(fd, mode) < 0 || fsync(fd) < 0))
		r = -errno;
	return r;
}

int og_root_replace(const struct og_root *root, const char *path,
		    const struct og_buf *content, unsigned mode)
{
	const char *name = NULL;
	og_cleanup(close_fd) int dir = open_folder(root, path, &name);
	og_autofree char *fresh = og_asprintf(".%s.new", name);
	int r;

	if (dir < 0)
		return dir;
	/* What an interrupted run left behind; two at once are not ours. */
	if (unlinkat(dir, fresh, 0) < 0 && errno != ENOENT)
		return -errno;
	r = write_new(dir, fresh, content, mode);
	if (r == 0 && renameat(dir, fresh, dir, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(dir, fresh, 0);
	else if (fsync(dir) < 0)
		r = -errno;
	return r;
}

int og_root_remove(const struct og_root *root, const char *path)
{
	const char *name = NULL;
	og_cleanup(close_fd) int dir = open_folder(root, path, &name);

	if (dir < 0)
		return dir == -ENOENT ? 0 : dir;
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return -errno;
	return 0;
}
