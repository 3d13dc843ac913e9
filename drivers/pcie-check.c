// SPDX-License-Identifier: Apache-2.0
/*
 * The second opinion on a guest's PCI tree. It knows how firmware walks buses
 * and what oned promised, and nothing of how the tree was made.
 */
#include <errno.h>

#include "pcie.h"

enum { BUS_NUMBERS = 256 };

/* What firmware makes of the tree: the bus number behind every controller. */
struct walked {
	int *number;		/* by index; -1: not reached */
	int owner[BUS_NUMBERS]; /* index that has a number, -1: free */
	const struct og_pcie *tree;
};

static void walked_free(struct walked *w)
{
	free(w->number);
}

static int claim(struct walked *w, int number, int index, struct og_err *err)
{
	if (number < 0 || number >= BUS_NUMBERS)
		return og_err_set(err, -EINVAL,
				  "the guest's bus numbers end before "
				  "controller %d",
				  index);
	if (w->owner[number] >= 0)
		return og_err_set(err, -EINVAL,
				  "guest bus 0x%02x is claimed twice, by "
				  "controllers %d and %d; fewer devices or no "
				  "ROOT=\"dedicated\" mend it",
				  (unsigned)number, w->owner[number], index);
	w->owner[number] = index;
	w->number[index] = number;
	return 0;
}

/* The controller on `parent` that firmware meets next after slot, func. */
static const struct og_pcie_bus *next_on(const struct og_pcie *tree, int parent,
					 int slot, int func)
{
	const struct og_pcie_bus *best = NULL;

	for (size_t i = 0; i < tree->n_buses; i++) {
		const struct og_pcie_bus *b = &tree->buses[i];

		if (b->parent != parent || b->model == OG_PCIE_EXPANDER ||
		    b->slot * 8 + b->func <= slot * 8 + func)
			continue;
		if (!best ||
		    b->slot * 8 + b->func < best->slot * 8 + best->func)
			best = b;
	}
	return best;
}

/* Depth first from one root; a port has at most a bridge behind it. */
static int walk_root(struct walked *w, int root, int number, struct og_err *err)
{
	const struct og_pcie_bus *port = NULL;
	int r = claim(w, number, root, err);

	while (r == 0 && (port = next_on(w->tree, root, port ? port->slot : -1,
					 port ? port->func : 7))) {
		const struct og_pcie_bus *below;

		r = claim(w, ++number, port->index, err);
		below = r == 0 ? next_on(w->tree, port->index, -1, 7) : NULL;
		if (below)
			r = claim(w, ++number, below->index, err);
	}
	return r;
}

static bool may_sit_on(const struct og_pcie_bus *bus,
		       const struct og_pcie_bus *parent)
{
	switch (bus->model) {
	case OG_PCIE_PORT:
		return parent->model == OG_PCIE_ROOT ||
		       parent->model == OG_PCIE_EXPANDER;
	case OG_PCIE_EXPANDER:
		return parent->model == OG_PCIE_ROOT;
	case OG_PCIE_BRIDGE:
		return parent->model == OG_PCIE_PORT;
	default:
		return false;
	}
}

/* Indices are the array's, so the tree has no gap that libvirt would fill. */
static int check_bus(const struct og_pcie *tree, size_t i, struct og_err *err)
{
	const struct og_pcie_bus *bus = &tree->buses[i];

	if (bus->index != (int)i)
		return og_err_set(err, -EINVAL,
				  "controller %d is declared as number %zu",
				  bus->index, i);
	if (bus->parent == -1)
		return 0;
	if (bus->parent < 0 || bus->parent >= (int)tree->n_buses ||
	    !may_sit_on(bus, &tree->buses[bus->parent]))
		return og_err_set(err, -EINVAL,
				  "controller %d cannot sit on controller %d",
				  bus->index, bus->parent);
	return 0;
}

static int walk_all(struct walked *w, struct og_err *err)
{
	const struct og_pcie *tree = w->tree;
	int r = 0;

	for (int i = 0; i < BUS_NUMBERS; i++)
		w->owner[i] = -1;
	for (size_t i = 0; i < tree->n_buses && r == 0; i++) {
		w->number[i] = -1;
		r = check_bus(tree, i, err);
	}
	for (size_t i = 0; i < tree->n_buses && r == 0; i++) {
		const struct og_pcie_bus *bus = &tree->buses[i];

		if (bus->model == OG_PCIE_ROOT || bus->model == OG_PCI_ROOT)
			r = walk_root(w, bus->index, 0, err);
		else if (bus->model == OG_PCIE_EXPANDER)
			r = walk_root(w, bus->index, bus->bus_nr, err);
	}
	return r;
}

static int wrong(const struct og_vm_pci *pci, const char *what,
		 struct og_err *err)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&pci->host, name);
	return og_err_set(err, -EINVAL, "PCI %d (%s): %s", pci->id, name, what);
}

