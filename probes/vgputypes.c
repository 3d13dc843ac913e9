// SPDX-License-Identifier: Apache-2.0
#include "vgputypes.h"

#include "num.h"

static void trim(const char **s, size_t *len)
{
	while (*len && (**s == ' ' || **s == '\t'))
		++*s, --*len;
	while (*len && strchr(" \t\r", (*s)[*len - 1]))
		--*len;
}

static void add_type(struct og_buf *out, int id, const char *name, size_t len)
{
	og_buf_fmt(out, "%s%d (", out->len ? "," : "", id);
	for (size_t i = 0; i < len; i++)
		og_buf_char(out, name[i] == ',' || !name[i] ? ' ' : name[i]);
	og_buf_char(out, ')');
}

void og_vgputypes_parse(const char *text, size_t len, struct og_buf *out)
{
	const char *end = text + len, *eol;

	for (const char *p = text; p < end; p = eol + 1) {
		const char *colon, *name;
		size_t id_len, name_len;
		int id;

		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			eol = end;
		colon = memchr(p, ':', (size_t)(eol - p));
		if (!colon)
			continue;
		id_len = (size_t)(colon - p);
		name = colon + 1;
		name_len = (size_t)(eol - name);
		trim(&p, &id_len);
		trim(&name, &name_len);
		if (name_len && og_num_int(p, id_len, 0, INT32_MAX, &id) == 0)
			add_type(out, id, name, name_len);
	}
}
