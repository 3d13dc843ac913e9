/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other members of the IOMMU groups of a VM's devices. vfio gives a group
 * away only as a whole: those that the VM does not get must leave the host's
 * drivers too. With BIND: vfio we see to it, through libvirt (virsh
 * nodedev-detach), as oneadmin may talk to it but not write to sysfs.
 */
#ifndef OG_COMPANIONS_H
#define OG_COMPANIONS_H

#include "start.h"

struct og_companions {
	const char *uri;
	struct og_bdf *moved; /* off the host's drivers, by us */
	size_t n, cap;
};

void og_companions_free(struct og_companions *moved);

/*
 * Take them all, or none: after a failure those taken are given back. Nothing
 * to do without BIND: vfio or where they are free already. `start` must
 * outlive `ret_moved`.
 */
int og_companions_take(const struct og_start *start,
		       struct og_companions *ret_moved, struct og_err *err);

/* Back to the host; what cannot be is a warning. */
void og_companions_give(const struct og_companions *moved);

#endif
