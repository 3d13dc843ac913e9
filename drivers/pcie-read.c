// SPDX-License-Identifier: Apache-2.0
#include "pcie-read.h"

#include <errno.h>

#include "domain-ns.h"
#include "hostdevs.h"
#include "part.h"

static bool find_model(const struct og_xml_node *node,
		       enum og_pcie_model *ret_model)
{
	const char *name = og_xml_attr(node, "model");

	return name && og_pcie_model_find(name, ret_model);
}

/* The node that oned meant an expander for; by its number, as firmware is. */
static int host_node(const struct og_vm *vm, int bus_nr)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		if (pci->bus_index >= 0 &&
		    bus_nr == (pci->dedicated ? pci->bus - 1
					      : 0x20 + 0x10 * pci->node))
			return pci->node;
	}
	return -1;
}

static int read_expander(const struct og_xml_node *node, const struct og_vm *vm,
			 struct og_pcie_bus *bus, struct og_err *err)
{
	const struct og_xml_node *target = og_part(node, "target");
	const struct og_xml_node *cell = og_part(target, "node");
	unsigned number;

	if (!target || !og_part_number(target, "busNr", &number) ||
	    number > 255)
		return og_part_refuse(node, "an expander without a busNr", err);
	bus->bus_nr = (int)number;
	bus->host_node = host_node(vm, bus->bus_nr);
	if (!cell)
		return 0;
	for (size_t i = 0; i < vm->n_cells; i++) {
		og_autofree char *id = og_asprintf("%zu", i);
		const char *text = og_xml_text(cell);

		if (text && strcmp(text, id) == 0)
			bus->cell = (int)i;
	}
	return bus->cell < 0
		       ? og_part_refuse(node,
					"its node is no cell of the guest", err)
		       : 0;
}

/*
 * What has no address libvirt puts on pcie.0, ports in the order of their
 * indices; where a bridge goes is known once the devices are.
 */
static void read_place(const struct og_xml_node *node, struct og_pcie *tree,
		       struct og_pcie_bus *bus)
{
	int ports = 0;
	struct og_bdf at;

	if (bus->model == OG_PCIE_ROOT || bus->model == OG_PCI_ROOT ||
	    bus->model == OG_PCI_BRIDGE)
		return;
	if (og_part_address(og_part(node, "address"), &at)) {
		bus->parent = at.bus;
		bus->slot = at.slot;
		bus->func = at.func;
		return;
	}
	bus->implied = true;
	bus->parent = 0;
	bus->slot = -1;
	if (bus->model != OG_PCIE_PORT)
		return;
	for (size_t i = 0; i < tree->n_buses; i++)
		ports += tree->buses[i].model == OG_PCIE_PORT &&
			 tree->buses[i].parent == 0;
	bus->slot = 2 + ports / 8;
	bus->func = ports % 8;
}

static int read_bus(const struct og_xml_node *node, const struct og_vm *vm,
		    struct og_pcie *tree, struct og_err *err)
{
	struct og_pcie_bus *bus;
	unsigned index;

	if (!og_part_number(node, "index", &index))
		return og_part_refuse(node, "no index", err);
	if (index > tree->n_buses)
		return og_err_set(err, -EINVAL,
				  "controller %zu is not declared: libvirt "
				  "would put a port of pcie.0 there",
				  tree->n_buses);
	if (index < tree->n_buses)
		return og_err_set(err, -EINVAL,
				  "controller %u is declared twice", index);
	OG_RESERVE(tree->buses, tree->n_buses + 1, tree->cap_buses);
	bus = &tree->buses[tree->n_buses++];
	*bus = (struct og_pcie_bus){
		.index = (int)index,
		.parent = -1,
		.bus_nr = -1,
		.host_node = -1,
		.cell = -1,
	};
	find_model(node, &bus->model);
	read_place(node, tree, bus);
	return bus->model == OG_PCIE_EXPANDER
		       ? read_expander(node, vm, bus, err)
		       : 0;
}

static const struct og_xml_node *next_bus(const struct og_xml_node *devices,
					  unsigned least)
{
	const struct og_xml_node *best = NULL;
	unsigned index, best_index = 0;

	og_part_each(node, devices, "controller")
	{
		if (!og_part_is(node, "type", "pci") ||
		    !og_part_number(node, "index", &index) || index < least)
			continue;
		if (!best || index < best_index) {
			best = node;
			best_index = index;
		}
	}
	return best;
}

/* Most stand in order, and there are hundreds of them. */
static const struct og_xml_node *if_next(const struct og_xml_node *node,
					 unsigned index)
{
	unsigned is;

	node = og_part_next(node, "controller");
	return node && og_part_is(node, "type", "pci") &&
			       og_part_number(node, "index", &is) && is == index
		       ? node
		       : NULL;
}

/*
 * In order of their indices. What is none of our models, a switch that RAW
 * brought, ends the tree: nothing of the VM's devices may hang below it.
 */
static int read_tree(const struct og_xml_node *devices, const struct og_vm *vm,
		     struct og_pcie *tree, struct og_err *err)
{
	const struct og_xml_node *node = NULL;
	enum og_pcie_model model;
	int r = 0;

	while (r == 0) {
		unsigned least = (unsigned)tree->n_buses;

		node = node ? if_next(node, least) : NULL;
		if (!node)
			node = next_bus(devices, least);
		if (!node || !find_model(node, &model))
			break;
		r = read_bus(node, vm, tree, err);
	}
	return r;
}

static int read_device(const struct og_xml_node *node,
		       const struct og_vm_pci *pci,
		       struct og_pcie_device *device, struct og_err *err)
{
	const struct og_xml_node *driver = og_part(node, "driver");
	const struct og_xml_node *address = og_part(node, "address");
	struct og_bdf at;

