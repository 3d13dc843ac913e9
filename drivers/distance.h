/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the guest's NUMA cells are from one another: DISTANCE of their
 * NUMA_NODE vectors.
 */
#ifndef OG_DISTANCE_H
#define OG_DISTANCE_H

#include "notes.h"
#include "vm.h"

enum { OG_DISTANCE_SELF = 10, OG_DISTANCE_OTHER = 20, OG_DISTANCE_MAX = 255 };

/*
 * The distance of each of the VM's cells from `cell`, for free(), or NULL
 * where the cell has no DISTANCE. What it does not name is OTHER, itself is
 * SELF whatever it says. "0:21" names a cell, "1-3:30" several; cells that
 * the VM does not have are passed over, and so is an entry that is none,
 * which is counted.
 */
uint32_t *og_distance(const struct og_vm *vm, size_t cell,
		      unsigned *ret_ignored);

/* Note what of it is passed over. */
void og_distance_note(const struct og_vm *vm, struct og_notes *notes);

#endif
