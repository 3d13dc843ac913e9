// SPDX-License-Identifier: Apache-2.0
#include "pcie.h"

#include <errno.h>

#include "pcie-groups.h"

enum {
	ROOT_PORTS = 16, /* of a VM without NUMA cells, unless it is said */
	FLAT_PORTS_MAX = 200,
	FLAT_SLOT = 2, /* 0 is the host bridge, 1 is the display's */
	/*
	 * Ports of pcie.0 that may fill gaps. Bus numbers end at 0x1f; the rest
	 * is for the bridge and for ports that libvirt adds for devices of its
	 * own. The gaps up to node 2 fit, those up to node 3 do not.
	 */
	FILL_MAX = 24,
	FLAT_LIMIT = OG_NODE_BUS - 3, /* two numbers are the bridge's */
	LAST_BUS = 0xff,
	EXPANDERS_ALONE = 12,
	EXPANDER_SLOT = 0x10,
};

static struct og_pcie_bus *add_bus(struct og_pcie *tree,
				   enum og_pcie_model model, int parent)
{
	struct og_pcie_bus *bus;

	OG_RESERVE(tree->buses, tree->n_buses + 1, tree->cap_buses);
	bus = &tree->buses[tree->n_buses];
	*bus = (struct og_pcie_bus){
		.index = (int)tree->n_buses++,
		.model = model,
		.parent = parent,
		.bus_nr = -1,
		.host_node = -1,
		.cell = -1,
	};
	return bus;
}

/*
 * The next port of pcie.0. libvirt puts them there in order of index, and
 * firmware numbers them in order of slot and function, which is the same.
 */
static int add_flat_port(struct og_pcie *tree, int *count)
{
	struct og_pcie_bus *port = add_bus(tree, OG_PCIE_PORT, 0);

	port->slot = FLAT_SLOT + *count / 8;
	port->func = *count % 8;
	port->implied = true;
	++*count;
	return port->index;
}

/*
 * Where something is promised on pcie.0 the bridge goes out of the way: on the
 * last port its bus shifts nobody's number.
 */
static void add_bridge(struct og_pcie *tree, int port, bool implied)
{
	add_bus(tree, OG_PCIE_BRIDGE, port)->implied = implied;
}

static int flat_port(const struct og_pcie *tree, int number)
{
	int ports = 0;

	for (size_t i = 0; i < tree->n_buses; i++)
		if (tree->buses[i].model == OG_PCIE_PORT &&
		    tree->buses[i].parent == 0 && ++ports == number)
			return (int)i;
	return 0;
}

static void add_expander(struct og_pcie *tree, int bus_nr, int host_node,
			 int cell, int ports)
{
	struct og_pcie_bus *expander = add_bus(tree, OG_PCIE_EXPANDER, 0);
	int index = expander->index;

	expander->slot = -1;
	expander->implied = true;
	expander->bus_nr = bus_nr;
	expander->host_node = host_node;
	expander->cell = cell;
	for (int i = 0; i < ports; i++)
		add_bus(tree, OG_PCIE_PORT, index)->func = i;
}

/* Ports of ours up to index `want`, unless there would be too many. */
static void fill_gap(struct og_pcie *tree, int want, int *ports)
{
	int gap = want - (int)tree->n_buses;

	if (gap > 0 && *ports + gap <= FILL_MAX)
		while (gap--)
			add_flat_port(tree, ports);
}

static void place_groups(struct og_pcie *tree, const struct og_vm *vm,
			 struct og_groups *groups, int *ports)
{
	for (size_t i = 0; i < groups->count; i++) {
		struct og_group *g = &groups->all[i];

		fill_gap(tree, g->want, ports);
		g->index = (int)tree->n_buses;
		add_expander(tree, g->bus_nr, g->host_node,
			     og_pcie_cell(vm, g->near), g->ports);
	}
}

/* The last bus on pcie.0 that is promised to a device and can be had. */
static int last_flat_bus(const struct og_vm *vm, int limit)
{
	int last = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].bus_index < 0 && vm->pci[i].bus > last &&
		    vm->pci[i].bus <= limit)
			last = vm->pci[i].bus;
	return last;
}

static int count_flat(const struct og_vm *vm)
{
	int n = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		n += vm->pci[i].bus_index < 0;
	return n;
}

