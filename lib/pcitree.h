/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which bridges lie above a PCI device, told by its path in sysfs:
 *
 *     sys/devices/pci0000:40/0000:40:01.0/0000:41:00.0/0000:42:08.0/0000:43:00.0
 *                 host bridge root port    switch: upstream, downstream  device
 *
 * Pure over the path. A domain inside a device (Intel VMD) has a host bridge
 * of its own further down in the path; the nearest counts.
 */
#ifndef OG_PCITREE_H
#define OG_PCITREE_H

#include "bdf.h"

struct og_pcitree {
	bool has_root, has_switch;
	struct og_bdf root; /* the topmost bridge below the host bridge */
	/*
	 * Upstream port of the nearest switch, which all devices below that
	 * switch share. A switch is two bridges, of which the lower one
	 * belongs to one device; a lone bridge below the root port counts as
	 * a switch too.
	 */
	struct og_bdf nearest_switch;
};

/* From the path of a device below the root of the host, without links. */
void og_pcitree_parse(const char *path, struct og_pcitree *ret_tree);

#endif
