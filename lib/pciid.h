/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns over PCI ids, `vendor:device:class` as `lspci -d` reads them: up
 * to four hex digits each, empty or '*' is any, missing parts are any. In the
 * class an 'x' is any digit: "::03xx" is all displays.
 */
#ifndef OG_PCIID_H
#define OG_PCIID_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

#define OG_PCIID_ANY (-1)

struct og_pciid {
	int32_t vendor; /* 0 to 0xffff, or OG_PCIID_ANY */
	int32_t device;
	int32_t class_id;
	uint16_t class_any; /* its bits that may be anything */
};

/* 0, or -EINVAL with an error that shows the pattern and the bad part. */
int og_pciid_parse(const char *s, size_t len, struct og_pciid *ret_id,
		   struct og_err *err);

bool og_pciid_match(const struct og_pciid *pattern, uint16_t vendor,
		    uint16_t device, uint16_t class_id);

#endif
