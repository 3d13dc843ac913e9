/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the terminal in front of a person can show. Decided once from the
 * environment; everything that draws takes it as an argument.
 */
#ifndef OG_STYLE_H
#define OG_STYLE_H

#include <stdbool.h>

#include "buf.h"

struct og_style {
	bool utf8;
	bool colour;
	unsigned columns; /* of the screen; 0: the most that is used, 80 */
	unsigned screen;  /* the same unbounded, for tables; 0: no screen */
};

enum og_colour {
	OG_PLAIN,
	OG_BOLD,
	OG_DIM,
	OG_GOOD,
	OG_BAD,
	OG_MARK,
};

enum { OG_COLUMNS_MIN = 40, OG_COLUMNS_MAX = 80 };

/*
 * UTF-8 where LC_ALL, LC_CTYPE or LANG (the first that is set) says so;
 * colour where `fd` is a terminal and NO_COLOR is not set. Columns by COLUMNS,
 * else by the terminal; narrower than the least is drawn as the least.
 */
struct og_style og_style_detect(int fd);

unsigned og_style_columns(const struct og_style *style);

/* Append `text` in a colour, or plain where the style has none. */
void og_style_put(const struct og_style *style, struct og_buf *out,
		  enum og_colour colour, const char *text);

/*
 * Append at most `columns` columns of `text`, the cut shown by a last "~";
 * control characters, and without UTF-8 everything beyond ASCII, as '?'.
 * Returns the columns used. One code point counts as one column.
 */
unsigned og_style_clip(const struct og_style *style, struct og_buf *out,
		       const char *text, unsigned columns);

/*
 * Append every line of `text` behind `indent` spaces, broken at blanks so that
 * it ends before the last column where it has any; what cannot be shown as
 * above.
 */
void og_style_wrap(const struct og_style *style, struct og_buf *out,
		   unsigned indent, const char *text);

#endif