static void place_on_groups(struct og_pcie *tree, const struct og_vm *vm,
			    const struct og_groups *groups)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		struct og_pcie_device *dev = &tree->devices[i];
		const struct og_group *g;
		int port;

		if (pci->bus_index < 0)
			continue;
		g = og_groups_of(groups, pci);
		if (!g)
			continue; /* the check says so */
		port = og_groups_port(g, vm, pci);
		dev->bus = g->index + 1 + port;
		dev->number = g->bus_nr + 1 + port;
		dev->kept_index = dev->bus == pci->bus_index;
		dev->kept_number = dev->number == pci->bus;
	}
}

static bool is_promised(const struct og_vm *vm, int number)
{
	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].bus_index < 0 && vm->pci[i].bus == number)
			return true;
	return false;
}

/* The j-th port of pcie.0, whatever its index; another where there is none. */
static int place_flat(struct og_pcie *tree, const struct og_vm *vm, int ports,
		      struct og_err *err)
{
	int next = 1;

	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		struct og_pcie_device *dev = &tree->devices[i];

		if (pci->bus_index >= 0)
			continue;
		*dev = (struct og_pcie_device){ .slot = pci->slot,
						.number = pci->bus,
						.kept_index = !pci->moved_flat,
						.kept_number = true };
		if (pci->bus > ports) {
			while (next <= ports && is_promised(vm, next))
				next++;
			dev->number = next++;
			dev->kept_number = false;
		}
		if (dev->number > ports)
			return og_err_set(err, -ENOTSUP,
					  "PCI %d: no bus number is left in "
					  "the guest, which has %d for devices "
					  "whose NUMA node oned does not know",
					  pci->id, ports);
		dev->bus = flat_port(tree, dev->number);
	}
	return 0;
}

/* pcie.0 has 32 slots: many expanders share some, as functions. */
static void pack_expanders(struct og_pcie *tree)
{
	int count = 0, n = 0;

	for (size_t i = 0; i < tree->n_buses; i++)
		count += tree->buses[i].model == OG_PCIE_EXPANDER;
	for (size_t i = 0; i < tree->n_buses && count > EXPANDERS_ALONE; i++) {
		struct og_pcie_bus *bus = &tree->buses[i];

		if (bus->model != OG_PCIE_EXPANDER)
			continue;
		bus->slot = EXPANDER_SLOT + n / 8;
		bus->func = n++ % 8;
		bus->implied = false;
	}
}

static uint32_t root_ports(const struct og_vm *vm)
{
	return vm->root_ports ? vm->root_ports : ROOT_PORTS;
}

/* Whether libvirt's bridge, on the first free port, shifts a device. */
static bool bridge_shifts(const struct og_vm *vm, int last)
{
	for (int i = 1; i < last; i++)
		if (!is_promised(vm, i))
			return true;
	return false;
}

/* oned's: ports and a bridge, which needs one more than the devices. */
static int plan_flat(const struct og_vm *vm, struct og_pcie *tree,
		     struct og_err *err)
{
	int last = last_flat_bus(vm, FLAT_PORTS_MAX), ports = 0, r;
	bool shifts = bridge_shifts(vm, last);
	int count = (int)root_ports(vm);

	if (last >= count)
		count = last + 1;
	while (ports < count)
		add_flat_port(tree, &ports);
	r = place_flat(tree, vm, shifts ? count - 1 : count, err);
	if (r < 0)
		return r;
	add_bridge(tree, shifts ? flat_port(tree, count) : last + 1, !shifts);
	return 0;
}

/* The expander that oned numbers by the cell's vector, as if it were a node. */
static int own_bus(const struct og_vm *vm, int cell)
{
	return OG_NODE_BUS + OG_NODE_BUS_STRIDE * (int)vm->cells[cell].number;
}

/* An empty cell has no devices, and there are numbers for so many. */
static bool has_own_expander(const struct og_vm *vm, int cell)
{
	return vm->cells[cell].vcpus && vm->cells[cell].memory &&
	       own_bus(vm, cell) + OG_NODE_PORTS <= LAST_BUS;
}

/* oned's: an expander for each vector, as if its number were the node's. */
static void place_cells(struct og_pcie *tree, const struct og_vm *vm,
			int *ports)
{
	for (int i = 0; i < (int)vm->n_cells; i++) {
		if (!has_own_expander(vm, i))
			continue;
		fill_gap(tree,
			 OG_NODE_INDEX +
				 OG_NODE_STRIDE * (int)vm->cells[i].number,
			 ports);
		add_expander(tree, own_bus(vm, i), -1, i, OG_NODE_PORTS);
	}
}

