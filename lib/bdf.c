// SPDX-License-Identifier: Apache-2.0
#include "bdf.h"

#include <errno.h>
#include <stdio.h>

#include "num.h"

enum { SLOT_MAX = 31, FUNC_MAX = 7 };

/* The hex number between `from` and `to`, within [0, max]. */
static int part(const char *from, const char *to, unsigned digits, uint32_t max,
		uint32_t *ret_value)
{
	uint32_t value;

	if (og_num_hex(from, (size_t)(to - from), digits, &value) < 0 ||
	    value > max)
		return -EINVAL;
	*ret_value = value;
	return 0;
}

int og_bdf_parse(const char *s, size_t len, struct og_bdf *ret_bdf)
{
	const char *end = s + len, *colon, *rest, *mark = NULL;
	uint32_t domain = 0, bus, slot, func;

	/* The function is behind the last '.' or ':'. */
	for (const char *p = s; p < end; p++)
		if (*p == '.' || *p == ':')
			mark = p;
	colon = memchr(s, ':', len);
	if (!mark || !colon || mark == colon)
		return -EINVAL;
	rest = memchr(colon + 1, ':', (size_t)(mark - colon - 1));
	if (rest) {
		if (part(s, colon, 8, UINT32_MAX, &domain) < 0)
			return -EINVAL;
		s = colon + 1;
		colon = rest;
	} else if (*mark == ':') {
		return -EINVAL; /* "e1:00:0": no telling what each part is */
	}
	if (part(s, colon, 2, UINT8_MAX, &bus) < 0 ||
	    part(colon + 1, mark, 2, SLOT_MAX, &slot) < 0 ||
	    part(mark + 1, end, 1, FUNC_MAX, &func) < 0)
		return -EINVAL;
	*ret_bdf = (struct og_bdf){
		.domain = domain,
		.bus = (uint8_t)bus,
		.slot = (uint8_t)slot,
		.func = (uint8_t)func,
	};
	return 0;
}

static int cmp(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

int og_bdf_cmp(const struct og_bdf *a, const struct og_bdf *b)
{
	int c = cmp(a->domain, b->domain);

	if (c == 0)
		c = cmp(a->bus, b->bus);
	if (c == 0)
		c = cmp(a->slot, b->slot);
	if (c == 0)
		c = cmp(a->func, b->func);
	return c;
}

void og_bdf_name(const struct og_bdf *bdf, char text[OG_BDF_TEXT])
{
	snprintf(text, OG_BDF_TEXT, "%04x:%02x:%02x.%x", bdf->domain, bdf->bus,
		 bdf->slot, bdf->func);
}

void og_bdf_address(const struct og_bdf *bdf, char text[OG_BDF_TEXT])
{
	snprintf(text, OG_BDF_TEXT, "%04x:%02x:%02x:%x", bdf->domain, bdf->bus,
		 bdf->slot, bdf->func);
}

void og_bdf_short(const struct og_bdf *bdf, char text[OG_BDF_TEXT])
{
	if (bdf->domain)
		og_bdf_name(bdf, text);
	else
		snprintf(text, OG_BDF_TEXT, "%02x:%02x.%x", bdf->bus, bdf->slot,
			 bdf->func);
}
