/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer: where output is built whole before it is written
 * once, and where bounded input is read to its end.
 */
#ifndef OG_BUF_H
#define OG_BUF_H

#include "err.h"

struct og_buf {
	char *data; /* always NUL-terminated once anything was added */
	size_t len; /* without the NUL */
	size_t cap;
};

#define OG_BUF_INIT ((struct og_buf){ 0 })

void og_buf_free(struct og_buf *buf); /* leaves an empty buffer behind */
void og_buf_add(struct og_buf *buf, const void *data, size_t len);
void og_buf_str(struct og_buf *buf, const char *s);
void og_buf_char(struct og_buf *buf, char c);
void og_buf_fmt(struct og_buf *buf, const char *fmt, ...) og_printf(2, 3);

/* The text so far; "" when empty. Owned by the buffer. */
const char *og_buf_text(const struct og_buf *buf);

/*
 * Read `fd` to its end and append. More than `limit` bytes is -EFBIG and the
 * error names `what`, as every other error here does.
 */
int og_buf_read(struct og_buf *buf, int fd, size_t limit, const char *what,
		struct og_err *err);

/* Open and read a file; `path` names it in errors. */
int og_buf_read_file(struct og_buf *buf, const char *path, size_t limit,
		     struct og_err *err);

/* Write everything, or say why not. */
int og_buf_write(const struct og_buf *buf, int fd, const char *what,
		 struct og_err *err);

#define og_autobuf og_cleanup(og_buf_free) struct og_buf

#endif
