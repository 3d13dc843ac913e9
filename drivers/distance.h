/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the guest's NUMA cells are from one another: by DISTANCE of their
 * NUMA_NODE vectors, or else as the nodes of the machine that they stand on.
 */
#ifndef OG_DISTANCE_H
#define OG_DISTANCE_H

#include "host.h"
#include "notes.h"
#include "vm.h"

enum {
	OG_DISTANCE_SELF = 10,
	OG_DISTANCE_NEXT = 11, /* the least between two: libvirt refuses 10 */
	OG_DISTANCE_OTHER = 20,
	OG_DISTANCE_MAX = 255
};

/*
 * The distance of each of the VM's cells from `cell`, for free(), or NULL
 * where the cell has no DISTANCE. What it does not name is OTHER, itself is
 * SELF whatever it says. "0:21" names a cell, "1-3:30" several; cells that
 * the VM does not have are passed over, and so is an entry that is none,
 * which is counted.
 */
uint32_t *og_distance(const struct og_vm *vm, size_t cell,
		      unsigned *ret_ignored);

/*
 * The same for a VM without any DISTANCE, by the nodes of `host`. Two cells on
 * one node are NEXT to each other, and so are nodes that firmware puts at 10
 * (numa=fake does). 0: one of the two cells stands on no node. NULL where
 * there are no two cells that do, where `host` is NULL, or where it does not
 * know one of the distances: half of them would be a lie about the rest.
 */
uint32_t *og_distance_of_host(const struct og_vm *vm,
			      const struct og_host *host, size_t cell);

/* Note what of a DISTANCE is passed over. */
void og_distance_note(const struct og_vm *vm, struct og_notes *notes);

#endif
