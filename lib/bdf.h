/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PCI addresses: domain, bus, slot, function. Domains of more than 16 bits
 * (Intel VMD numbers them from 0x10000) are ordinary here.
 */
#ifndef OG_BDF_H
#define OG_BDF_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct og_bdf {
	uint32_t domain;
	uint8_t bus;
	uint8_t slot; /* 0 to 31 */
	uint8_t func; /* 0 to 7 */
};

/*
 * "0000:e1:00.0", "e1:00.0" (domain 0) and OpenNebula's ADDRESS form with
 * colons only, "0000:e1:00:0". 0 or -EINVAL.
 */
int og_bdf_parse(const char *s, size_t len, struct og_bdf *ret_bdf);

/* By domain, bus, slot, function: <0, 0, >0. */
int og_bdf_cmp(const struct og_bdf *a, const struct og_bdf *b);

#define OG_BDF_TEXT 20 /* room for the longest, with its NUL */

/* sysfs' name, "0000:e1:00.0". */
void og_bdf_name(const struct og_bdf *bdf, char text[OG_BDF_TEXT]);
/* OpenNebula's ADDRESS, "0000:e1:00:0". */
void og_bdf_address(const struct og_bdf *bdf, char text[OG_BDF_TEXT]);
/* OpenNebula's SHORT_ADDRESS, "e1:00.0"; with its domain where not 0. */
void og_bdf_short(const struct og_bdf *bdf, char text[OG_BDF_TEXT]);

#endif
