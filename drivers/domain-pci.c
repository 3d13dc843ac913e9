// SPDX-License-Identifier: Apache-2.0
/* The PCI controllers, the passthrough devices and the balloon. */
#include "domain.h"

/* More than one function of a slot is found only where the first says so. */
static bool has_second_function(const struct og_pcie *tree,
				const struct og_pcie_bus *bus)
{
	for (size_t i = 0; i < tree->n_buses; i++) {
		const struct og_pcie_bus *b = &tree->buses[i];

		if (b->parent == bus->parent && b->slot == bus->slot && b->func)
			return true;
	}
	return false;
}

static void add_controller(struct og_xml_node *devices,
			   const struct og_pcie *tree,
			   const struct og_pcie_bus *bus)
{
	struct og_xml_node *node, *child;

	if (bus->model == OG_PCI_ROOT || bus->model == OG_PCI_BRIDGE)
		return; /* libvirt's own work */
	node = og_xml_add(devices, "controller", NULL);
	og_xml_set(node, "type", "pci");
	og_xml_setf(node, "index", "%d", bus->index);
	og_xml_set(node, "model", og_pcie_model_name(bus->model));
	if (bus->model == OG_PCIE_EXPANDER) {
		child = og_xml_add(node, "target", NULL);
		og_xml_setf(child, "busNr", "0x%02x", (unsigned)bus->bus_nr);
		if (bus->cell >= 0)
			og_xml_addf(child, "node", "%d", bus->cell);
	}
	if (bus->parent < 0 || bus->implied)
		return;
	child = og_xml_add(node, "address", NULL);
	og_xml_set(child, "type", "pci");
	og_xml_setf(child, "bus", "%d", bus->parent);
	og_xml_setf(child, "slot", "%d", bus->slot);
	og_xml_setf(child, "function", "%d", bus->func);
	if (!bus->func && has_second_function(tree, bus))
		og_xml_set(child, "multifunction", "on");
}

static void add_source(struct og_xml_node *hostdev, const struct og_vm_pci *pci,
		       unsigned func)
{
	struct og_xml_node *source = og_xml_add(hostdev, "source", NULL);

	source = og_xml_add(source, "address", NULL);
	if (pci->mdev) {
		og_xml_set(source, "uuid", pci->mdev);
		return;
	}
	og_xml_setf(source, "domain", "0x%04x", pci->host.domain);
	og_xml_setf(source, "bus", "0x%02x", (unsigned)pci->host.bus);
	og_xml_setf(source, "slot", "0x%02x", (unsigned)pci->host.slot);
	og_xml_setf(source, "function", "0x%x", func);
}

/* libvirt makes no command line without the name of the driver. */
static void add_driver(struct og_xml_node *hostdev, const struct og_vm_pci *pci)
{
	struct og_xml_node *driver;

	if (pci->mdev && !pci->iommufd)
		return;
	driver = og_xml_add(hostdev, "driver", NULL);
	if (!pci->mdev)
		og_xml_set(driver, "name", "vfio");
	if (pci->iommufd)
		og_xml_set(driver, "iommufd", "yes");
}

static void add_rom(struct og_xml_node *hostdev, const struct og_vm_pci *pci)
{
	struct og_xml_node *rom;

	if (!pci->rom && !pci->no_rom_bar)
		return;
	rom = og_xml_add(hostdev, "rom", NULL);
	if (pci->no_rom_bar)
		og_xml_set(rom, "bar", "off");
	else
		og_xml_set(rom, "file", pci->rom);
}

static struct og_xml_node *add_address(struct og_xml_node *hostdev,
				       const struct og_pcie_device *place,
				       unsigned func)
{
	struct og_xml_node *address = og_xml_add(hostdev, "address", NULL);

	og_xml_set(address, "type", "pci");
	og_xml_set(address, "domain", "0x0000");
	og_xml_setf(address, "bus", "0x%02x", (unsigned)place->bus);
	og_xml_setf(address, "slot", "0x%02x", (unsigned)place->slot);
	og_xml_setf(address, "function", "0x%x", func);
	return address;
}

static struct og_xml_node *start_hostdev(struct og_xml_node *devices,
					 const struct og_vm_pci *pci)
{
	struct og_xml_node *node = og_xml_add(devices, "hostdev", NULL);

	og_xml_set(node, "mode", "subsystem");
	og_xml_set(node, "type", pci->mdev ? "mdev" : "pci");
	if (pci->mdev)
		og_xml_set(node, "model", "vfio-pci");
	else
		og_xml_set(node, "managed", pci->unmanaged ? "no" : "yes");
	return node;
}

static void add_hostdev(struct og_xml_node *devices,
			const struct og_vm_pci *pci,
			const struct og_pcie_device *place, unsigned func,
			unsigned guest_func)
{
	struct og_xml_node *node = start_hostdev(devices, pci), *address;

	add_driver(node, pci);
	add_source(node, pci, func);
	if (func == pci->host.func) {
		if (pci->acpi_nodes)
			og_xml_set(og_xml_add(node, "acpi", NULL), "nodeset",
				   pci->acpi_nodes);
		og_domain_add_boot(node, pci->order);
		add_rom(node, pci);
	}
	address = add_address(node, place, guest_func);
	if (guest_func == 0 && (pci->functions & (pci->functions - 1)))
		og_xml_set(address, "multifunction", "on");
}

/*
 * All functions of a slot share one in the guest, under their own numbers;
 * where the host has no function 0 the guest still needs one.
 */
static void add_device(struct og_xml_node *devices, const struct og_vm_pci *pci,
		       const struct og_pcie_device *place)
{
	unsigned rank = 0;

	if (!pci->whole_slot) {
		add_hostdev(devices, pci, place, pci->host.func, 0);
		return;
	}
	for (unsigned func = 0; func < 8; func++) {
		if (!(pci->functions & 1U << func))
			continue;
		add_hostdev(devices, pci, place, func,
			    pci->functions & 1U ? func : rank);
		rank++;
	}
}

void og_domain_add_controllers(struct og_xml_node *devices,
			       const struct og_pcie *tree)
{
	for (size_t i = 0; i < tree->n_buses; i++)
		add_controller(devices, tree, &tree->buses[i]);
}

void og_domain_add_pci(struct og_xml_node *devices, const struct og_plan *plan)
{
	const struct og_pcie *tree = plan->tree;
	const struct og_vm *vm = plan->vm;

	og_domain_add_controllers(devices, tree);
	for (size_t i = 0; i < vm->n_pci; i++)
		add_device(devices, &vm->pci[i], &tree->devices[i]);
	/* All memory is pinned for the devices: a balloon can only break. */
	if (vm->n_pci)
		og_xml_set(og_xml_add(devices, "memballoon", NULL), "model",
			   "none");
}

/* Whoever wished for another: a guest shows itself on the first it finds. */
void og_domain_settle_display(struct og_xml_node *devices,
			      const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *video = og_xml_child(devices, "video");
	struct og_xml_node *model = og_xml_child(video, "model");
	const char *type = model ? og_xml_attr(model, "type") : NULL;

	if (!og_pci_has_vga(vm->pci, vm->n_pci))
		return;
	if (type && strcmp(type, "none") == 0 && !og_xml_next(video, "video"))
		return;
	while ((video = og_xml_child(devices, "video")))
		og_xml_remove(video);
	video = og_xml_add(devices, "video", NULL);
	og_xml_set(og_xml_add(video, "model", NULL), "type", "none");
}
