// SPDX-License-Identifier: Apache-2.0
/* What a person is told of a finished tree. */
#include "pcie.h"

static int told_cell(const struct og_pcie *tree, size_t device)
{
	const struct og_pcie_bus *port =
		&tree->buses[tree->devices[device].bus];

	return tree->buses[port->parent].cell;
}

/* No node is better than a wrong one, but say so; likewise half a truth. */
static void warn_of_distance(const struct og_vm *vm, const struct og_pcie *tree,
			     struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		int cell = og_pcie_cell(vm, pci->near);
		char name[OG_BDF_TEXT];

		og_bdf_short(&pci->host, name);
		if (pci->bus_index < 0)
			continue;
		if (cell < 0)
			og_notes_add(notes, OG_WARN,
				     "device %s is on NUMA node %d and no "
				     "memory of this VM is: the guest is told "
				     "no node for it",
				     name, pci->near);
		else if (told_cell(tree, i) != cell)
			og_notes_add(notes, OG_WARN,
				     "device %s of NUMA node %d shares its bus "
				     "in the guest with devices of other "
				     "nodes: the guest is told no node for "
				     "them",
				     name, pci->near);
		else if (vm->cells[cell].node != pci->near)
			og_notes_add(notes, OG_WARN,
				     "device %s and the memory of cell %d are "
				     "on NUMA node %d, its CPUs are not",
				     name, cell, pci->near);
	}
}

/* What oned wrote into VM_ADDRESS and the guest's scripts look for in vain. */
static void warn_of_promises(const struct og_vm *vm, const struct og_pcie *tree,
			     struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		const struct og_pcie_device *dev = &tree->devices[i];
		char name[OG_BDF_TEXT];

		og_bdf_short(&pci->host, name);
		if (pci->moved_flat && vm->machine == OG_MACHINE_PC)
			og_notes_add(notes, OG_WARN,
				     "machine %s cannot show the NUMA node of "
				     "device %s: it is at %02x:%02x.0 in the "
				     "guest, use q35",
				     vm->machine_name, name,
				     (unsigned)dev->number,
				     (unsigned)dev->slot);
		else if (pci->moved_flat)
			og_notes_add(notes, OG_WARN,
				     "Q35_NUMA_PCIE=NO does not show the NUMA "
				     "node of device %s: it is at %02x:%02x.0 "
				     "in the guest, not where VM_ADDRESS says",
				     name, (unsigned)dev->number,
				     (unsigned)dev->slot);
		else if (!dev->kept_number)
			og_notes_add(notes, OG_WARN,
				     "device %s is at %02x:%02x.0 in the "
				     "guest: it has no bus %02x left, which "
				     "VM_ADDRESS says",
				     name, (unsigned)dev->number,
				     (unsigned)dev->slot, (unsigned)pci->bus);
	}
}

/* What is asked of a device that oned gives no node. */
static void warn_of_roots(const struct og_vm *vm, struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		char name[OG_BDF_TEXT];

		if (!vm->n_cells || !pci->dedicated || pci->node >= 0)
			continue;
		og_bdf_short(&pci->host, name);
		og_notes_add(notes, OG_WARN,
			     "device %s has ROOT=dedicated and no NUMA node: "
			     "it has no root of its own, nor an IOMMU for it",
			     name);
	}
}

void og_pcie_note(const struct og_vm *vm, const struct og_pcie *tree,
		  struct og_notes *notes)
{
	warn_of_distance(vm, tree, notes);
	warn_of_promises(vm, tree, notes);
	warn_of_roots(vm, notes);
}
