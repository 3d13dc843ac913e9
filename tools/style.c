// SPDX-License-Identifier: Apache-2.0
#include "style.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "num.h"

static const char *const codes[] = {
	[OG_PLAIN] = "",	 [OG_BOLD] = "\033[1m",
	[OG_DIM] = "\033[2m",	 [OG_GOOD] = "\033[1;32m",
	[OG_BAD] = "\033[1;31m", [OG_MARK] = "\033[1;36m",
};

static bool locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < OG_COUNT(names); i++) {
		const char *value = getenv(names[i]);
		const char *charset;

		if (!value || !*value)
			continue;
		charset = strchr(value, '.');
		return charset && (strncasecmp(charset, ".utf-8", 6) == 0 ||
				   strncasecmp(charset, ".utf8", 5) == 0);
	}
	return false;
}

static unsigned screen_columns(int fd)
{
	const char *text = getenv("COLUMNS");
	struct winsize size = { 0 };
	int columns = 0;

	if (!text || og_num_int(text, strlen(text), 1, INT_MAX, &columns) < 0) {
		columns = 0;
		if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0)
			columns = size.ws_col;
	}
	if (columns && columns < OG_COLUMNS_MIN)
		return OG_COLUMNS_MIN;
	return (unsigned)columns;
}

unsigned og_style_columns(const struct og_style *style)
{
	return style->columns ? style->columns : OG_COLUMNS_MAX;
}

struct og_style og_style_detect(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	unsigned screen = screen_columns(fd);

	return (struct og_style){
		.utf8 = locale_is_utf8(),
		.colour = isatty(fd) && !(no_color && *no_color),
		.columns = screen && screen < OG_COLUMNS_MAX ? screen
							     : OG_COLUMNS_MAX,
		.screen = screen,
	};
}

void og_style_put(const struct og_style *style, struct og_buf *out,
		  enum og_colour colour, const char *text)
{
	bool paint = style->colour && colour != OG_PLAIN;

	if (paint)
		og_buf_str(out, codes[colour]);
	og_buf_str(out, text);
	if (paint)
		og_buf_str(out, "\033[0m");
}

/*
 * By the first two bytes of a sequence: shortest form, no surrogate, nothing
 * beyond Unicode, and none of the control characters of its second hundred,
 * which some terminals obey.
 */
static bool is_letter(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xc2:
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return true;
	}
}

/* Bytes of the code point at `s`, 0 where it is none this style can show. */
static size_t shown_bytes(const struct og_style *style, const char *s)
{
	unsigned char c = (unsigned char)*s;
	size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

	if (c < 0x20 || c == 0x7f)
		return 0;
	if (n > 1 && (!style->utf8 || c < 0xc2 || c > 0xf4))
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return n == 1 || is_letter(c, (unsigned char)s[1]) ? n : 0;
}

/* To the next code point, or one byte over what is none. */
static const char *step(const char *s)
{
	static const struct og_style any = { .utf8 = true };
	size_t n = shown_bytes(&any, s);

	return s + (n ? n : 1);
}

unsigned og_style_clip(const struct og_style *style, struct og_buf *out,
		       const char *text, unsigned columns)
{
	unsigned used = 0;

	for (const char *s = text; *s && used < columns; s = step(s), used++) {
		size_t n = shown_bytes(style, s);

		if (used + 1 == columns && *step(s))
			og_buf_char(out, '~');
		else if (n)
			og_buf_add(out, s, n);
		else
			og_buf_char(out, '?');
	}
	return used;
}

/* How much of the line stands on this one: to a blank, or all of a word. */
static size_t fitting(const char *line, size_t len, unsigned columns)
{
	size_t blank = 0, at = 0;
	unsigned used = 0;

	for (const char *s = line; at < len; s = step(s), used++) {
		at = (size_t)(s - line);
		if (at >= len)
			break;
		if (*s == ' ' && used > 0 && used <= columns)
			blank = at;
		if (used >= columns && blank)
			return blank;
		if (used >= columns && *s == ' ')
			return at;
	}
	return len;
}

void og_style_wrap(const struct og_style *style, struct og_buf *out,
		   unsigned indent, const char *text)
{
	unsigned columns = og_style_columns(style) - 1;

	columns = indent + 20 < columns ? columns - indent : 19;

	while (*text) {
		size_t line = strcspn(text, "\n");

		while (line) {
			size_t n = fitting(text, line, columns);
			og_autofree char *piece = og_strndup(text, n);

			og_buf_fmt(out, "%*s", (int)indent, "");
			og_style_clip(style, out, piece, UINT_MAX);
			og_buf_char(out, '\n');
			while (n < line && text[n] == ' ')
				n++;
			text += n;
			line -= n;
		}
		text += *text == '\n';
	}
}