/* Those that devices are promised, or oned's where none is. */
static int place_expanders(struct og_pcie *tree, const struct og_vm *vm,
			   int *ports, struct og_err *err)
{
	og_cleanup(og_groups_free) struct og_groups groups = { 0 };
	int r;

	if (!tree->has_expanders) {
		place_cells(tree, vm, ports);
		return 0;
	}
	r = og_groups_collect(vm, FILL_MAX, &groups, err);
	if (r < 0)
		return r;
	place_groups(tree, vm, &groups, ports);
	place_on_groups(tree, vm, &groups);
	return 0;
}

/* On pcie.0: what is promised there, and room for all that is emulated. */
static int count_ports(const struct og_vm *vm)
{
	int count = (int)root_ports(vm);
	int flat = count_flat(vm), last = last_flat_bus(vm, FLAT_LIMIT);

	if (count > FILL_MAX)
		count = FILL_MAX;
	if (flat > FLAT_LIMIT)
		flat = FLAT_LIMIT;
	if (count < flat)
		count = flat;
	return count < last ? last : count;
}

static int plan_nodes(const struct og_vm *vm, struct og_pcie *tree,
		      struct og_err *err)
{
	bool flat = count_flat(vm) > 0;
	int ports = 0, r;

	if (flat)
		fill_gap(tree, OG_NODE_INDEX, &ports);
	else
		add_bridge(tree, add_flat_port(tree, &ports), true);
	r = place_expanders(tree, vm, &ports, err);
	if (r < 0)
		return r;
	pack_expanders(tree);
	while (vm->n_pci && ports < count_ports(vm))
		add_flat_port(tree, &ports);
	if (!flat)
		return 0;
	r = place_flat(tree, vm, ports, err);
	if (r < 0)
		return r;
	add_bridge(tree, add_flat_port(tree, &ports), false);
	return 0;
}

static bool has_cell_expanders(const struct og_vm *vm)
{
	for (int i = 0; !vm->flat_pci && i < (int)vm->n_cells; i++)
		if (has_own_expander(vm, i))
			return true;
	return false;
}

static int plan_q35(const struct og_vm *vm, struct og_pcie *tree,
		    struct og_err *err)
{
	tree->devices = og_calloc(vm->n_pci, sizeof(*tree->devices));
	tree->n_devices = vm->n_pci;
	add_bus(tree, OG_PCIE_ROOT, -1);
	tree->has_expanders = count_flat(vm) < (int)vm->n_pci;
	if (tree->has_expanders || has_cell_expanders(vm))
		return plan_nodes(vm, tree, err);
	return plan_flat(vm, tree, err);
}

static void plan_pc(const struct og_vm *vm, struct og_pcie *tree)
{
	int last = last_flat_bus(vm, LAST_BUS);

	add_bus(tree, OG_PCI_ROOT, -1);
	while ((int)tree->n_buses <= last)
		add_bus(tree, OG_PCI_BRIDGE, -1);
	tree->devices = og_calloc(vm->n_pci, sizeof(*tree->devices));
	tree->n_devices = vm->n_pci;
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		tree->devices[i] = (struct og_pcie_device){
			.bus = pci->bus,
			.slot = pci->slot,
			.number = pci->bus,
			.kept_index = !pci->moved_flat,
			.kept_number = true,
		};
	}
}

/* A slot whose functions nobody looked up would lose some. */
static int check_slots(const struct og_vm *vm, struct og_err *err)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		char name[OG_BDF_TEXT];

		og_bdf_short(&pci->host, name);
		if (pci->whole_slot && !pci->functions)
			return og_err_set(err, -ENOTSUP,
					  "PCI %d (%s) has FUNCTIONS=all: only "
					  "the node knows them, use --sysroot "
					  "or --running",
					  pci->id, name);
	}
	return 0;
}

int og_pcie_plan(const struct og_vm *vm, struct og_pcie *ret_tree,
		 struct og_notes *notes, struct og_err *err)
{
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	int r = check_slots(vm, err);

	if (r < 0)
		return r;
	if (vm->machine == OG_MACHINE_Q35)
		r = plan_q35(vm, &tree, err);
	else if (vm->n_pci && vm->machine == OG_MACHINE_OTHER)
		return og_err_set(
			err, -ENOTSUP,
			"OS has MACHINE=\"%.64s\": devices are passed "
			"through to q35, pc and virt machines only",
			vm->machine_name ? vm->machine_name : "");
	else
		plan_pc(vm, &tree);
	if (r < 0)
		return r;
	r = og_pcie_check(&tree, vm, err);
	if (r < 0)
		return r;
	og_pcie_note(vm, &tree, notes);
	*ret_tree = tree;
	tree = (struct og_pcie){ 0 };
	return 0;
}
