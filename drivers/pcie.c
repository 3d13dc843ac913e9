// SPDX-License-Identifier: Apache-2.0
#include "pcie.h"

#include <errno.h>

enum {
	NODE_INDEX = 3, /* oned's: node n's expander has 3 + 9 n */
	NODE_STRIDE = 9,
	NODE_PORTS = 8,
	NODE_BUS = 0x20,
	NODE_BUS_STRIDE = 0x10,
	NODE_MAX = 13, /* the last whose bus numbers stay below 256 */
	DEDICATED_BUS = 0xa0,
	DEDICATED_BUS_STRIDE = 8,
	FLAT_PORTS = 16, /* of a VM without NUMA cells */
	FLAT_PORTS_MAX = 200,
	FLAT_SLOT = 2, /* 0 is the host bridge, 1 is the display's */
	/*
	 * Ports of pcie.0 that may fill gaps. Bus numbers end at 0x1f; the rest
	 * is for the bridge and for ports that libvirt adds for devices of its
	 * own. The gaps up to node 2 fit, those up to node 3 do not.
	 */
	FILL_MAX = 24,
	BELOW_EXPANDERS = NODE_BUS - 1,
};

/* An expander with its ports, which follow it without a gap. */
struct group {
	int want; /* index that oned counted on */
	int ports;
	int bus_nr;
	int host_node;
	int near;  /* where its devices are; -1: on several nodes */
	int index; /* what it got */
	bool dedicated;
};

struct groups {
	struct group *all;
	size_t count, cap;
};

static void groups_free(struct groups *groups)
{
	free(groups->all);
}

void og_pcie_free(struct og_pcie *tree)
{
	free(tree->buses);
	free(tree->devices);
	*tree = (struct og_pcie){ 0 };
}

int og_pcie_cell(const struct og_vm *vm, int node)
{
	for (size_t i = 0; node >= 0 && i < vm->n_cells; i++)
		if (vm->cells[i].memory_node == node)
			return (int)i;
	return -1;
}

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

/* The next port of pcie.0: firmware numbers them in order of slot, function. */
static int add_flat_port(struct og_pcie *tree, int *count)
{
	struct og_pcie_bus *port = add_bus(tree, OG_PCIE_PORT, 0);

	port->slot = FLAT_SLOT + *count / 8;
	port->func = *count % 8;
	++*count;
	return port->index;
}

static void add_bridge(struct og_pcie *tree, int *ports)
{
	int port = add_flat_port(tree, ports);

	add_bus(tree, OG_PCIE_BRIDGE, port);
}

static struct group *node_group(const struct groups *groups, int node)
{
	for (size_t i = 0; i < groups->count; i++)
		if (!groups->all[i].dedicated &&
		    groups->all[i].host_node == node)
			return &groups->all[i];
	return NULL;
}

static void add_group(struct groups *groups, struct group group)
{
	OG_RESERVE(groups->all, groups->count + 1, groups->cap);
	groups->all[groups->count++] = group;
}

/* `near`: of a device that needs it; the node itself where none does. */
static void add_node_group(struct groups *groups, int node, int near)
{
	struct group *group = node_group(groups, node);

	if (group) {
		if (group->near != near)
			group->near = -1;
		return;
	}
	add_group(groups, (struct group){
				  .want = NODE_INDEX + NODE_STRIDE * node,
				  .ports = NODE_PORTS,
				  .bus_nr = NODE_BUS + NODE_BUS_STRIDE * node,
				  .host_node = node,
				  .near = near,
			  });
}

