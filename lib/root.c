// SPDX-License-Identifier: Apache-2.0
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "beneath.h"
#include "num.h"

enum { LINE_MAX_BYTES = 4095, NAMES_MAX = 65536 };

/* A directory that stays open: see og_root_hold(). */
struct held {
	int fd; /* negative: none */
	char *path;
	size_t len;
};

struct og_root {
	int fd;
	bool live;
	char *path;
	struct held *held; /* never NULL */
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

/* What is left of a path below the held directory; NULL: it is not there. */
static const char *held_name(const struct og_root *root, const char *path)
{
	const struct held *held = root->held;

	if (held->fd < 0 || strncmp(path, held->path, held->len) != 0 ||
	    path[held->len] != '/')
		return NULL;
	path += held->len + 1;
	if (!*path || *path == '/' || strcmp(path, "..") == 0)
		return NULL;
	return path;
}

/*
 * A name in the held directory. A link there, and what old kernels cannot do,
 * is for the long way; openat() is the cheaper call.
 */
static int open_held(const struct held *held, const char *name, int flags)
{
	int fd;

	if (strchr(name, '/') || flags & O_PATH)
		return og_beneath_open_plain(held->fd, name, flags);
	fd = openat(held->fd, name, flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * A link of the live machine may lead anywhere below "/" anyway, so it needs
 * no confinement.
 */
static int open_below(const struct og_root *root, const char *path, int flags)
{
	const char *name = held_name(root, path);
	int fd;

	if (name) {
		fd = open_held(root->held, name, flags);
		if (fd >= 0 || fd == -ENOENT)
			return fd;
	}
	if (!root->live)
		return og_beneath_open(root->fd, path, flags);
	fd = openat(root->fd, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static void let_go(struct held *held)
{
	close_fd(&held->fd);
	held->fd = -1;
	free(held->path);
	held->path = NULL;
}

void og_root_hold(const struct og_root *root, const char *dir)
{
	struct held *held = root->held;

	let_go(held);
	if (!dir)
		return;
	held->fd = open_below(root, dir, O_PATH | O_DIRECTORY);
	held->path = og_strdup(dir);
	held->len = strlen(dir);
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
	root->held = og_calloc(1, sizeof(*root->held));
	root->held->fd = -1;
	*ret_root = og_steal(root);
	return 0;
}

void og_root_free(struct og_root *root)
{
	if (!root)
		return;
	close(root->fd);
	let_go(root->held);
	free(root->held);
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

/* A regular file to read. Non-blocking: a FIFO must not hold us up. */
static int open_regular(const struct og_root *root, const char *path)
{
	og_cleanup(close_fd) int fd =
		open_below(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	return steal_fd(&fd);
}

int og_root_read(const struct og_root *root, const char *path, size_t limit,
		 struct og_buf *buf)
{
	og_cleanup(close_fd) int fd = open_regular(root, path);
	size_t start = buf->len;
	int r;

	if (fd < 0)
		return fd;
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

/* What fills less than the room is all: a kernel file gives a line whole. */
static ssize_t read_once(int fd, char *room, size_t size)
{
	ssize_t n;

	do
		n = read(fd, room, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int og_root_line(const struct og_root *root, const char *path, char **ret_line)
{
	og_cleanup(close_fd) int fd = open_regular(root, path);
	char line[LINE_MAX_BYTES + 1];
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read_once(fd, line, sizeof(line));
	if (n < 0)
		return (int)n;
	if (n > LINE_MAX_BYTES)
		return -EFBIG;
	while (n && is_space(line[n - 1]))
		n--;
	if (memchr(line, '\0', (size_t)n) || memchr(line, '\n', (size_t)n))
		return -EINVAL;
	*ret_line = og_strndup(line, (size_t)n);
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

static ssize_t read_target(const struct og_root *root, const char *path,
			   char target[PATH_MAX])
{
	const char *name = held_name(root, path);
	og_cleanup(close_fd) int fd = -1;
	struct stat st;
	ssize_t n;

	/* In the held directory itself no other link can be on the way. */
	if (name && !strchr(name, '/')) {
		n = readlinkat(root->held->fd, name, target, PATH_MAX);
	} else {
		fd = open_below(root, path, O_PATH | O_NOFOLLOW);
		if (fd < 0)
			return fd;
		if (fstat(fd, &st) < 0)
			return -errno;
		if (!S_ISLNK(st.st_mode))
			return -EINVAL;
		n = readlinkat(fd, "", target, PATH_MAX);
	}
	if (n < 0)
		return -errno;
	if (n == PATH_MAX)
		return -ENAMETOOLONG;
	target[n] = '\0';
	return n;
}

int og_root_target(const struct og_root *root, const char *path,
		   char **ret_target)
{
	char target[PATH_MAX];
	ssize_t n = read_target(root, path, target);

	if (n < 0)
		return (int)n;
	*ret_target = og_strndup(target, (size_t)n);
	return 0;
}

int og_root_link(const struct og_root *root, const char *path, char **ret_name)
{
	char target[PATH_MAX];
	const char *name;
	ssize_t n = read_target(root, path, target);

	if (n < 0)
		return (int)n;
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
	return og_beneath_real(root->fd, path, ret_path);
}

int og_root_open_file(const struct og_root *root, const char *path, int flags)
{
	return open_below(root, path, flags);
}

bool og_root_exists(const struct og_root *root, const char *path)
{
	og_cleanup(close_fd) int fd = open_below(root, path, O_PATH);

	return fd >= 0;
}

int og_root_rights(const struct og_root *root, const char *path,
		   struct og_root_rights *ret_rights)
{
	og_cleanup(close_fd) int fd = open_below(root, path, O_PATH);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	*ret_rights = (struct og_root_rights){
		.mode = st.st_mode & 07777,
		.uid = st.st_uid,
		.gid = st.st_gid,
	};
	return 0;
}

int og_root_try(const struct og_root *root, const char *path)
{
	og_cleanup(close_fd) int fd =
		open_below(root, path, O_RDWR | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? fd : 0;
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
