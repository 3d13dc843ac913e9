// SPDX-License-Identifier: Apache-2.0
/* The PCI controllers, the passthrough devices and the balloon. */
#include "domain.h"

static const char *const model_names[] = {
	[OG_PCIE_ROOT] = "pcie-root",
	[OG_PCIE_PORT] = "pcie-root-port",
	[OG_PCIE_EXPANDER] = "pcie-expander-bus",
	[OG_PCIE_BRIDGE] = "pcie-to-pci-bridge",
	[OG_PCI_ROOT] = "pci-root",
	[OG_PCI_BRIDGE] = "pci-bridge",
};

static struct og_xml_node *add_address(struct og_xml_node *node, int bus,
				       int slot, int func)
{
	struct og_xml_node *address = og_xml_add(node, "address", NULL);

	og_xml_set(address, "type", "pci");
	og_xml_set(address, "domain", "0x0000");
	og_xml_setf(address, "bus", "0x%02x", (unsigned)bus);
	og_xml_setf(address, "slot", "0x%02x", (unsigned)slot);
	og_xml_setf(address, "function", "0x%x", (unsigned)func);
	return address;
}

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
	struct og_xml_node *node = og_xml_add(devices, "controller", NULL);
	struct og_xml_node *child;

	og_xml_set(node, "type", "pci");
	og_xml_setf(node, "index", "%d", bus->index);
	og_xml_set(node, "model", model_names[bus->model]);
	if (bus->model == OG_PCIE_EXPANDER) {
		child = og_xml_add(node, "target", NULL);
		og_xml_setf(child, "busNr", "0x%02x", (unsigned)bus->bus_nr);
		if (bus->cell >= 0)
			og_xml_addf(child, "node", "%d", bus->cell);
	} else if (bus->parent >= 0) {
		child = add_address(node, bus->parent, bus->slot, bus->func);
		if (!bus->func && has_second_function(tree, bus))
			og_xml_set(child, "multifunction", "on");
	}
}

static void add_hostdev(struct og_xml_node *devices,
			const struct og_vm_pci *pci,
			const struct og_pcie_device *place)
{
	struct og_xml_node *node = og_xml_add(devices, "hostdev", NULL);
	struct og_xml_node *source;

	og_xml_set(node, "mode", "subsystem");
	og_xml_set(node, "type", "pci");
	og_xml_set(node, "managed", "yes");
	og_xml_set(og_xml_add(node, "driver", NULL), "name", "vfio");
	source = og_xml_add(og_xml_add(node, "source", NULL), "address", NULL);
	og_xml_setf(source, "domain", "0x%04x", pci->host.domain);
	og_xml_setf(source, "bus", "0x%02x", (unsigned)pci->host.bus);
	og_xml_setf(source, "slot", "0x%02x", (unsigned)pci->host.slot);
	og_xml_setf(source, "function", "0x%x", (unsigned)pci->host.func);
	og_domain_add_boot(node, pci->order);
	add_address(node, place->bus, place->slot, 0);
}

void og_domain_add_pci(struct og_xml_node *devices, const struct og_plan *plan)
{
	const struct og_pcie *tree = plan->tree;
	const struct og_vm *vm = plan->vm;

	for (size_t i = 0; i < tree->n_buses; i++)
		add_controller(devices, tree, &tree->buses[i]);
	for (size_t i = 0; i < vm->n_pci; i++)
		add_hostdev(devices, &vm->pci[i], &tree->devices[i]);
	/* All memory is pinned for the devices: a balloon can only break. */
	if (vm->n_pci)
		og_xml_set(og_xml_add(devices, "memballoon", NULL), "model",
			   "none");
}