static int check_promise(const struct og_vm_pci *pci, struct og_err *err)
{
	int first = NODE_BUS + NODE_BUS_STRIDE * pci->node + 1;
	int k = (pci->bus - DEDICATED_BUS - 1) / DEDICATED_BUS_STRIDE;
	char name[OG_BDF_TEXT];
	bool good;

	og_bdf_name(&pci->host, name);
	if (pci->node > NODE_MAX)
		return og_err_set(err, -ENOTSUP,
				  "PCI %d (%s): NUMA node %d has no bus number "
				  "in the guest, the last that has is %d",
				  pci->id, name, pci->node, NODE_MAX);
	if (pci->dedicated)
		good = pci->bus > DEDICATED_BUS &&
		       pci->bus == DEDICATED_BUS + DEDICATED_BUS_STRIDE * k + 1;
	else
		good = pci->bus >= first && pci->bus < first + NODE_PORTS;
	if (good && pci->slot == 0)
		return 0;
	return og_err_set(err, -EINVAL,
			  "PCI %d (%s): VM_ADDRESS %02x:%02x.0 is no address "
			  "of a%s root port of NUMA node %d",
			  pci->id, name, (unsigned)pci->bus,
			  (unsigned)pci->slot,
			  pci->dedicated ? " dedicated" : "", pci->node);
}

/*
 * One expander for every node that has a device, one for every dedicated
 * root, and one for every cell's node whose index is within reach: a device
 * of that node that is attached later then finds it.
 */
static int collect_groups(const struct og_vm *vm, struct groups *groups,
			  struct og_err *err)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		if (pci->bus_index < 0)
			continue;
		if (check_promise(pci, err) < 0)
			return err ? err->code : -EINVAL;
		if (!pci->dedicated) {
			add_node_group(groups, pci->node, pci->near);
			continue;
		}
		add_group(groups, (struct group){ .want = pci->bus_index - 1,
						  .ports = 1,
						  .bus_nr = pci->bus - 1,
						  .host_node = pci->node,
						  .near = pci->near,
						  .dedicated = true });
	}
	for (size_t i = 0; i < vm->n_cells; i++) {
		int node = vm->cells[i].memory_node;

		if (node >= 0 && NODE_STRIDE * node < FILL_MAX &&
		    !node_group(groups, node))
			add_node_group(groups, node, node);
	}
	return 0;
}

static int cmp_group(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->want != y->want)
		return x->want < y->want ? -1 : 1;
	if (x->dedicated != y->dedicated)
		return x->dedicated ? 1 : -1;
	return x->bus_nr < y->bus_nr ? -1 : x->bus_nr > y->bus_nr;
}

static void add_expander(struct og_pcie *tree, const struct og_vm *vm,
			 struct group *group)
{
	struct og_pcie_bus *expander = add_bus(tree, OG_PCIE_EXPANDER, 0);
	int index = expander->index;

	expander->slot = -1;
	expander->bus_nr = group->bus_nr;
	expander->host_node = group->host_node;
	expander->cell = og_pcie_cell(vm, group->near);
	group->index = index;
	for (int i = 0; i < group->ports; i++)
		add_bus(tree, OG_PCIE_PORT, index)->func = i;
}

/* Every group on the index it wants, where ports of ours can fill up to it. */
static void place_groups(struct og_pcie *tree, const struct og_vm *vm,
			 struct groups *groups, int *ports)
{
	if (groups->count)
		qsort(groups->all, groups->count, sizeof(*groups->all),
		      cmp_group);
	for (size_t i = 0; i < groups->count; i++) {
		int gap = groups->all[i].want - (int)tree->n_buses;

		if (gap > 0 && *ports + gap <= FILL_MAX)
			while (gap--)
				add_flat_port(tree, ports);
		add_expander(tree, vm, &groups->all[i]);
	}
}

static const struct group *group_of(const struct groups *groups,
				    const struct og_vm_pci *pci)
{
	for (size_t i = 0; i < groups->count; i++) {
		const struct group *g = &groups->all[i];

		if (g->dedicated == pci->dedicated &&
		    g->host_node == pci->node &&
		    (!g->dedicated || g->bus_nr == pci->bus - 1))
			return g;
	}
	return NULL;
}

