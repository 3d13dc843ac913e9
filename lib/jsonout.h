/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON, written: objects and lists, one member a line, indented by two, with
 * every text escaped. Bytes that are no UTF-8 come out as U+FFFD.
 */
#ifndef OG_JSONOUT_H
#define OG_JSONOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct og_json {
	struct og_buf *out;
	unsigned depth;
	bool has_members; /* of the object or list at hand */
};

/* `key` is NULL inside a list and at the top; it is never escaped. */
void og_json_open(struct og_json *json, const char *key, char bracket);
void og_json_close(struct og_json *json, char bracket);
void og_json_text(struct og_json *json, const char *key, const char *text);
void og_json_number(struct og_json *json, const char *key, int64_t number);
void og_json_bool(struct og_json *json, const char *key, bool value);
/* A number or word that is JSON already: "0.5", "null". */
void og_json_raw(struct og_json *json, const char *key, const char *raw);

#endif
