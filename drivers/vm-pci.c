// SPDX-License-Identifier: Apache-2.0
/*
 * PCI: the host's device and the address that oned promised the guest. oned
 * writes one of two forms: below the expander bus of a NUMA node where the VM
 * has cells and the device a node, flat otherwise. What the vector holds of
 * the other form is left over from an earlier host.
 */
#include <errno.h>

#include "num.h"
#include "vm-field.h"
#include "vm-read.h"

enum { PCI_MAX = 256 };

static int read_host_device(struct og_field f, struct og_vm_pci *pci,
			    struct og_err *err)
{
	const char *address = og_field_text(f, "ADDRESS");

	if (!address)
		return og_err_set(err, -ENODEV,
				  "%s has no ADDRESS: oned gave it no device",
				  f.what);
	if (og_bdf_parse(address, strlen(address), &pci->host) < 0)
		return og_err_set(err, -EINVAL,
				  "%s has ADDRESS=\"%.64s\", which is no PCI "
				  "address",
				  f.what, address);
	pci->vendor = og_field_text(f, "VENDOR");
	pci->device = og_field_text(f, "DEVICE");
	pci->class_id = og_field_text(f, "CLASS");
	pci->dedicated = og_field_is(f, "ROOT", "dedicated");
	if (og_field_is(f, "NUMA_NODE", "-"))
		return 0;
	if (og_field_int(f, "NUMA_NODE", 0, OG_CPU_MAX, &pci->node, err) < 0)
		return -EINVAL;
	pci->near = pci->node;
	return 0;
}

static int read_guest_address(struct og_field f, const struct og_vm *vm,
			      struct og_vm_pci *pci, struct og_err *err)
{
	const char *text = og_field_text(f, "VM_ADDRESS");
	struct og_bdf guest;

	if (!text)
		return og_err_set(err, -ENODEV,
				  "%s has no VM_ADDRESS: oned found no place "
				  "for it in the guest (it has 8 for each NUMA "
				  "node)",
				  f.what);
	if (og_bdf_parse(text, strlen(text), &guest) < 0 || guest.domain ||
	    guest.func)
		return og_err_set(err, -EINVAL,
				  "%s has VM_ADDRESS=\"%.64s\", which is no "
				  "address of a function 0",
				  f.what, text);
	pci->bus = guest.bus;
	pci->slot = guest.slot;
	if (!vm->n_cells || pci->node < 0)
		return 0;
	if (og_field_need(f, "VM_BUS_INDEX", err) < 0)
		return -EINVAL;
	return og_field_int(f, "VM_BUS_INDEX", 1, 65535, &pci->bus_index, err);
}

/*
 * i440fx has no expander buses for PCIe and oned's VM_ADDRESS of that form
 * cannot be had there: the flat address that it gives any other device.
 */
static int flatten_for_pc(struct og_field f, const struct og_vm *vm,
			  struct og_vm_pci *pci, struct og_err *err)
{
	const char *bus = og_field_text(f, "VM_BUS");
	uint32_t value = 1;

	if (vm->machine != OG_MACHINE_PC || pci->bus_index < 0)
		return 0;
	if (bus && (strncmp(bus, "0x", 2) != 0 ||
		    og_num_hex(bus + 2, strlen(bus + 2), 2, &value) < 0))
		return og_err_set(err, -EINVAL,
				  "%s has VM_BUS=\"%.64s\", which is no bus "
				  "number",
				  f.what, bus);
	if (pci->id >= 31)
		return og_err_set(err, -ENOTSUP,
				  "%s: a bus of machine %s has 31 slots",
				  f.what, vm->machine_name);
	pci->moved_flat = true;
	pci->bus_index = -1;
	pci->bus = (int)value;
	pci->slot = pci->id + 1;
	return 0;
}

static int read_device(struct og_field f, const struct og_vm *vm,
		       struct og_vm_pci *pci, struct og_err *err)
{
	int r;

	r = read_host_device(f, pci, err);
	if (r < 0)
		return r;
	r = read_guest_address(f, vm, pci, err);
	if (r < 0)
		return r;
	r = flatten_for_pc(f, vm, pci, err);
	if (r < 0)
		return r;
	return og_field_int(f, "ORDER", 1, 9999, &pci->order, err);
}

int og_vm_read_pci(const struct og_xml_node *tmpl, struct og_vm *vm,
		   struct og_err *err)
{
	int r;

	og_xml_each (node, tmpl, "PCI") {
		struct og_field f = { node, "PCI" };
		og_autofree char *what = NULL;
		struct og_vm_pci *pci;

		if (vm->n_pci == PCI_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d PCI "
					  "vectors",
					  PCI_MAX);
		OG_RESERVE(vm->pci, vm->n_pci + 1, vm->cap_pci);
		pci = &vm->pci[vm->n_pci++];
		*pci = (struct og_vm_pci){
			.node = -1,
			.near = -1,
			.bus_index = -1,
		};
		pci->id = (int)vm->n_pci - 1;
		r = og_field_int(f, "PCI_ID", 0, 65535, &pci->id, err);
		if (r < 0)
			return r;
		what = og_asprintf("PCI %d", pci->id);
		f.what = what;
		r = read_device(f, vm, pci, err);
		if (r < 0)
			return r;
	}
	return 0;
}
