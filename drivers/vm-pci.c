// SPDX-License-Identifier: Apache-2.0
/*
 * PCI: the host's device and the address that oned promised the guest. oned
 * writes one of two forms: below the expander bus of a NUMA node where the VM
 * has cells and the device a node, flat otherwise. What the vector holds of
 * the other form is left over from an earlier host.
 */
#include <errno.h>
#include <strings.h>

#include "cpuset.h"
#include "num.h"
#include "vm-device.h"
#include "vm-read.h"

enum { PCI_MAX = 256, PC_SLOTS = 31, ORDER_MAX = 9999 };

bool og_pci_has_vga(const struct og_vm_pci *pci, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pci[i].is_vga)
			return true;
	return false;
}

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

/* oned counts on beyond the last bus that there is: "101:00.0" for node 14. */
static int parse_guest(const char *text, int *ret_bus, int *ret_slot)
{
	size_t digits = strcspn(text, ":");
	uint32_t bus;
	struct og_bdf guest;

	if (og_bdf_parse(text, strlen(text), &guest) == 0) {
		if (guest.domain || guest.func)
			return -EINVAL;
		*ret_bus = guest.bus;
		*ret_slot = guest.slot;
		return 0;
	}
	if (strcmp(text + digits, ":00.0") != 0 ||
	    og_num_hex(text, digits, 4, &bus) < 0)
		return -EINVAL;
	*ret_bus = (int)bus;
	*ret_slot = 0;
	return 0;
}

static int read_guest_address(struct og_field f, const struct og_vm *vm,
			      struct og_vm_pci *pci, struct og_err *err)
{
	const char *text = og_field_text(f, "VM_ADDRESS");

	if (!text)
		return og_err_set(err, -ENODEV,
				  "%s has no VM_ADDRESS: oned found no place "
				  "for it in the guest (it has 8 for each NUMA "
				  "node)",
				  f.what);
	if (parse_guest(text, &pci->bus, &pci->slot) < 0)
		return og_err_set(err, -EINVAL,
				  "%s has VM_ADDRESS=\"%.64s\", which is no "
				  "address of a function 0",
				  f.what, text);
	if (!vm->n_cells || pci->node < 0)
		return 0;
	if (og_field_need(f, "VM_BUS_INDEX", err) < 0)
		return -EINVAL;
	return og_field_int(f, "VM_BUS_INDEX", 1, 65535, &pci->bus_index, err);
}

/*
 * i440fx has no expander buses for PCIe, and Q35_NUMA_PCIE=NO forbids them:
 * oned's VM_ADDRESS of that form cannot be had. The flat address then that it
 * gives any other device.
 */
static int flatten(struct og_field f, const struct og_vm *vm,
		   struct og_vm_pci *pci, struct og_err *err)
{
	bool pc = vm->machine == OG_MACHINE_PC;
	const char *bus = og_field_text(f, "VM_BUS");
	uint32_t value = 1;

	if (pci->bus_index < 0 || (!pc && !vm->flat_pci))
		return 0;
	pci->moved_flat = true;
	pci->bus_index = -1;
	pci->bus = pci->id + 1;
	pci->slot = 0;
	if (!pc)
		return 0;
	if (bus && (strncmp(bus, "0x", 2) != 0 ||
		    og_num_hex(bus + 2, strlen(bus + 2), 2, &value) < 0))
		return og_err_set(err, -EINVAL,
				  "%s has VM_BUS=\"%.64s\", which is no bus "
				  "number",
				  f.what, bus);
	if (pci->id >= PC_SLOTS)
		return og_err_set(err, -ENOTSUP,
				  "%s: a bus of machine %s has 31 slots",
				  f.what, vm->machine_name);
	pci->bus = (int)value;
	pci->slot = pci->id + 1;
	return 0;
}

static bool is_uuid(const char *text)
{
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (!text[i] ||
		    (dash ? text[i] != '-'
			  : !strchr("0123456789abcdefABCDEF", text[i])))
			return false;
	}
	return !text[36];
}

/* What the host passes on: the function itself or a vGPU made of it. */
static int read_mdev(struct og_field f, struct og_vm_pci *pci,
		     struct og_err *err)
{
	static const char *const modes[] = { "legacy", "nvidia", NULL };
	const char *uuid = og_field_text(f, "UUID");
	const char *mode = "legacy";

