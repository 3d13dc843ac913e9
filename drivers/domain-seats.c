// SPDX-License-Identifier: Apache-2.0
/*
 * Where emulated devices sit in a guest that has expander buses. libvirt puts
 * what has no address on the first root port that is free, in order of index,
 * and that is one below an expander: the guest would see its disk on the
 * GPU's node, and a device that oned attaches later would find its port
 * taken. So each gets a port of pcie.0 as long as there are some.
 */
#include "domain.h"
#include "part.h"

static bool is_express_nic(const struct og_xml_node *node)
{
	const struct og_xml_node *model = og_xml_child(node, "model");

	return og_part_is(model, "type", "virtio") ||
	       og_part_is(model, "type", "e1000e") ||
	       og_part_is(model, "type", "igb");
}

static bool is_express_controller(const struct og_xml_node *node)
{
	return og_part_is(node, "type", "virtio-serial") ||
	       (og_part_is(node, "type", "scsi") &&
		og_part_is(node, "model", "virtio-scsi")) ||
	       (og_part_is(node, "type", "usb") &&
		og_part_is(node, "model", "qemu-xhci"));
}

/* A switch or bridge that the user brought: `ours` are first, and in place. */
static bool is_express_bridge(const struct og_xml_node *node, size_t ours)
{
	const char *index = og_xml_attr(node, "index");

	return (og_part_is(node, "model", "pcie-switch-upstream-port") ||
		og_part_is(node, "model", "pcie-to-pci-bridge")) &&
	       index && strtoul(index, NULL, 10) >= ours;
}

/* Others are on pcie.0 itself, on the bridge or on no PCI bus. */
static bool wants_port(const struct og_xml_node *node, size_t ours)
{
	const char *name = og_xml_name(node);

	if (og_xml_child(node, "address"))
		return false;
	if (strcmp(name, "disk") == 0)
		return og_part_is(og_xml_child(node, "target"), "bus",
				  "virtio");
	if (strcmp(name, "interface") == 0)
		return is_express_nic(node);
	if (strcmp(name, "controller") == 0)
		return is_express_controller(node) ||
		       is_express_bridge(node, ours);
	if (strcmp(name, "filesystem") == 0 || strcmp(name, "vsock") == 0)
		return true;
	if (strcmp(name, "rng") == 0 || strcmp(name, "crypto") == 0)
		return og_part_is(node, "model", "virtio");
	return strcmp(name, "input") == 0 && og_part_is(node, "bus", "virtio");
}

static bool has_controller(const struct og_xml_node *devices, const char *type)
{
	og_xml_each (node, devices, "controller")
		if (og_part_is(node, "type", type))
			return true;
	return false;
}

/* libvirt adds one to what is a PC. */
static bool is_x86(const struct og_vm *vm)
{
	return !vm->arch || strcmp(vm->arch, "x86_64") == 0 ||
	       strcmp(vm->arch, "i686") == 0;
}

/* Expanders wait for devices of any VM; one that has none keeps oned's tree. */
static bool may_land_below(const struct og_pcie *tree)
{
	for (size_t i = 0; tree->n_devices && i < tree->n_buses; i++)
		if (tree->buses[i].model == OG_PCIE_EXPANDER)
			return true;
	return false;
}

static bool has_virtio_port(const struct og_xml_node *devices)
{
	og_xml_each (node, devices, "channel")
		if (og_part_is(og_xml_child(node, "target"), "type", "virtio"))
			return true;
	return false;
}

/* Those that libvirt would add: only what is declared can have an address. */
static void declare(struct og_xml_node *devices, const struct og_vm *vm)
{
	struct og_xml_node *node;

	if (!has_controller(devices, "usb") && is_x86(vm)) {
		node = og_xml_add(devices, "controller", NULL);
		og_xml_set(node, "type", "usb");
		og_xml_set(node, "index", "0");
		og_xml_set(node, "model", "qemu-xhci");
	}
	if (has_virtio_port(devices) &&
	    !has_controller(devices, "virtio-serial")) {
		node = og_xml_add(devices, "controller", NULL);
		og_xml_set(node, "type", "virtio-serial");
		og_xml_set(node, "index", "0");
	}
}

/* A device that says so itself may be there. */
static bool is_named(const struct og_xml_node *devices, int port)
{
	og_xml_each (node, devices, NULL) {
		const struct og_xml_node *address =
			og_xml_child(node, "address");
		const char *bus = og_part_is(address, "type", "pci")
					  ? og_xml_attr(address, "bus")
					  : NULL;

		if (bus && strtoul(bus, NULL, 0) == (unsigned long)port)
			return true;
	}
	return false;
}

static int next_port(const struct og_xml_node *devices,
		     const struct og_pcie *tree, int after)
{
	do
		after = og_pcie_spare_port(tree, after);
	while (after && is_named(devices, after));
	return after;
}

void og_domain_add_seat(struct og_xml_node *node, unsigned bus, unsigned slot)
{
	struct og_xml_node *address = og_xml_add(node, "address", NULL);

	og_xml_set(address, "type", "pci");
	og_xml_set(address, "domain", "0x0000");
	og_xml_setf(address, "bus", "0x%02x", bus);
	og_xml_setf(address, "slot", "0x%02x", slot);
	og_xml_set(address, "function", "0x0");
}

void og_domain_seat(struct og_xml_node *devices, const struct og_plan *plan)
{
	const struct og_pcie *tree = plan->tree;
	int port = 0;

	if (!may_land_below(tree))
		return;
	declare(devices, plan->vm);
	og_xml_each (node, devices, NULL) {
		if (!wants_port(node, tree->n_buses))
			continue;
		port = next_port(devices, tree, port);
		if (!port)
			return;
		og_domain_add_seat(node, (unsigned)port, 0);
	}
}
