// SPDX-License-Identifier: Apache-2.0
#include "pcilink.h"

#include <errno.h>

#include "num.h"

enum { GTS_MAX = 1024, WIDTH_MAX = 64 };

static int parse_speed(const char *s, unsigned *ret_tenths)
{
	size_t whole = strspn(s, "0123456789");
	const char *rest = s + whole;
	int gts, tenth = 0;

	if (og_num_int(s, whole, 0, GTS_MAX, &gts) < 0)
		return -EINVAL;
	if (*rest == '.') {
		if (og_num_int(rest + 1, 1, 0, 9, &tenth) < 0)
			return -EINVAL;
		rest += 2;
	}
	if (strcmp(rest, " GT/s") != 0 && strcmp(rest, " GT/s PCIe") != 0)
		return -EINVAL;
	*ret_tenths = (unsigned)gts * 10 + (unsigned)tenth;
	return 0;
}

int og_pcilink_parse(const char *speed, const char *width,
		     struct og_pcilink *ret_link)
{
	unsigned tenths;
	int lanes;

	if (parse_speed(speed, &tenths) < 0 || tenths == 0 ||
	    og_num_int(width, strlen(width), 1, WIDTH_MAX, &lanes) < 0)
		return -EINVAL;
	*ret_link = (struct og_pcilink){ tenths, (unsigned)lanes };
	return 0;
}

char *og_pcilink_text(const struct og_pcilink *link)
{
	return og_asprintf("%u.%uGT/s x%u", link->speed / 10, link->speed % 10,
			   link->width);
}