static void place_devices(struct og_pcie *tree, const struct og_vm *vm,
			  const struct groups *groups)
{
	tree->devices = og_calloc(vm->n_pci, sizeof(*tree->devices));
	tree->n_devices = vm->n_pci;
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		struct og_pcie_device *dev = &tree->devices[i];
		const struct group *g = group_of(groups, pci);

		dev->slot = pci->slot;
		dev->kept_index = true;
		if (pci->bus_index >= 0 && g) {
			dev->bus = g->index + pci->bus - g->bus_nr;
			dev->kept_index = dev->bus == pci->bus_index;
			continue;
		}
		/* The j-th port of pcie.0, whatever its index. */
		for (size_t b = 0, j = 0; b < tree->n_buses; b++) {
			const struct og_pcie_bus *bus = &tree->buses[b];

			if (bus->model == OG_PCIE_PORT && bus->parent == 0 &&
			    (int)++j == pci->bus)
				dev->bus = bus->index;
		}
	}
}

static int last_flat_bus(const struct og_vm *vm)
{
	int last = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].bus_index < 0 && vm->pci[i].bus > last)
			last = vm->pci[i].bus;
	return last;
}

static int plan_q35(const struct og_vm *vm, struct og_pcie *tree,
		    struct og_err *err)
{
	og_cleanup(groups_free) struct groups groups = { 0 };
	int flat = last_flat_bus(vm), ports = 0, limit;
	int r;

	r = collect_groups(vm, &groups, err);
	if (r < 0)
		return r;
	add_bus(tree, OG_PCIE_ROOT, -1);
	while (ports < (groups.count ? NODE_INDEX : FLAT_PORTS) - 1)
		add_flat_port(tree, &ports);
	place_groups(tree, vm, &groups, &ports);
	limit = groups.count ? BELOW_EXPANDERS : FLAT_PORTS_MAX;
	if (flat + 2 > limit)
		return og_err_set(err, -ENOTSUP,
				  "a device on guest bus %d: this VM has bus "
				  "numbers up to %d for it",
				  flat, limit - 2);
	while (ports < flat)
		add_flat_port(tree, &ports);
	/* Its own port, the last one: its bus shifts nobody's number. */
	add_bridge(tree, &ports);
	place_devices(tree, vm, &groups);
	return 0;
}

static int plan_pc(const struct og_vm *vm, struct og_pcie *tree,
		   struct og_notes *notes)
{
	int last = last_flat_bus(vm);

	add_bus(tree, OG_PCI_ROOT, -1);
	while ((int)tree->n_buses <= last)
		add_bus(tree, OG_PCI_BRIDGE, -1);
	tree->devices = og_calloc(vm->n_pci, sizeof(*tree->devices));
	tree->n_devices = vm->n_pci;
	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];
		char name[OG_BDF_TEXT];

		tree->devices[i] = (struct og_pcie_device){
			.bus = pci->bus,
			.slot = pci->slot,
			.kept_index = !pci->moved_flat,
		};
		og_bdf_short(&pci->host, name);
		if (pci->moved_flat)
			og_notes_add(notes, OG_WARN,
				     "machine %s cannot show the NUMA node of "
				     "device %s: it is at %02x:%02x.0 in the "
				     "guest, use q35",
				     vm->machine_name, name, (unsigned)pci->bus,
				     (unsigned)pci->slot);
	}
	return 0;
}

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

int og_pcie_plan(const struct og_vm *vm, struct og_pcie *ret_tree,
		 struct og_notes *notes, struct og_err *err)
{
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	int r;

	if (vm->machine == OG_MACHINE_Q35)
		r = plan_q35(vm, &tree, err);
	else
		r = plan_pc(vm, &tree, notes);
	if (r < 0)
		return r;
	r = og_pcie_check(&tree, vm, err);
	if (r < 0)
		return r;
	warn_of_distance(vm, &tree, notes);
	*ret_tree = tree;
	tree = (struct og_pcie){ 0 };
	return 0;
}
