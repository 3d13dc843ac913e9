// SPDX-License-Identifier: Apache-2.0
#include "oned-pci.h"

enum {
	TREE_FIRST_INDEX = 4, /* 3 is the first expander bus */
	TREE_STEP = 9,	      /* an expander bus and its eight ports */
	TREE_PORTS = 8,
	TREE_FIRST_BUS = 0x21,
	TREE_BUS_STEP = 0x10,
	ROOT_MAX = 12,
	ROOT_STEP = 2, /* an expander bus and its one port */
	ROOT_FIRST_BUS = 0xa1,
	ROOT_BUS_STEP = 8,
};

bool og_oned_pci_by_address(const struct og_pci_request *req)
{
	return req->has_address && req->vendor < 0 && req->device < 0 &&
	       req->class_id < 0;
}

bool og_oned_pci_matches(const struct og_pci_request *req,
			 const struct og_device *dev)
{
	if (req->vendor < 0 && req->device < 0 && req->class_id < 0)
		return false;
	return (req->vendor == OG_ID_ANY || req->vendor == dev->vendor) &&
	       (req->device == OG_ID_ANY || req->device == dev->device) &&
	       (req->class_id == OG_ID_ANY || req->class_id == dev->class_id);
}

/* Is device i given to another request of this VM already? */
static bool is_chosen(const struct og_oned_alloc *alloc, int32_t i)
{
	for (size_t k = 0; k < alloc->n_pcis; k++)
		if (alloc->pcis[k].device == i)
			return true;
	return false;
}

/* The device for a request, or -1. */
static int32_t find(const struct og_host *host,
		    const struct og_pci_request *req,
		    const struct og_oned_alloc *alloc)
{
	bool by_address = og_oned_pci_by_address(req);

	for (size_t i = 0; i < host->n_devices; i++) {
		const struct og_device *dev = &host->devices[i];
		bool is_free =
			dev->vm == OG_VM_NONE && !is_chosen(alloc, (int32_t)i);

		if (by_address) {
			if (req->bad ||
			    og_bdf_cmp(&dev->bdf, &req->address) != 0)
				continue;
			return is_free ? (int32_t)i : -1;
		}
		if (is_free && og_oned_pci_matches(req, dev))
			return (int32_t)i;
	}
	return -1;
}

/*
 * First index of `from`, from + step, ... that no device of the same kind
 * has: dedicated roots and node trees do not look at each other, so an index
 * can be given twice (a dedicated root 13 beside port 13 of node 1).
 */
static uint32_t first_free_index(const struct og_vm *vm,
				 const struct og_oned_alloc *alloc,
				 bool dedicated, uint32_t from, uint32_t step,
				 uint32_t count)
{
	for (uint32_t k = 0; k < count; k++) {
		uint32_t index = from + k * step;
		bool used = false;

		for (size_t i = 0; i < alloc->n_pcis; i++)
			used |= alloc->pcis[i].has_guest &&
				vm->pcis[i].dedicated_root == dedicated &&
				alloc->pcis[i].bus_index == index;
		if (!used)
			return index;
	}
	return 0;
}

static bool guest_address(const struct og_vm *vm,
			  const struct og_pci_request *req, int32_t node,
			  const struct og_oned_alloc *alloc,
			  struct og_oned_pci *pci)
{
	uint32_t first;

	if (vm->n_vnodes == 0 || node < 0) {
		pci->bus_index = 0;
		pci->guest_bus = vm->is_flat_slot ? req->vm_bus
						  : (uint32_t)req->pci_id + 1;
		pci->guest_slot =
			vm->is_flat_slot ? (uint32_t)req->pci_id + 1 : 0;
		return true;
	}
	pci->guest_slot = 0;
	if (req->dedicated_root) {
		first = TREE_FIRST_INDEX + TREE_STEP * (uint32_t)vm->n_vnodes;
		pci->bus_index = first_free_index(vm, alloc, true, first,
						  ROOT_STEP, ROOT_MAX);
		pci->guest_bus = ROOT_FIRST_BUS + (pci->bus_index - first) /
							  ROOT_STEP *
							  ROOT_BUS_STEP;
	} else {
		first = TREE_FIRST_INDEX + TREE_STEP * (uint32_t)node;
		pci->bus_index = first_free_index(vm, alloc, false, first, 1,
						  TREE_PORTS);
		pci->guest_bus = TREE_FIRST_BUS +
				 TREE_BUS_STEP * (uint32_t)node +
				 (pci->bus_index - first);
	}
	return pci->bus_index != 0;
}

static bool serve(const struct og_host *host, const struct og_vm *vm, size_t i,
		  struct og_oned_alloc *alloc)
{
	struct og_oned_pci *pci = &alloc->pcis[i];
	int32_t dev = find(host, &vm->pcis[i], alloc);

	if (dev < 0)
		return false;
	pci->has_guest = guest_address(vm, &vm->pcis[i],
				       host->devices[dev].node, alloc, pci);
	pci->device = dev;
	return pci->has_guest;
}

void og_oned_pci_choose(const struct og_host *host, const struct og_vm *vm,
			struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < vm->n_pcis; i++)
		alloc->pcis[i] = (struct og_oned_pci){ .device = -1 };
	alloc->n_pcis = vm->n_pcis;
	alloc->pci_ok = false;
	for (int by_address = 1; by_address >= 0; by_address--)
		for (size_t i = 0; i < vm->n_pcis; i++)
			if (og_oned_pci_by_address(&vm->pcis[i]) ==
				    by_address &&
			    !serve(host, vm, i, alloc))
				return;
	alloc->pci_ok = true;
}

/*
 * The test differs from the allocation in one thing: the same address asked
 * for twice passes.
 */
bool og_oned_pci_fits(const struct og_host *host, const struct og_vm *vm)
{
	og_autofree struct og_oned_pci *pcis = NULL;
	struct og_oned_alloc chosen = { 0 }, nothing = { 0 };

	if (vm->n_pcis == 0)
		return true;
	pcis = og_calloc(vm->n_pcis, sizeof(*pcis));
	chosen.pcis = pcis;
	for (int by_address = 1; by_address >= 0; by_address--) {
		for (size_t i = 0; i < vm->n_pcis; i++) {
			int32_t dev;

			if (og_oned_pci_by_address(&vm->pcis[i]) != by_address)
				continue;
			dev = find(host, &vm->pcis[i],
				   by_address ? &nothing : &chosen);
			if (dev < 0)
				return false;
			pcis[chosen.n_pcis++].device = dev;
		}
	}
	return true;
}
