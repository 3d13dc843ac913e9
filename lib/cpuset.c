// SPDX-License-Identifier: Apache-2.0
#include "cpuset.h"

#include <errno.h>
#include <string.h>

#include "num.h"

enum { WORDS = OG_CPU_MAX / 64 };

void og_cpuset_add(struct og_cpuset *set, unsigned cpu)
{
	if (cpu < OG_CPU_MAX)
		set->bits[cpu / 64] |= UINT64_C(1) << (cpu % 64);
}

void og_cpuset_del(struct og_cpuset *set, unsigned cpu)
{
	if (cpu < OG_CPU_MAX)
		set->bits[cpu / 64] &= ~(UINT64_C(1) << (cpu % 64));
}

bool og_cpuset_has(const struct og_cpuset *set, unsigned cpu)
{
	return cpu < OG_CPU_MAX && (set->bits[cpu / 64] >> (cpu % 64) & 1);
}

bool og_cpuset_is_empty(const struct og_cpuset *set)
{
	return og_cpuset_next(set, -1) < 0;
}

unsigned og_cpuset_count(const struct og_cpuset *set)
{
	unsigned n = 0;

	for (unsigned i = 0; i < WORDS; i++)
		n += (unsigned)__builtin_popcountll(set->bits[i]);
	return n;
}

bool og_cpuset_equal(const struct og_cpuset *a, const struct og_cpuset *b)
{
	return memcmp(a->bits, b->bits, sizeof(a->bits)) == 0;
}

void og_cpuset_or(struct og_cpuset *set, const struct og_cpuset *other)
{
	for (unsigned i = 0; i < WORDS; i++)
		set->bits[i] |= other->bits[i];
}

void og_cpuset_and(struct og_cpuset *set, const struct og_cpuset *other)
{
	for (unsigned i = 0; i < WORDS; i++)
		set->bits[i] &= other->bits[i];
}

void og_cpuset_andnot(struct og_cpuset *set, const struct og_cpuset *other)
{
	for (unsigned i = 0; i < WORDS; i++)
		set->bits[i] &= ~other->bits[i];
}

int og_cpuset_next(const struct og_cpuset *set, int after)
{
	unsigned cpu = (unsigned)(after + 1);

	while (cpu < OG_CPU_MAX) {
		uint64_t rest = set->bits[cpu / 64] >> (cpu % 64);

		if (rest)
			return (int)cpu + __builtin_ctzll(rest);
		cpu = (cpu / 64 + 1) * 64;
	}
	return -1;
}

/* One "n" or "n-m" into the set, or out of it. */
static int apply_range(struct og_cpuset *set, const char *s, size_t len,
		       bool remove)
{
	const char *dash = memchr(s, '-', len);
	size_t head = dash ? (size_t)(dash - s) : len;
	int first, last, r;

	r = og_num_int(s, head, 0, OG_CPU_MAX - 1, &first);
	if (r < 0)
		return r;
	last = first;
	if (dash)
		r = og_num_int(dash + 1, len - head - 1, 0, OG_CPU_MAX - 1,
			       &last);
	if (r < 0)
		return r;
	if (last < first)
		return -EINVAL;
	for (int cpu = first; cpu <= last; cpu++)
		if (remove)
			og_cpuset_del(set, (unsigned)cpu);
		else
			og_cpuset_add(set, (unsigned)cpu);
	return 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Old kernels end the lists of nodes with a NUL. */
static void trim(const char **s, size_t *len)
{
	while (*len && is_space(**s))
		++*s, --*len;
	while (*len && (is_space((*s)[*len - 1]) || (*s)[*len - 1] == '\0'))
		--*len;
}

int og_cpuset_parse(const char *s, size_t len, struct og_cpuset *ret_set)
{
	struct og_cpuset set = { 0 };

	trim(&s, &len);
	while (len) {
		const char *comma = memchr(s, ',', len);
		size_t piece = comma ? (size_t)(comma - s) : len;
		bool remove = piece && *s == '^';
		int r;

		r = apply_range(&set, s + remove, piece - remove, remove);
		if (r < 0)
			return r;
		if (comma && piece + 1 == len)
			return -EINVAL;
		s += piece + (comma ? 1 : 0);
		len -= piece + (comma ? 1 : 0);
	}
	*ret_set = set;
	return 0;
}

int og_cpuset_parse_mask(const char *s, size_t len, struct og_cpuset *ret_set)
{
	enum { DIGITS = 8, BITS = 32 };
	struct og_cpuset set = { 0 };
	unsigned first = 0; /* CPU of the lowest bit */

	trim(&s, &len);
	if (!len)
		return -EINVAL;
	for (; len; first += BITS) {
		const char *comma = memrchr(s, ',', len);
		const char *word = comma ? comma + 1 : s;
		size_t digits = len - (size_t)(word - s);
		uint32_t bits;

		/* Only the highest word may be short. */
		if ((comma && (digits != DIGITS || comma == s)) ||
		    og_num_hex(word, digits, DIGITS, &bits) < 0)
			return -EINVAL;
		for (unsigned bit = 0; bit < BITS; bit++) {
			if (!(bits >> bit & 1))
				continue;
			if (first + bit >= OG_CPU_MAX)
				return -ERANGE;
			og_cpuset_add(&set, first + bit);
		}
		len = comma ? (size_t)(comma - s) : 0;
	}
	*ret_set = set;
	return 0;
}

void og_cpuset_format(struct og_buf *buf, const struct og_cpuset *set)
{
	const char *comma = "";
	int first = og_cpuset_next(set, -1);

	while (first >= 0) {
		int last = first;

		while (og_cpuset_has(set, (unsigned)last + 1))
			last++;
		og_buf_fmt(buf, "%s%d", comma, first);
		if (last > first)
			og_buf_fmt(buf, "-%d", last);
		comma = ",";
		first = og_cpuset_next(set, last);
	}
}
