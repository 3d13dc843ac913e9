// SPDX-License-Identifier: Apache-2.0
#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024 };

void og_buf_free(struct og_buf *buf)
{
	free(buf->data);
	*buf = OG_BUF_INIT;
}

static char *reserve(struct og_buf *buf, size_t more)
{
	OG_RESERVE(buf->data, buf->len + more + 1, buf->cap);
	return buf->data + buf->len;
}

void og_buf_add(struct og_buf *buf, const void *data, size_t len)
{
	char *end = reserve(buf, len);

	if (len)
		memcpy(end, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void og_buf_str(struct og_buf *buf, const char *s)
{
	og_buf_add(buf, s, strlen(s));
}

void og_buf_char(struct og_buf *buf, char c)
{
	og_buf_add(buf, &c, 1);
}

void og_buf_fmt(struct og_buf *buf, const char *fmt, ...)
{
	og_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	og_buf_str(buf, text);
}

const char *og_buf_text(const struct og_buf *buf)
{
	return buf->data ? buf->data : "";
}

int og_buf_read(struct og_buf *buf, int fd, size_t limit, const char *what,
		struct og_err *err)
{
	size_t start = buf->len;

	for (;;) {
		ssize_t n = read(fd, reserve(buf, READ_STEP), READ_STEP);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return og_err_set(err, -errno, "%s: %s", what,
					  strerror(errno));
		buf->len += (size_t)n;
		buf->data[buf->len] = '\0';
		if (n == 0)
			return 0;
		if (buf->len - start > limit)
			return og_err_set(err, -EFBIG,
					  "%s: larger than %zu bytes", what,
					  limit);
	}
}

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int og_buf_read_file(struct og_buf *buf, const char *path, size_t limit,
		     struct og_err *err)
{
	og_cleanup(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	return og_buf_read(buf, fd, limit, path, err);
}

int og_buf_write(const struct og_buf *buf, int fd, const char *what,
		 struct og_err *err)
{
	size_t done = 0;

	while (done < buf->len) {
		ssize_t n = write(fd, buf->data + done, buf->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return og_err_set(err, -errno, "%s: %s", what,
					  strerror(errno));
		done += (size_t)n;
	}
	return 0;
}
