// SPDX-License-Identifier: Apache-2.0
#include "jsonout.h"

static void begin(struct og_json *json, const char *key)
{
	if (json->has_members)
		og_buf_char(json->out, ',');
	if (json->depth)
		og_buf_fmt(json->out, "\n%*s", (int)json->depth * 2, "");
	if (key)
		og_buf_fmt(json->out, "\"%s\": ", key);
	json->has_members = true;
}

void og_json_open(struct og_json *json, const char *key, char bracket)
{
	begin(json, key);
	og_buf_char(json->out, bracket);
	json->depth++;
	json->has_members = false;
}

void og_json_close(struct og_json *json, char bracket)
{
	json->depth--;
	if (json->has_members)
		og_buf_fmt(json->out, "\n%*s", (int)json->depth * 2, "");
	og_buf_char(json->out, bracket);
	json->has_members = true;
	if (!json->depth)
		og_buf_char(json->out, '\n');
}

void og_json_raw(struct og_json *json, const char *key, const char *raw)
{
	begin(json, key);
	og_buf_str(json->out, raw);
}

void og_json_number(struct og_json *json, const char *key, int64_t number)
{
	begin(json, key);
	og_buf_fmt(json->out, "%lld", (long long)number);
}

void og_json_bool(struct og_json *json, const char *key, bool value)
{
	og_json_raw(json, key, value ? "true" : "false");
}

/* Bytes of the UTF-8 sequence at `s`, shortest form, no surrogate; or 0. */
static unsigned sequence(const unsigned char *s)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};

	for (unsigned n = 0; n < OG_COUNT(forms); n++) {
		uint32_t c = s[0] & (unsigned char)~forms[n].mask;

		if ((s[0] & forms[n].mask) != forms[n].lead)
			continue;
		for (unsigned i = 1; i <= n; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[i] & 0x3f);
		}
		if (c < forms[n].least || c > 0x10ffff ||
		    (c >= 0xd800 && c <= 0xdfff))
			return 0;
		return n + 1;
	}
	return 0;
}

void og_json_text(struct og_json *json, const char *key, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	begin(json, key);
	og_buf_char(json->out, '"');
	while (*s) {
		unsigned n = sequence(s);

		if (n == 0)
			og_buf_str(json->out, "\\ufffd");
		else if (*s == '"' || *s == '\\')
			og_buf_fmt(json->out, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			og_buf_fmt(json->out, "\\u%04x", *s);
		else
			og_buf_add(json->out, s, n);
		s += n ? n : 1;
	}
	og_buf_char(json->out, '"');
}
