// SPDX-License-Identifier: Apache-2.0
#include "mem.h"

#include <stdint.h>
#include <stdio.h>

static void *checked(void *p)
{
	if (p)
		return p;
	fputs("ERROR: out of memory\n", stderr);
	abort();
}

void *og_malloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *og_calloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *og_reallocarray(void *p, size_t n, size_t size)
{
	return checked(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *og_strdup(const char *s)
{
	return checked(strdup(s));
}

char *og_strndup(const char *s, size_t n)
{
	return checked(strndup(s, n));
}

char *og_vasprintf(const char *fmt, va_list ap)
{
	char *s = NULL;

	return checked(vasprintf(&s, fmt, ap) < 0 ? NULL : s);
}

char *og_asprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = og_vasprintf(fmt, ap);
	va_end(ap);
	return s;
}

void *og_reserve(void *p, size_t need, size_t *cap, size_t size)
{
	size_t n = *cap ? *cap : 4;

	if (need <= *cap)
		return p;
	while (n < need)
		n = n > SIZE_MAX / 2 ? need : n * 2;
	p = og_reallocarray(p, n, size);
	*cap = n;
	return p;
}
