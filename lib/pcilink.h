/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Speed and width of a PCI Express link in the kernel's words: "16.0 GT/s
 * PCIe" ("16 GT/s" before Linux 5.4) and "16". Pure.
 */
#ifndef OG_PCILINK_H
#define OG_PCILINK_H

#include "buf.h"

struct og_pcilink {
	unsigned speed; /* tenths of GT/s; 0: unknown */
	unsigned width; /* lanes */
};

/* 0, or -EINVAL for "Unknown", a link that is down and all rubbish. */
int og_pcilink_parse(const char *speed, const char *width,
		     struct og_pcilink *ret_link);

/* "16.0GT/s x16"; the caller frees. */
char *og_pcilink_text(const struct og_pcilink *link);

#endif