	if (og_device_word(f, "MDEV_MODE", modes, &mode, err) < 0)
		return -EINVAL;
	pci->unmanaged = strcmp(mode, "nvidia") == 0;
	if (pci->unmanaged)
		return 0;
	if (uuid && !is_uuid(uuid))
		return og_err_set(err, -EINVAL,
				  "%s has UUID=\"%.64s\", which is none",
				  f.what, uuid);
	pci->mdev = uuid;
	return 0;
}

static int read_list(struct og_field f, const char *name, const char **ret_list,
		     struct og_err *err)
{
	const char *text = og_field_text(f, name);
	struct og_cpuset set;

	if (text && (og_cpuset_parse(text, strlen(text), &set) < 0 ||
		     og_cpuset_is_empty(&set)))
		return og_err_set(err, -EINVAL,
				  "%s has %s=\"%.64s\", which is no list of "
				  "nodes such as 0-3,8",
				  f.what, name, text);
	*ret_list = text;
	return 0;
}

static int read_rom(struct og_field f, struct og_vm_pci *pci,
		    struct og_err *err)
{
	static const char *const bars[] = { "on", "off", "yes", "no", NULL };
	const char *bar = "on";

	pci->rom = og_field_text(f, "ROM");
	if (pci->rom && pci->rom[0] != '/')
		return og_err_set(err, -EINVAL,
				  "%s has ROM=\"%.64s\": it must be an "
				  "absolute path on the node",
				  f.what, pci->rom);
	if (og_device_word(f, "ROM_BAR", bars, &bar, err) < 0)
		return -EINVAL;
	pci->no_rom_bar = strcmp(bar, "off") == 0 || strcmp(bar, "no") == 0;
	if (pci->rom && pci->no_rom_bar)
		return og_err_set(err, -EINVAL,
				  "%s has a ROM and ROM_BAR=%s: what the guest "
				  "is not shown it cannot read",
				  f.what, bar);
	return 0;
}

/* The attributes that are ours; docs/kvm-attributes.md. */
static int read_wishes(struct og_field f, struct og_vm_pci *pci,
		       struct og_err *err)
{
	static const char *const roles[] = { "compute", "vga", NULL };
	static const char *const functions[] = { "one", "all", NULL };
	const char *role = "compute", *which = "one";

	if (read_rom(f, pci, err) < 0 ||
	    og_device_word(f, "ROLE", roles, &role, err) < 0 ||
	    og_device_word(f, "FUNCTIONS", functions, &which, err) < 0)
		return -EINVAL;
	pci->is_vga = strcmp(role, "vga") == 0;
	pci->whole_slot = strcmp(which, "all") == 0;
	if (pci->whole_slot && (pci->mdev || pci->unmanaged))
		return og_err_set(err, -EINVAL,
				  "%s has FUNCTIONS=all and is a vGPU: the "
				  "others of its slot are other devices",
				  f.what);
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
	r = flatten(f, vm, pci, err);
	if (r < 0)
		return r;
	r = read_mdev(f, pci, err);
	if (r < 0)
		return r;
	r = read_wishes(f, pci, err);
	if (r < 0)
		return r;
	og_field_bool(f, "IOMMUFD", &pci->iommufd);
	og_field_bool(f, "IOMMU", &pci->iommu);
	r = read_list(f, "ACPI_NODES", &pci->acpi_nodes, err);
	if (r < 0)
		return r;
	return og_field_int(f, "ORDER", 1, ORDER_MAX, &pci->order, err);
}

static int read_tree(const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err)
{
	struct og_field f = { NULL, "the configuration", conf, NULL };
	bool numa = true;

	og_field_bool(f, "Q35_NUMA_PCIE", &numa);
	vm->flat_pci = !numa;
	return og_field_u32(f, "Q35_ROOT_PORTS", 64, &vm->root_ports, err);
}

int og_vm_read_pci(const struct og_xml_node *tmpl,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err)
{
	int r = read_tree(conf, vm, err);

	if (r < 0)
		return r;
	og_xml_each (node, tmpl, "PCI") {
		struct og_field f = { node, "PCI", NULL, NULL };
		og_autofree char *what = NULL;
		struct og_vm_pci *pci;

		if (vm->n_pci == PCI_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d PCI vectors", PCI_MAX);
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
