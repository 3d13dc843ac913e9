/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One error, for a person: what failed, where, and what mends it.
 *
 * A function that can fail in a way a person must understand takes a
 * `struct og_err *` as its last argument. It is set exactly once, where the
 * failure is first known, and gets context prefixed on the way up. Callers
 * that do not care pass NULL.
 */
#ifndef OG_ERR_H
#define OG_ERR_H

#include "mem.h"

#define OG_ERR_MAX 1024

struct og_err {
	int code;	      /* negative errno; 0 while nothing went wrong */
	char msg[OG_ERR_MAX]; /* one line, no line end, cut with "..." */
};

/*
 * Record an error. Control characters in the text are shown as '?', so that
 * hostile input cannot drive a terminal. Returns `code`, which must be
 * negative: `return og_err_set(err, -EINVAL, "line %u: ...", line);`
 */
int og_err_set(struct og_err *err, int code, const char *fmt, ...)
	og_printf(3, 4);

/* Put "context: " before a recorded error. Returns the recorded code. */
int og_err_prefix(struct og_err *err, const char *fmt, ...) og_printf(2, 3);

#endif
