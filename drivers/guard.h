/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the devices of a VM can be passed to it on this machine, asked
 * before anything is touched: QEMU's and libvirt's own complaints come late
 * and name neither the VM nor what mends them.
 *
 * A pure decision over what was read. Errors name the PCI vector by its
 * number and the device, and end with what an administrator can do; the VM's
 * id is for the caller to put before them.
 */
#ifndef OG_GUARD_H
#define OG_GUARD_H

#include "live.h"
#include "notes.h"
#include "pcidev.h"
#include "pciid.h"
#include "vm.h"

/* What the administrator of the node says of devices. */
struct og_guard {
	const struct og_pciid *allow; /* none: all that oned may assign */
	size_t n_allow;
	const char *allow_text; /* the patterns, for errors */
	bool boot_display;	/* may be given away */
	bool binds;		/* whoever starts the VM binds a whole group */
};

/* A device that a VM is to get. */
struct og_guard_wish {
	int pci; /* number of the PCI vector */
	struct og_bdf bdf;
	/* Its ids by oned's word, as hex digits; NULL: it has none. */
	const char *vendor, *device;
	bool whole; /* with all functions of its slot */
	bool slice; /* a vGPU, which its driver on the host hands out */
};

/* What the VM's PCI vectors ask for. The caller frees; strings are lent. */
void og_guard_wishes(const struct og_vm *vm, struct og_guard_wish **ret_wishes,
		     size_t *ret_n);

/* Whether the VM gets this device by it. */
bool og_guard_covers(const struct og_guard_wish *wish,
		     const struct og_bdf *bdf);

/*
 * Each device is there, is the one that oned means, allowed, given once, in
 * an IOMMU group of which no other member is in use by the host, and not the
 * boot display. `devs` is all of the machine, filled by lib/pciscan and
 * lib/pcitraits, ordered by address. Notes tell what starts but may not work.
 */
int og_guard_check(const struct og_guard *guard,
		   const struct og_guard_wish *wishes, size_t n,
		   const struct og_pcidevs *devs, struct og_notes *notes,
		   struct og_err *err);

/*
 * No running domain but that of VM `self` has one of them, or another member
 * of its group: vfio gives a group to one process only.
 */
int og_guard_holders(const struct og_guard_wish *wishes, size_t n,
		     const struct og_pcidevs *devs, const struct og_live *live,
		     int32_t self, struct og_err *err);

#endif
