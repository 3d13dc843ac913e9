// SPDX-License-Identifier: Apache-2.0
#include "meminfo.h"

#include <errno.h>
#include <stdbool.h>

#include "mem.h"
#include "num.h"

/* What is left of a line. */
struct rest {
	const char *s;
	size_t len;
};

static void skip(struct rest *r, size_t n)
{
	r->s += n;
	r->len -= n;
}

static void skip_spaces(struct rest *r)
{
	while (r->len && (*r->s == ' ' || *r->s == '\t'))
		skip(r, 1);
}

static bool skip_word(struct rest *r, const char *word)
{
	size_t len = strlen(word);

	if (r->len < len || memcmp(r->s, word, len) != 0)
		return false;
	skip(r, len);
	return true;
}

static size_t count_digits(const struct rest *r)
{
	size_t n = 0;

	while (n < r->len && r->s[n] >= '0' && r->s[n] <= '9')
		n++;
	return n;
}

static void skip_node(struct rest *r)
{
	if (!skip_word(r, "Node "))
		return;
	skip(r, count_digits(r));
	skip_spaces(r);
}

/* "       33554432 kB" and nothing after it. */
static int parse_kb(struct rest r, int64_t *ret_kb)
{
	const char *digits;
	size_t n;

	skip_spaces(&r);
	digits = r.s;
	n = count_digits(&r);
	skip(&r, n);
	if (!skip_word(&r, " kB") || r.len)
		return -EINVAL;
	return og_num_i64(digits, n, 0, INT64_MAX / 1024, ret_kb);
}

/* The lines that matter, -1 where they have not come. */
struct lines {
	int64_t total, free, used, active, inactive;
};

static int parse_line(struct rest line, struct lines *lines)
{
	const struct {
		const char *name;
		int64_t *kb;
	} known[] = {
		{ "MemTotal:", &lines->total },
		{ "MemFree:", &lines->free },
		{ "MemUsed:", &lines->used },
		{ "Active(file):", &lines->active },
		{ "Inactive(file):", &lines->inactive },
	};

	skip_node(&line);
	for (size_t i = 0; i < OG_COUNT(known); i++) {
		if (!skip_word(&line, known[i].name))
			continue;
		if (*known[i].kb >= 0)
			return -EINVAL;
		return parse_kb(line, known[i].kb);
	}
	return 0;
}

int og_meminfo_parse(const char *s, size_t len, struct og_meminfo *ret_info)
{
	struct lines lines = { -1, -1, -1, -1, -1 };
	struct og_meminfo info;
	struct rest text = { s, len };

	while (text.len) {
		const char *end = memchr(text.s, '\n', text.len);
		size_t n = end ? (size_t)(end - text.s) : text.len;
		int r = parse_line((struct rest){ text.s, n }, &lines);

		if (r < 0)
			return r;
		skip(&text, end ? n + 1 : n);
	}
	if (lines.total < 0)
		return -EINVAL;
	info = (struct og_meminfo){
		.total = lines.total,
		.free = lines.free,
		.used = lines.used,
		.cached = (lines.active > 0 ? lines.active : 0) +
			  (lines.inactive > 0 ? lines.inactive : 0),
	};
	if (info.used < 0 && info.free >= 0)
		info.used = info.total > info.free ? info.total - info.free : 0;
	*ret_info = info;
	return 0;
}
