/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A passthrough device of a VM: oned's PCI vector. Plain data; strings are
 * lent by the VM's document.
 */
#ifndef OG_VM_PCI_H
#define OG_VM_PCI_H

#include "bdf.h"

struct og_vm_pci {
	int id; /* PCI_ID */
	struct og_bdf host;
	const char *vendor, *device, *class_id; /* hex digits */
	int32_t node; /* NUMA_NODE, by which oned gave the guest address; -1 */
	int32_t near; /* the machine's word if it was asked, else oned's; -1 */
	bool dedicated;	 /* ROOT="dedicated" */
	int bus_index;	 /* VM_BUS_INDEX; -1: the address is flat */
	int bus, slot;	 /* in the guest, from VM_ADDRESS */
	bool moved_flat; /* machine pc cannot give it what oned promised */
	int order;	 /* boot order, 0: none */
};

#endif
