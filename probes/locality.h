/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The NUMA node of devices of which the kernel says -1: firmware often names
 * the node of the bridge above only, and hwloc looks there. And the nodes
 * that share a processor package with it.
 */
#ifndef OG_LOCALITY_H
#define OG_LOCALITY_H

#include "pcidev.h"
#include "root.h"

/*
 * Fill in what can be found; the rest stays -1. hwloc is asked only where a
 * device of the list needs it on a machine of several nodes: its discovery
 * reads thousands of files.
 */
void og_locality_fill(const struct og_root *root, struct og_pcidevs *list);

/*
 * Fill in which nodes are of the same processor package as a device's own,
 * "0,1"; for devices whose node is known.
 */
void og_locality_sockets(const struct og_root *root, struct og_pcidevs *list);

/* Whether the machine has more than one NUMA node. */
bool og_locality_is_numa(const struct og_root *root);

#endif
