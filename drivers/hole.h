/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's window for 64-bit BARs. Firmware makes one that big GPUs do not
 * fit into, and then they have no memory at all.
 */
#ifndef OG_HOLE_H
#define OG_HOLE_H

#include "notes.h"
#include "root.h"
#include "vm.h"

/*
 * KiB for devices whose 64-bit BARs are `bytes` together: 0 where what
 * firmware makes is enough, up to 32 GiB; else the next power of two of twice
 * as much, since a window must hold every BAR at its own alignment.
 */
uint64_t og_hole_size(uint64_t bytes);

/*
 * For a VM with PCI Express that does not say itself (FEATURES/PCIHOLE64), by
 * the BARs that its devices have on the machine below `root`. A device that
 * cannot be read counts for nothing.
 */
void og_hole_settle(const struct og_root *root, struct og_vm *vm,
		    struct og_notes *notes);

#endif
