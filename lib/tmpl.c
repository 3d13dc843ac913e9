// SPDX-License-Identifier: Apache-2.0
#include "tmpl.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

void og_tmpl_begin(struct og_tmpl *t, struct og_buf *out, const char *name)
{
	*t = (struct og_tmpl){ .out = out };
	og_buf_fmt(out, "%s = [\n", name);
}

/* Length of the UTF-8 sequence that a first byte announces; 0: none does. */
static size_t sequence_len(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

/* Bytes of the character at `s`, a NUL-terminated text; 0 if not UTF-8. */
static size_t decode(const uint8_t *s, uint32_t *ret_code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const uint8_t first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t len = sequence_len(s[0]);
	uint32_t code = s[0] & first_bits[len];

	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (len == 0 || code < least[len] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return len;
}

/* oned keeps values in XML, which can hold no control character either. */
static bool is_plain(uint32_t code)
{
	return code >= 0x20 && (code < 0x7f || code > 0x9f) && code != 0xfffe &&
	       code != 0xffff;
}

/*
 * oned knows one escape, \" for a quote, and takes the longest text that ends
 * in a quote: a backslash before the closing one would swallow the next pair.
 * A line with "]]>" anywhere in it makes it refuse the whole message.
 */
static void add_value(struct og_buf *out, const char *value)
{
	const uint8_t *p = (const uint8_t *)value;
	unsigned brackets = 0;

	while (*p) {
		uint32_t code = 0;
		size_t len = decode(p, &code);

		if (!len || !is_plain(code) || (code == '>' && brackets >= 2))
			og_buf_char(out, '?');
		else if (code == '"')
			og_buf_str(out, "\\\"");
		else if (code == '\\')
			og_buf_char(out, '/');
		else
			og_buf_add(out, p, len);
		brackets = code == ']' ? brackets + 1 : 0;
		p += len ? len : 1;
	}
}

void og_tmpl_pair(struct og_tmpl *t, const char *name, const char *value)
{
	og_buf_fmt(t->out, "%s %s = \"", t->pairs ? ",\n" : "", name);
	add_value(t->out, value);
	og_buf_str(t->out, "\" ");
	t->pairs++;
}

void og_tmpl_pairf(struct og_tmpl *t, const char *name, const char *fmt, ...)
{
	og_autofree char *value = NULL;
	va_list ap;

	va_start(ap, fmt);
	value = og_vasprintf(fmt, ap);
	va_end(ap);
	og_tmpl_pair(t, name, value);
}

void og_tmpl_end(struct og_tmpl *t)
{
	og_buf_fmt(t->out, "%s]\n", t->pairs ? "\n" : "");
}
