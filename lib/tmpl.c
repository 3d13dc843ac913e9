// SPDX-License-Identifier: Apache-2.0
#include "tmpl.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "utf8.h"

void og_tmpl_begin(struct og_tmpl *t, struct og_buf *out, const char *name)
{
	*t = (struct og_tmpl){ .out = out };
	og_buf_fmt(out, "%s = [\n", name);
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
	unsigned brackets = 0;

	while (*value) {
		uint32_t code = 0;
		size_t len = og_utf8_decode(value, &code);

		if (!len || !is_plain(code) || (code == '>' && brackets >= 2))
			og_buf_char(out, '?');
		else if (code == '"')
			og_buf_str(out, "\\\"");
		else if (code == '\\')
			og_buf_char(out, '/');
		else
			og_buf_add(out, value, len);
		brackets = code == ']' ? brackets + 1 : 0;
		value += len ? len : 1;
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