	if (og_part_is(node, "type", "pci") &&
	    (!driver || !og_part_is(driver, "name", "vfio")))
		return og_part_refuse(node, "its driver is not vfio", err);
	if (!address || !og_part_is(address, "type", "pci") ||
	    !og_part_address(address, &at) || at.domain)
		return og_part_refuse(node, "no PCI address in the guest", err);
	if (at.func && !pci->whole_slot)
		return og_part_refuse(node, "not at function 0", err);
	device->bus = at.bus;
	device->slot = at.slot;
	device->number = pci->bus;
	device->kept_index = device->kept_number = true;
	return 0;
}

static int read_devices(const struct og_xml_node *devices,
			const struct og_vm *vm, struct og_pcie *tree,
			struct og_err *err)
{
	og_autofree struct og_xml_node **hostdevs = NULL;
	int r = og_hostdevs_find(devices, vm, &hostdevs, err);

	if (r < 0)
		return r;
	tree->devices = og_calloc(vm->n_pci, sizeof(*tree->devices));
	tree->n_devices = vm->n_pci;
	for (size_t i = 0; i < vm->n_pci && r == 0; i++)
		r = read_device(hostdevs[i], &vm->pci[i], &tree->devices[i],
				err);
	return r;
}

/* Where oned's promise could not be kept, our metadata says so. */
static void read_numbers(const struct og_xml_node *root, const struct og_vm *vm,
			 struct og_pcie *tree)
{
	char name[OG_BDF_TEXT];
	unsigned number;

	og_xml_each (meta, og_part(root, "metadata"), OG_DOMAIN_ELEMENT)
		og_xml_each (bus, meta, "bus")
			for (size_t i = 0; i < vm->n_pci; i++) {
				struct og_pcie_device *dev = &tree->devices[i];

				og_bdf_name(&vm->pci[i].host, name);
				if (!og_part_is(bus, "device", name) ||
				    !og_part_number(bus, "number", &number))
					continue;
				dev->number = (int)number;
				dev->kept_number =
					dev->number == vm->pci[i].bus;
			}
}

/* An expander elsewhere is for the devices that went there. */
static void find_moved(const struct og_vm *vm, struct og_pcie *tree)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		int bus = tree->devices[i].bus, root;

		if (tree->devices[i].kept_number || bus <= 0 ||
		    bus >= (int)tree->n_buses)
			continue;
		root = tree->buses[bus].parent;
		if (root > 0 && root < (int)tree->n_buses &&
		    tree->buses[root].host_node < 0)
			tree->buses[root].host_node = vm->pci[i].node;
	}
}

static bool is_taken(const struct og_xml_node *devices, int port)
{
	struct og_bdf at;

	og_part_each(node, devices, NULL)
	{
		const struct og_xml_node *address = og_part(node, "address");

		if (address && og_part_is(address, "type", "pci") &&
		    og_part_address(address, &at) && at.bus == port)
			return true;
	}
	return false;
}

static bool has_bridge(const struct og_pcie *tree, int port)
{
	for (size_t i = 0; i < tree->n_buses; i++)
		if (tree->buses[i].model == OG_PCIE_BRIDGE &&
		    !tree->buses[i].implied && tree->buses[i].parent == port)
			return true;
	return false;
}

/* libvirt's choice for a bridge: the first port that nobody has. */
static void place_bridges(const struct og_xml_node *devices,
			  struct og_pcie *tree)
{
	for (size_t i = 0; i < tree->n_buses; i++) {
		struct og_pcie_bus *bus = &tree->buses[i];

		if (bus->model != OG_PCIE_BRIDGE || !bus->implied)
			continue;
		for (size_t j = 0; j < tree->n_buses; j++) {
			if (tree->buses[j].model != OG_PCIE_PORT ||
			    is_taken(devices, (int)j) ||
			    has_bridge(tree, (int)j))
				continue;
			bus->parent = (int)j;
			break;
		}
		bus->slot = 0;
		/* A plan alone knows nothing of the VM's other devices. */
		bus->implied = false;
	}
}

/* The buses of i440fx are libvirt's to make, as many as are named. */
static void add_pc_buses(struct og_pcie *tree)
{
	int last = 0;

	for (size_t i = 0; i < tree->n_devices; i++)
		if (tree->devices[i].bus > last)
			last = tree->devices[i].bus;
	while ((int)tree->n_buses <= last) {
		OG_RESERVE(tree->buses, tree->n_buses + 1, tree->cap_buses);
		tree->buses[tree->n_buses] = (struct og_pcie_bus){
			.index = (int)tree->n_buses,
			.model = tree->n_buses ? OG_PCI_BRIDGE : OG_PCI_ROOT,
			.parent = -1,
			.bus_nr = -1,
			.host_node = -1,
			.cell = -1,
		};
		tree->n_buses++;
	}
}

int og_pcie_read(const struct og_xml_node *root, const struct og_vm *vm,
		 struct og_pcie *ret_tree, struct og_err *err)
{
	const struct og_xml_node *devices = og_part(root, "devices");
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	int r = 0;

	/* libvirt fills the gaps of i440fx with what will do for anything. */
	if (vm->machine != OG_MACHINE_PC)
		r = read_tree(devices, vm, &tree, err);
	if (r == 0)
		r = read_devices(devices, vm, &tree, err);
	if (r != 0)
		return r;
	read_numbers(root, vm, &tree);
	find_moved(vm, &tree);
	place_bridges(devices, &tree);
	if (vm->machine == OG_MACHINE_PC)
		add_pc_buses(&tree);
	*ret_tree = tree;
	tree = (struct og_pcie){ 0 };
	return 0;
}
