// SPDX-License-Identifier: Apache-2.0
#include "numamaps.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "host.h"
#include "num.h"

struct word {
	const char *s;
	size_t len;
};

/* The next word of a line; false at its end. */
static bool next_word(const char **at, const char *end, struct word *ret_word)
{
	const char *s = *at, *stop;

	while (s < end && *s == ' ')
		s++;
	for (stop = s; stop < end && *stop != ' '; stop++)
		;
	*at = stop;
	*ret_word = (struct word){ s, (size_t)(stop - s) };
	return stop > s;
}

static bool begins(const struct word *word, const char *with)
{
	size_t len = strlen(with);

	return word->len >= len && memcmp(word->s, with, len) == 0;
}

static bool is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && begins(word, text);
}

/* A file that a guest's memory is in. */
static bool is_memory(const struct word *file)
{
	return begins(file, "file=/dev/shm/") ||
	       begins(file, "file=/dev/hugepages") ||
	       begins(file, "file=/memfd:") ||
	       begins(file, "file=/var/lib/libvirt/qemu/ram/") ||
	       begins(file, "file=/dev/zero");
}

static bool is_address(const struct word *word)
{
	if (word->len == 0 || word->len > 16)
		return false;
	for (size_t i = 0; i < word->len; i++) {
		char c = word->s[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/* Pages by node, of one line. */
struct line {
	struct {
		int node;
		int64_t pages;
	} counts[64];
	size_t n;
	int64_t page_kib;
	bool counts_here; /* it can be a guest's */
};

/* "N12=345" */
static int take_node(const struct word *word, struct line *line)
{
	const char *eq = memchr(word->s, '=', word->len);
	size_t digits = eq ? (size_t)(eq - word->s) - 1 : 0;
	int64_t pages = 0;
	int node = 0, r;

	if (!eq)
		return -EINVAL;
	r = og_num_int(word->s + 1, digits, 0, OG_NUMAMAPS_NODES - 1, &node);
	if (r == 0)
		r = og_num_i64(eq + 1, word->len - digits - 2, 0, OG_MEMORY_MAX,
			       &pages);
	if (r < 0)
		return r;
	if (line->n == OG_COUNT(line->counts))
		return -ERANGE;
	line->counts[line->n].node = node;
	line->counts[line->n++].pages = pages;
	return 0;
}

static int take_word(const struct word *word, struct line *line, bool *huge,
		     bool *foreign)
{
	static const char size[] = "kernelpagesize_kB=";

	if (word->s[0] == 'N' && word->len > 1 && word->s[1] >= '0' &&
	    word->s[1] <= '9')
		return take_node(word, line);
	if (begins(word, size))
		return og_num_i64(word->s + strlen(size),
				  word->len - strlen(size), 1, (int64_t)1 << 30,
				  &line->page_kib);
	if (is(word, "huge"))
		*huge = true;
	else if (begins(word, "file="))
		*foreign = !is_memory(word);
	return 0;
}

static int parse_line(const char *s, const char *end, struct line *ret_line)
{
	bool huge = false, foreign = false;
	struct line line = { .page_kib = 4 };
	struct word word;
	int r = 0;

	if (!next_word(&s, end, &word) || !is_address(&word) ||
	    !next_word(&s, end, &word)) /* and its policy */
		return -EINVAL;
	while (r == 0 && next_word(&s, end, &word))
		r = take_word(&word, &line, &huge, &foreign);
	if (r < 0)
		return r;
	line.counts_here = huge || !foreign;
	*ret_line = line;
	return 0;
}

static int add_line(const struct line *line, struct og_numamaps *maps)
{
	for (size_t i = 0; line->counts_here && i < line->n; i++) {
		int64_t kib;

		if (__builtin_mul_overflow(line->counts[i].pages,
					   line->page_kib, &kib) ||
		    kib > OG_MEMORY_MAX - maps->total)
			return -ERANGE;
		maps->kib[line->counts[i].node] += kib;
		maps->total += kib;
	}
	return 0;
}

int og_numamaps_parse(const char *text, size_t len,
		      struct og_numamaps *ret_maps)
{
	struct og_numamaps maps = { 0 };
	const char *end = text + len;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		struct line line;
		int r = parse_line(text, stop ? stop : end, &line);

		if (r == 0)
			r = add_line(&line, &maps);
		if (r < 0)
			return r;
		text = stop ? stop + 1 : end;
	}
	*ret_maps = maps;
	return 0;
}
