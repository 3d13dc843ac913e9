/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other members of the IOMMU groups of a VM's devices. vfio gives a group
 * away only as a whole: those that the VM does not get must leave the host's
 * drivers too. With BIND: vfio we see to it.
 */
#ifndef OG_COMPANIONS_H
#define OG_COMPANIONS_H

#include "giveback.h"
#include "start.h"

/*
 * Those that have to go: none without BIND: vfio or where all are free
 * already. A decision over `start`; the caller frees.
 */
void og_companions_find(const struct og_start *start, struct og_bdf **ret_bdfs,
			size_t *ret_n);

/*
 * Write them into the book, then take them from the host's drivers. After a
 * failure those taken are given back, and notes tell which could not be.
 * `giveback` with what ran before the VM was started.
 */
int og_companions_take(const struct og_giveback *giveback, int32_t vm,
		       const struct og_bdf *bdfs, size_t n,
		       struct og_notes *notes, struct og_err *err);

#endif
