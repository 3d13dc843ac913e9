/* SPDX-License-Identifier: Apache-2.0 */
/* A list of texts, a line each: reasons, differences. */
#ifndef OG_LINES_H
#define OG_LINES_H

#include "mem.h"

struct og_lines {
	char **all;
	size_t n, cap;
};

void og_lines_add(struct og_lines *lines, const char *fmt, ...) og_printf(2, 3);
void og_lines_free(struct og_lines *lines);

#endif
