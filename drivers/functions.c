// SPDX-License-Identifier: Apache-2.0
#include "functions.h"

#include <errno.h>

#include "pciscan.h"

static bool is_same_slot(const struct og_bdf *a, const struct og_bdf *b)
{
	return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot;
}

static bool is_asked_for(const struct og_pcidev *dev, const void *ctx)
{
	const struct og_vm *vm = ctx;

	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].whole_slot &&
		    is_same_slot(&dev->bdf, &vm->pci[i].host))
			return true;
	return false;
}

static int wrong(const struct og_vm_pci *pci, int code, const char *what,
		 struct og_err *err)
{
	char name[OG_BDF_TEXT];

	og_bdf_short(&pci->host, name);
	return og_err_set(err, code, "PCI %d (%s) has FUNCTIONS=all: %s",
			  pci->id, name, what);
}

static int settle(const struct og_pcidevs *devs, const struct og_vm *vm,
		  struct og_vm_pci *pci, struct og_err *err)
{
	uint8_t functions = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		if (&vm->pci[i] != pci &&
		    is_same_slot(&vm->pci[i].host, &pci->host))
			return wrong(pci, -EINVAL,
				     "another PCI of this VM is in its slot",
				     err);
	for (size_t i = 0; i < devs->n; i++) {
		const struct og_pcidev *dev = &devs->devs[i];
		bool is_it = og_bdf_cmp(&dev->bdf, &pci->host) == 0;

		if (!is_same_slot(&dev->bdf, &pci->host))
			continue;
		if (is_it && dev->sriov == OG_SRIOV_VF)
			return wrong(pci, -EINVAL,
				     "it is a virtual function, the others of "
				     "its slot are other devices",
				     err);
		if (dev->sriov != OG_SRIOV_VF && dev->bdf.func < 8)
			functions |= (uint8_t)(1U << dev->bdf.func);
	}
	if (!(functions & 1U << pci->host.func))
		return wrong(pci, -ENODEV, "this machine has no such device",
			     err);
	pci->functions = functions;
	return 0;
}

int og_functions_settle(const struct og_pcidevs *devs, struct og_vm *vm,
			struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < vm->n_pci && r == 0; i++)
		if (vm->pci[i].whole_slot)
			r = settle(devs, vm, &vm->pci[i], err);
	return r;
}

int og_functions_find(const struct og_root *root, struct og_vm *vm,
		      struct og_err *err)
{
	const struct og_files files = { &og_files_real, root };
	og_cleanup(og_pcidevs_free) struct og_pcidevs devs = OG_PCIDEVS_INIT;
	bool any = false;
	int r;

	for (size_t i = 0; i < vm->n_pci; i++)
		any |= vm->pci[i].whole_slot;
	if (!any)
		return 0;
	r = og_pciscan_ids(&files, &devs, err);
	if (r < 0)
		return r;
	og_pcidevs_filter(&devs, is_asked_for, vm);
	og_pciscan_details(&files, &devs);
	return og_functions_settle(&devs, vm, err);
}
