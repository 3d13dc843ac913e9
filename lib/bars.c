// SPDX-License-Identifier: Apache-2.0
#include "bars.h"

#include <errno.h>
#include <string.h>

#include "num.h"

enum { BARS = 6, LINES_MAX = 64, DIGITS = 16 };

/* The kernel's IORESOURCE_MEM, _MEM_64 and _UNSET. */
enum { FLAG_MEM = 0x200, FLAG_MEM_64 = 0x100000, FLAG_UNSET = 0x20000000 };

static bool take(const char **p, const char *end, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(end - *p) < len || memcmp(*p, word, len) != 0)
		return false;
	*p += len;
	return true;
}

/* All 64 bits, always written with all their digits. */
static bool take_hex(const char **p, const char *end, uint64_t *ret_value)
{
	uint32_t high, low;

	if (!take(p, end, "0x") || end - *p < DIGITS ||
	    og_num_hex(*p, DIGITS / 2, DIGITS / 2, &high) < 0 ||
	    og_num_hex(*p + DIGITS / 2, DIGITS / 2, DIGITS / 2, &low) < 0)
		return false;
	*p += DIGITS;
	*ret_value = (uint64_t)high << 32 | low;
	return true;
}

static int add_bar(struct og_bars *bars, uint64_t start, uint64_t last,
		   uint64_t flags)
{
	uint64_t size = last - start + 1;

	if (!(flags & FLAG_MEM))
		return 0;
	/* Of no size is one that fills all 64 bits too. */
	if (last < start || size == 0 ||
	    __builtin_add_overflow(bars->bytes, size, &bars->bytes))
		return -EINVAL;
	/* No more than all of them, so it cannot overflow. */
	if (flags & FLAG_MEM_64)
		bars->bytes64 += size;
	bars->has_memory = true;
	if (flags & FLAG_UNSET || start == 0)
		bars->is_unmapped = true;
	return 0;
}

int og_bars_parse(const char *text, size_t len, struct og_bars *ret_bars)
{
	const char *p = text, *end = text + len;
	struct og_bars bars = { 0 };
	unsigned line = 0;

	for (; p < end; line++) {
		uint64_t start, last, flags;

		if (line == LINES_MAX || !take_hex(&p, end, &start) ||
		    !take(&p, end, " ") || !take_hex(&p, end, &last) ||
		    !take(&p, end, " ") || !take_hex(&p, end, &flags) ||
		    !take(&p, end, "\n"))
			return -EINVAL;
		if (line < BARS && add_bar(&bars, start, last, flags) < 0)
			return -EINVAL;
	}
	if (line < BARS)
		return -EINVAL;
	*ret_bars = bars;
	return 0;
}
