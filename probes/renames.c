// SPDX-License-Identifier: Apache-2.0
#include "renames.h"

enum { ITEMS_MAX = 65536 };

void og_renames_free(struct og_renames *renames)
{
	free(renames->items);
	*renames = (struct og_renames){ 0 };
}

bool og_renames_is_ifname(const char *s, size_t len)
{
	if (len == 0 || len >= OG_IFNAME_ROOM || strncmp(s, "..", len) == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] <= ' ' || (unsigned char)s[i] > '~' ||
		    s[i] == '/' || s[i] == ':')
			return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line, and 0 at its end. */
static size_t next_word(const char **p, const char *end, const char **ret_word)
{
	while (*p < end && is_blank(**p))
		++*p;
	*ret_word = *p;
	while (*p < end && !is_blank(**p))
		++*p;
	return (size_t)(*p - *ret_word);
}

static bool parse_line(const char *p, const char *end, struct og_rename *item)
{
	const char *address, *arrow, *name, *junk;
	size_t address_len, arrow_len, name_len;

	if (p == end || *p++ != '#')
		return false;
	address_len = next_word(&p, end, &address);
	arrow_len = next_word(&p, end, &arrow);
	name_len = next_word(&p, end, &name);
	if (og_bdf_parse(address, address_len, &item->bdf) < 0 ||
	    arrow_len != 2 || memcmp(arrow, "<-", 2) != 0 ||
	    !og_renames_is_ifname(name, name_len) || next_word(&p, end, &junk))
		return false;
	memcpy(item->name, name, name_len);
	item->name[name_len] = '\0';
	return true;
}

void og_renames_parse(const char *text, size_t len,
		      struct og_renames *ret_renames)
{
	struct og_renames renames = { 0 };
	const char *end = text + len, *eol;

	for (const char *p = text; p < end && renames.n < ITEMS_MAX;
	     p = eol + 1) {
		struct og_rename item;

		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			eol = end;
		if (!parse_line(p, eol, &item))
			continue;
		OG_RESERVE(renames.items, renames.n + 1, renames.cap);
		renames.items[renames.n++] = item;
	}
	*ret_renames = renames;
}

const char *og_renames_find(const struct og_renames *renames,
			    const struct og_bdf *bdf)
{
	for (size_t i = 0; i < renames->n; i++)
		if (og_bdf_cmp(&renames->items[i].bdf, bdf) == 0)
			return renames->items[i].name;
	return NULL;
}
