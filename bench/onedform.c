// SPDX-License-Identifier: Apache-2.0
#include "onedform.h"

#include <stdarg.h>
#include <stdio.h>

void og_form_raw(const char *text)
{
	fputs(text, stdout);
}

void og_form_plain(const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("<%s>", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("</%s>", name);
}

void og_form_cdata(const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("<%s><![CDATA[", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("]]></%s>", name);
}

void og_form_pairs(const struct og_form_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		og_form_cdata(pairs[i].name, "%s", pairs[i].value);
}
