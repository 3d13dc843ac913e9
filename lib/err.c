// SPDX-License-Identifier: Apache-2.0
#include "err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static void make_printable(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

static void mark_cut(char *msg, int wanted)
{
	if (wanted >= OG_ERR_MAX)
		memcpy(msg + OG_ERR_MAX - 4, "...", 4);
}

int og_err_set(struct og_err *err, int code, const char *fmt, ...)
{
	va_list ap;

	assert(code < 0);
	if (!err)
		return code;
	assert(!err->code);
	va_start(ap, fmt);
	mark_cut(err->msg, vsnprintf(err->msg, sizeof(err->msg), fmt, ap));
	va_end(ap);
	make_printable(err->msg);
	err->code = code;
	return code;
}

int og_err_prefix(struct og_err *err, const char *fmt, ...)
{
	char rest[OG_ERR_MAX];
	va_list ap;
	int n;

	if (!err)
		return -EINVAL;
	assert(err->code);
	memcpy(rest, err->msg, sizeof(rest));
	va_start(ap, fmt);
	n = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	if (n >= 0 && n < OG_ERR_MAX)
		n += snprintf(err->msg + n, sizeof(err->msg) - (size_t)n,
			      ": %s", rest);
	mark_cut(err->msg, n);
	make_printable(err->msg);
	return err->code;
}
