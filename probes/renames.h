/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of network interfaces by PCI address, from the comments that
 * OpenNebula's deployment tools leave in udev's rules: a device that is bound
 * to vfio-pci has no interface left that could tell.
 *
 *     # 0000:41:00.0 <- ens1f0
 *
 * Pure: bytes in, list out. All other lines are udev's and passed over.
 */
#ifndef OG_RENAMES_H
#define OG_RENAMES_H

#include "bdf.h"

#define OG_RENAMES_MAX (1024 * 1024) /* bytes of the file */
#define OG_IFNAME_ROOM 16	     /* the kernel's IFNAMSIZ */

struct og_rename {
	struct og_bdf bdf;
	char name[OG_IFNAME_ROOM];
};

struct og_renames {
	struct og_rename *items;
	size_t n, cap;
};

void og_renames_free(struct og_renames *renames);

/* Never fails; at most 65536 are kept. */
void og_renames_parse(const char *text, size_t len,
		      struct og_renames *ret_renames);

/* NULL: none. Of two for one address the first holds. Lent. */
const char *og_renames_find(const struct og_renames *renames,
			    const struct og_bdf *bdf);

/* What the kernel would take as a name. */
bool og_renames_is_ifname(const char *s, size_t len);

#endif
