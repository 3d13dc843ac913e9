// SPDX-License-Identifier: Apache-2.0
#include "lines.h"

void og_lines_add(struct og_lines *lines, const char *fmt, ...)
{
	va_list ap;

	OG_RESERVE(lines->all, lines->n + 1, lines->cap);
	va_start(ap, fmt);
	lines->all[lines->n++] = og_vasprintf(fmt, ap);
	va_end(ap);
}

void og_lines_free(struct og_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->all[i]);
	free(lines->all);
	*lines = (struct og_lines){ 0 };
}
