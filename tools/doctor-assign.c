// SPDX-License-Identifier: Apache-2.0
#include "doctor-assign.h"

#include <string.h>

#include "mem.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(struct og_piece *piece)
{
	while (piece->len && is_blank(*piece->s))
		piece->s++, piece->len--;
	while (piece->len && is_blank(piece->s[piece->len - 1]))
		piece->len--;
}

bool og_piece_is(const struct og_piece *piece, const char *word)
{
	return piece->len == strlen(word) &&
	       memcmp(piece->s, word, piece->len) == 0;
}

bool og_piece_line(struct og_piece *rest, struct og_piece *ret_line)
{
	const char *end;
	size_t len;

	if (!rest->len)
		return false;
	end = memchr(rest->s, '\n', rest->len);
	len = end ? (size_t)(end - rest->s) : rest->len;
	*ret_line = (struct og_piece){ rest->s, len };
	rest->s += len + (end ? 1 : 0);
	rest->len -= len + (end ? 1 : 0);
	return true;
}

bool og_piece_word(struct og_piece *rest, struct og_piece *ret_word)
{
	size_t n = 0;

	trim(rest);
	while (n < rest->len && !is_blank(rest->s[n]) && rest->s[n] != '\n')
		n++;
	if (!n)
		return false;
	*ret_word = (struct og_piece){ rest->s, n };
	rest->s += n;
	rest->len -= n;
	return true;
}

static void unquote(struct og_piece *value)
{
	char quote = value->len ? value->s[0] : '\0';
	const char *end;

	if (quote != '"' && quote != '\'')
		return;
	value->s++;
	value->len--;
	end = value->len ? memchr(value->s, quote, value->len) : NULL;
	if (end)
		value->len = (size_t)(end - value->s);
}

bool og_assign_next(struct og_piece *rest, struct og_piece *ret_key,
		    struct og_piece *ret_value)
{
	struct og_piece line;

	while (og_piece_line(rest, &line)) {
		const char *equals;
		struct og_piece key, value;

		trim(&line);
		if (!line.len || *line.s == '#')
			continue;
		equals = memchr(line.s, '=', line.len);
		if (!equals || equals == line.s)
			continue;
		key = (struct og_piece){ line.s, (size_t)(equals - line.s) };
		value = (struct og_piece){ equals + 1, line.len - key.len - 1 };
		trim(&key);
		trim(&value);
		unquote(&value);
		*ret_key = key;
		*ret_value = value;
		return true;
	}
	return false;
}

char *og_assign_get(const char *text, size_t len, const char *key)
{
	struct og_piece rest = { text, len }, name, value;
	char *found = NULL;

	while (og_assign_next(&rest, &name, &value)) {
		if (!og_piece_is(&name, key))
			continue;
		free(found);
		found = og_strndup(value.s, value.len);
	}
	return found;
}
