// SPDX-License-Identifier: Apache-2.0
#include "beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINKS_MAX = 40, TRIES_MAX = 100 };

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void cut(struct og_buf *buf, size_t len)
{
	buf->len = len;
	buf->data[len] = '\0';
}

/* One component onto a path; false where it does not make it longer. */
static bool add_part(struct og_buf *path, const char *part, size_t len)
{
	const char *slash;

	if (len == 1 && part[0] == '.')
		return false;
	if (len == 2 && strncmp(part, "..", 2) == 0) {
		slash = strrchr(path->data, '/');
		cut(path, slash ? (size_t)(slash - path->data) : 0);
		return false;
	}
	og_buf_fmt(path, "%s%.*s", path->len ? "/" : "", (int)len, part);
	return true;
}

/*
 * Where a path leads: appends "a/b", without a link in it but, where
 * `keep_last`, its last part. What is missing is not noticed.
 */
static int resolve(int top, const char *path, bool keep_last,
		   struct og_buf *done)
{
	og_autofree char *rest = og_strdup(path);
	const char *p = rest;
	unsigned links = 0;

	og_buf_str(done, "");
	while (*(p += strspn(p, "/"))) {
		size_t len = strcspn(p, "/"), parent = done->len;
		const char *after = p + len;
		bool is_last = !after[strspn(after, "/")];
		char target[PATH_MAX], *next;
		ssize_t n = -1;

		if (add_part(done, p, len) && !(is_last && keep_last))
			n = readlinkat(top, done->data, target, sizeof(target));
		p = after;
		if (n < 0)
			continue;
		if (++links > LINKS_MAX || n == (ssize_t)sizeof(target))
			return -ELOOP;
		cut(done, target[0] == '/' ? 0 : parent);
		next = og_asprintf("%.*s/%s", (int)n, target, after);
		free(rest);
		p = rest = next;
	}
	return 0;
}

/*
 * Whoever changes the tree meanwhile could slip a link in, but would cheat
 * only the replay of a recording of their own.
 */
static int walk(int top, const char *path, int flags)
{
	og_autobuf done = OG_BUF_INIT;
	int fd, r = resolve(top, path, flags & O_NOFOLLOW, &done);

	if (r < 0)
		return r;
	fd = openat(top, done.len ? done.data : ".",
		    flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * Where ".." is in a path or a link, a name that is changed anywhere on the
 * machine at that moment makes the kernel unsure, and it says so. A kernel
 * that is never sure is none that can do it.
 */
static int ask_kernel(int top, const char *path, int flags, uint64_t resolve)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.resolve = resolve,
	};

	for (unsigned i = 0; i < TRIES_MAX; i++) {
		long fd = syscall(SYS_openat2, top, path, &how, sizeof(how));

		if (fd >= 0 || errno != EAGAIN)
			return fd < 0 ? -errno : (int)fd;
	}
	return -ENOSYS;
}

int og_beneath_open(int top, const char *path, int flags)
{
	int fd = ask_kernel(top, path, flags,
			    RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

	return fd == -ENOSYS || fd == -EPERM ? walk(top, path, flags) : fd;
}

int og_beneath_open_plain(int top, const char *path, int flags)
{
	return ask_kernel(top, path, flags,
			  RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

/* Without an empty part, "." and "..": as og_root_real() writes it. */
static bool is_plain(const char *path)
{
	size_t len;

	do {
		len = strcspn(path, "/");
		if (len == 0 || (len == 1 && path[0] == '.') ||
		    (len == 2 && memcmp(path, "..", 2) == 0))
			return false;
		path += len;
	} while (*path++);
	return true;
}

/*
 * Where a link like sysfs' "../../../devices/pci0000:00/0000:00:01.0" leads
 * that lies at `path`, by its text alone; NULL where that does not tell.
 */
static char *join_link(const char *path, const char *target)
{
	size_t len = strlen(path);

	do {
		while (len && path[len - 1] != '/')
			len--;
		if (!len)
			return NULL;
		len--;
		if (strncmp(target, "../", 3) != 0)
			break;
		target += 3;
	} while (true);
	return og_asprintf("%.*s/%s", (int)len, path, target);
}

/*
 * Most links of sysfs lead to where none is on the way. The kernel tells so
 * in three calls, where part by part takes one for each.
 */
static int real_by_text(int top, const char *path, char **ret_path)
{
	og_cleanup(close_fd) int link = -1, fd = -1;
	og_autofree char *real = NULL;
	char target[PATH_MAX];
	ssize_t n;

	link = og_beneath_open_plain(top, path, O_PATH | O_NOFOLLOW);
	if (link < 0)
		return link;
	n = readlinkat(link, "", target, sizeof(target));
	if (n <= 0 || n == (ssize_t)sizeof(target))
		return -EINVAL;
	target[n] = '\0';
	real = join_link(path, target);
	if (!real || !is_plain(real))
		return -EINVAL;
	fd = og_beneath_open_plain(top, real,
				   O_PATH | O_NOFOLLOW | O_DIRECTORY);
	if (fd < 0)
		return fd;
	*ret_path = og_steal(real);
	return 0;
}

int og_beneath_real(int top, const char *path, char **ret_path)
{
	og_autobuf done = OG_BUF_INIT;
	struct stat st;
	int r;

	if (real_by_text(top, path, ret_path) == 0)
		return 0;
	r = resolve(top, path, false, &done);
	if (r < 0)
		return r;
	if (fstatat(top, done.len ? done.data : ".", &st, AT_SYMLINK_NOFOLLOW) <
	    0)
		return -errno;
	*ret_path = og_steal(done.data);
	return 0;
}
