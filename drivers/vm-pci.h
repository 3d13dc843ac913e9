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
	int bus, slot;	 /* in the guest, from VM_ADDRESS; bus may pass 255 */
	bool moved_flat; /* this machine cannot give it what oned promised */
	int order;	 /* boot order, 0: none */

	const char *mdev;	/* UUID of a mediated device; NULL: none */
	bool unmanaged;		/* MDEV_MODE=nvidia: NVIDIA's driver has it */
	bool iommufd;		/* IOMMUFD */
	bool iommu;		/* IOMMU: one of its own in the guest */
	const char *acpi_nodes; /* ACPI_NODES, a list; NULL: none */
	const char *rom;	/* ROM: a file; NULL: the device's */
	bool no_rom_bar;	/* ROM_BAR=off */
	bool is_vga;		/* ROLE=vga: the guest's only display */
	bool whole_slot;	/* FUNCTIONS=all */
	uint8_t functions;	/* of a whole slot: bit n is function n */
};

/* Whether one of them is the display, so that none is emulated. */
bool og_pci_has_vga(const struct og_vm_pci *pci, size_t count);

#endif
