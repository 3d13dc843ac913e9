// SPDX-License-Identifier: Apache-2.0
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "num.h"

enum { LINE_MAX_BYTES = 4095, NAMES_MAX = 65536, LINKS_MAX = 40 };

struct og_root {
	int fd;
	bool live;
	char *path;
};

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
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
 * Follow links one by one, none is left to the kernel, and none leads out.
 * `done` gets "a/b", without a link in it but, where `keep_last`, its last
 * part. What is missing is not noticed here.
 */
static int resolve(const struct og_root *root, const char *path, bool keep_last,
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
			n = readlinkat(root->fd, done->data, target,
				       sizeof(target));
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
 * openat2's RESOLVE_IN_ROOT by hand, for kernels before 5.6, sandboxes and
 * valgrind. Whoever changes the tree meanwhile could slip a link in, but would
 * cheat only the replay of a recording of their own.
 */
static int walk_below(const struct og_root *root, const char *path, int flags)
{
	og_autobuf done = OG_BUF_INIT;
	int fd, r = resolve(root, path, flags & O_NOFOLLOW, &done);

	if (r < 0)
		return r;
	fd = openat(root->fd, done.len ? done.data : ".",
		    flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * A link of the live machine may lead anywhere below "/" anyway, so it needs
 * no confinement.
 */
static int open_below(const struct og_root *root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd;

	if (root->live)
		fd = openat(root->fd, path, flags | O_CLOEXEC);
	else
		fd = syscall(SYS_openat2, root->fd, path, &how, sizeof(how));
	if (fd < 0 && !root->live && (errno == ENOSYS || errno == EPERM))
		return walk_below(root, path, flags);
	return fd < 0 ? -errno : (int)fd;
}

/* Whether a directory is "/", however it was spelt. */
static bool is_slash(int fd)
{
	struct stat here, slash;

	return fstat(fd, &here) == 0 && stat("/", &slash) == 0 &&
	       here.st_dev == slash.st_dev && here.st_ino == slash.st_ino;
}

int og_root_open(const char *path, struct og_root **ret_root,
		 struct og_err *err)
{
	const char *dir = path ? path : "/";
	og_cleanup(close_fd) int fd = -1;
	og_cleanup(og_root_freep) struct og_root *root = NULL;

	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", dir, strerror(errno));
	root = og_calloc(1, sizeof(*root));
	root->live = is_slash(fd);
	root->path = og_strdup(root->live ? "/" : dir);
	root->fd = steal_fd(&fd);
	*ret_root = og_steal(root);
	return 0;
}

void og_root_free(struct og_root *root)
{
	if (!root)
		return;
	close(root->fd);
	free(root->path);
	free(root);
}

void og_root_freep(struct og_root **root)
{
	og_root_free(*root);
}

const char *og_root_path(const struct og_root *root)
{
	return root->path;
}

bool og_root_is_live(const struct og_root *root)
{
	return root->live;
}

int og_root_read(const struct og_root *root, const char *path, size_t limit,
		 struct og_buf *buf)
{
	/* Non-blocking: a FIFO in place of a file must not hold us up. */
	og_cleanup(close_fd) int fd =
		open_below(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	size_t start = buf->len;
	struct stat st;
	int r;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	r = og_buf_read(buf, fd, limit, path, NULL);
	if (r < 0 && buf->data) {
		buf->len = start;
		buf->data[start] = '\0';
	}
	return r;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int og_root_line(const struct og_root *root, const char *path, char **ret_line)
{
	og_autobuf buf = OG_BUF_INIT;
	int r;

	r = og_root_read(root, path, LINE_MAX_BYTES, &buf);
	if (r < 0)
		return r;
	while (buf.len && is_space(buf.data[buf.len - 1]))
		buf.len--;
	if (buf.len && (memchr(buf.data, '\0', buf.len) ||
			memchr(buf.data, '\n', buf.len)))
		return -EINVAL;
	*ret_line = og_strndup(og_buf_text(&buf), buf.len);
	return 0;
}

int og_root_int(const struct og_root *root, const char *path, int64_t min,
		int64_t max, int64_t *ret_value)
{
	og_autofree char *line = NULL;
	uint32_t hex;
	int r;

	r = og_root_line(root, path, &line);
	if (r < 0)
		return r;
	if (strncmp(line, "0x", 2) != 0)
		return og_num_i64(line, strlen(line), min, max, ret_value);
	r = og_num_hex(line + 2, strlen(line + 2), 8, &hex);
	if (r < 0)
		return r;
	if ((int64_t)hex < min || (int64_t)hex > max)
		return -ERANGE;
	*ret_value = (int64_t)hex;
	return 0;
}

int og_root_link(const struct og_root *root, const char *path, char **ret_name)
{
	og_cleanup(close_fd) int fd =
		open_below(root, path, O_PATH | O_NOFOLLOW);
	char target[4096];
	struct stat st;
	const char *name;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISLNK(st.st_mode))
		return -EINVAL;
	n = readlinkat(fd, "", target, sizeof(target));
	if (n < 0)
		return -errno;
	if (n == (ssize_t)sizeof(target))
		return -ENAMETOOLONG;
	while (n > 0 && target[n - 1] == '/')
		n--;
	target[n] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return -EINVAL;
	*ret_name = og_strdup(name);
	return 0;
}

int og_root_real(const struct og_root *root, const char *path, char **ret_path)
{
	og_autobuf done = OG_BUF_INIT;
	struct stat st;
	int r = resolve(root, path, false, &done);

	if (r < 0)
		return r;
	if (fstatat(root->fd, done.len ? done.data : ".", &st,
		    AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	*ret_path = og_steal(done.data);
	return 0;
}

bool og_root_exists(const struct og_root *root, const char *path)
{
	og_cleanup(close_fd) int fd = open_below(root, path, O_PATH);

	return fd >= 0;
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static int read_names(DIR *dir, char ***names, size_t *count)
{
	size_t cap = 0;

	for (;;) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return -errno;
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (*count == NAMES_MAX)
			return -EFBIG;
		OG_RESERVE(*names, *count + 1, cap);
		(*names)[(*count)++] = og_strdup(entry->d_name);
	}
}

int og_root_list(const struct og_root *root, const char *path,
		 char ***ret_names, size_t *ret_count)
{
	og_cleanup(close_fd) int fd = open_below(
		root, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY);
	og_cleanup(close_dir) DIR *dir = NULL;
	char **names = NULL;
	size_t count = 0;
	int r;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir)
		return -errno;
	steal_fd(&fd);
	r = read_names(dir, &names, &count);
	if (r < 0) {
		og_root_names_free(names, count);
		return r;
	}
	if (count)
		qsort(names, count, sizeof(*names), by_bytes);
	*ret_names = names;
	*ret_count = count;
	return 0;
}

void og_root_names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}
