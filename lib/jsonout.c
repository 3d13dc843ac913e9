// SPDX-License-Identifier: Apache-2.0
#include "jsonout.h"

#include "utf8.h"

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

void og_json_text(struct og_json *json, const char *key, const char *text)
{
	begin(json, key);
	og_buf_char(json->out, '"');
	while (*text) {
		uint32_t code = 0;
		size_t n = og_utf8_decode(text, &code);

		if (n == 0)
			og_buf_str(json->out, "\\ufffd");
		else if (code == '"' || code == '\\')
			og_buf_fmt(json->out, "\\%c", *text);
		else if (code < 0x20 || code == 0x7f)
			og_buf_fmt(json->out, "\\u%04x", code);
		else
			og_buf_add(json->out, text, n);
		text += n ? n : 1;
	}
	og_buf_char(json->out, '"');
}