/* Where the devices below an expander are; -1: on several nodes. */
static int near_of(const struct og_pcie *tree, const struct og_vm *vm, int root)
{
	int near = -1;
	bool any = false;

	for (size_t i = 0; i < vm->n_pci; i++) {
		int bus = tree->devices[i].bus;

		if (bus <= 0 || bus >= (int)tree->n_buses ||
		    tree->buses[bus].parent != root)
			continue;
		if (any && near != vm->pci[i].near)
			return -1;
		near = vm->pci[i].near;
		any = true;
	}
	return near;
}

static bool is_taken(const struct og_pcie *tree, int port)
{
	for (size_t i = 0; i < tree->n_devices; i++)
		if (tree->devices[i].bus == port)
			return true;
	for (size_t i = 0; i < tree->n_buses; i++)
		if (tree->buses[i].parent == port && !tree->buses[i].implied)
			return true;
	return false;
}

/*
 * libvirt puts what has no address on the first port that is free, in order of
 * index, and root ports on pcie.0 in the order of theirs.
 */
static int check_implied(const struct og_pcie *tree, struct og_err *err)
{
	int last = -1;

	for (size_t i = 0; i < tree->n_buses; i++) {
		const struct og_pcie_bus *bus = &tree->buses[i];
		int place = bus->slot * 8 + bus->func, first = 0;

		if (bus->implied && bus->model == OG_PCIE_PORT) {
			if (bus->parent != 0 || place <= last)
				return og_err_set(err, -EINVAL,
						  "libvirt puts controller %d "
						  "elsewhere",
						  bus->index);
			last = place;
		}
		if (!bus->implied || bus->model != OG_PCIE_BRIDGE)
			continue;
		for (size_t j = tree->n_buses; j-- > 0;)
			if (tree->buses[j].model == OG_PCIE_PORT &&
			    !is_taken(tree, (int)j))
				first = (int)j;
		if (first != bus->parent)
			return og_err_set(err, -EINVAL,
					  "libvirt puts bridge %d on port %d",
					  bus->index, first);
	}
	return 0;
}

static int check_q35_device(const struct walked *w, const struct og_vm *vm,
			    size_t i, struct og_err *err)
{
	const struct og_vm_pci *pci = &vm->pci[i];
	const struct og_pcie_device *dev = &w->tree->devices[i];
	const struct og_pcie_bus *port, *root;

	if (dev->bus <= 0 || dev->bus >= (int)w->tree->n_buses)
		return wrong(pci, "its bus is not declared", err);
	port = &w->tree->buses[dev->bus];
	if (port->model != OG_PCIE_PORT || dev->slot != 0)
		return wrong(pci, "it is not at slot 0 of a root port", err);
	if (next_on(w->tree, port->index, -1, 7))
		return wrong(pci, "its port holds a bridge", err);
	if (w->number[dev->bus] != dev->number)
		return wrong(pci, "its bus has another number", err);
	if (dev->kept_number != (dev->number == pci->bus))
		return wrong(pci,
			     "its bus has not the number promised in "
			     "VM_ADDRESS",
			     err);
	root = &w->tree->buses[port->parent];
	if (pci->bus_index < 0)
		return root->model == OG_PCIE_ROOT
			       ? 0
			       : wrong(pci, "it is not below pcie.0", err);
	if (root->model != OG_PCIE_EXPANDER || root->host_node != pci->node)
		return wrong(pci, "its bus does not lead to its node", err);
	if (root->cell != og_pcie_cell(vm, near_of(w->tree, vm, root->index)))
		return wrong(pci, "its expander is on the wrong cell", err);
	return 0;
}

static int check_pc_device(const struct og_pcie *tree, const struct og_vm *vm,
			   size_t i, struct og_err *err)
{
	const struct og_pcie_device *dev = &tree->devices[i];

	if (dev->bus < 0 || dev->bus >= (int)tree->n_buses)
		return wrong(&vm->pci[i], "its bus is not declared", err);
	if (dev->slot < 1 || dev->slot > 31)
		return wrong(&vm->pci[i], "a bus has slots 1 to 31", err);
	return 0;
}

int og_pcie_check(const struct og_pcie *tree, const struct og_vm *vm,
		  struct og_err *err)
{
	og_cleanup(walked_free) struct walked w = {
		.number = og_calloc(tree->n_buses, sizeof(*w.number)),
		.tree = tree,
	};
	int r;

	if (tree->n_devices != vm->n_pci)
		return og_err_set(err, -EINVAL,
				  "%zu of %zu devices have a place",
				  tree->n_devices, vm->n_pci);
	r = walk_all(&w, err);
	if (r == 0)
		r = check_implied(tree, err);
	for (size_t i = 0; i < vm->n_pci && r == 0; i++) {
		if (vm->machine == OG_MACHINE_Q35)
			r = check_q35_device(&w, vm, i, err);
		else
			r = check_pc_device(tree, vm, i, err);
		for (size_t j = 0; j < i && r == 0; j++)
			if (tree->devices[i].bus == tree->devices[j].bus &&
			    tree->devices[i].slot == tree->devices[j].slot)
				r = wrong(&vm->pci[i],
					  "another device has its guest "
					  "address",
					  err);
	}
	return r;
}
