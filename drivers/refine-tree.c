// SPDX-License-Identifier: Apache-2.0
/*
 * oned's PCI controllers become ours, each in its place; what is only renamed
 * keeps its element. A controller that is not oned's comes after ours, and
 * whoever names a bus by its index follows it.
 */
#include <errno.h>

#include "hostdevs.h"
#include "refine-part.h"

enum { LAST_SLOT = 0x1e }; /* of pcie.0 that is anybody's */

/* What a controller is to the guest, whatever its index. */
struct role {
	enum {
		ROLE_NONE,
		ROLE_ROOT,
		ROLE_FLAT,
		ROLE_EXPANDER,
		ROLE_BELOW,
		ROLE_BRIDGE
	} kind;
	unsigned bus_nr; /* of the expander */
	unsigned number; /* of the port, from 0 */
};

struct named {
	unsigned index;
	struct role role;
	const struct og_xml_node *node; /* that is not oned's */
};

/* Indices as they were and as they are. */
struct names {
	struct named *old;
	size_t n_old, cap_old;
	const struct og_pcie *tree;
};

static void names_free(struct names *names)
{
	free(names->old);
}

void og_refine_tree_free(struct og_refine_tree *tree)
{
	free(tree->oned);
}

static bool is_pci(const struct og_xml_node *controller)
{
	return og_part_is(controller, "type", "pci");
}

void og_refine_tree_find(const struct og_xml_node *devices, size_t ours,
			 struct og_refine_tree *tree)
{
	unsigned index;

	og_part_each(node, devices, "controller")
	{
		if (!is_pci(node) ||
		    (og_part_number(node, "index", &index) && index >= ours))
			continue;
		OG_RESERVE(tree->oned, tree->n_oned + 1, tree->cap_oned);
		tree->oned[tree->n_oned++] = node;
	}
}

static bool is_oned(const struct og_refine_tree *tree,
		    const struct og_xml_node *node)
{
	for (size_t i = 0; i < tree->n_oned; i++)
		if (tree->oned[i] == node)
			return true;
	return false;
}

static struct og_xml_node *oned_of(const struct og_refine_tree *tree,
				   unsigned index)
{
	unsigned is;

	for (size_t i = 0; i < tree->n_oned; i++)
		if (tree->oned[i] &&
		    og_part_number(tree->oned[i], "index", &is) && is == index)
			return tree->oned[i];
	return NULL;
}

static bool is_model(const struct og_xml_node *node, const char *model)
{
	return node && og_part_is(node, "model", model);
}

static struct role role_of(const struct og_refine_tree *tree,
			   const struct og_xml_node *node, unsigned *flat)
{
	const struct og_xml_node *target = og_part(node, "target");
	const struct og_xml_node *address = og_part(node, "address");
	const struct og_xml_node *on;
	struct role role = { ROLE_NONE, 0, 0 };
	unsigned bus = 0;

	if (is_model(node, "pcie-root") || is_model(node, "pci-root"))
		role.kind = ROLE_ROOT;
	else if (is_model(node, "pcie-to-pci-bridge"))
		role.kind = ROLE_BRIDGE;
	else if (is_model(node, "pcie-expander-bus") && target &&
		 og_part_number(target, "busNr", &role.bus_nr))
		role.kind = ROLE_EXPANDER;
	if (role.kind != ROLE_NONE || !is_model(node, "pcie-root-port"))
		return role;
	if (address)
		og_part_number(address, "bus", &bus);
	if (!bus)
		return (struct role){ ROLE_FLAT, 0, (*flat)++ };
	on = oned_of(tree, bus);
	target = on ? og_part(on, "target") : NULL;
	if (!is_model(on, "pcie-expander-bus") || !target ||
	    !og_part_number(target, "busNr", &role.bus_nr))
		return role;
	role.kind = ROLE_BELOW;
	og_part_number(address, "function", &role.number);
	return role;
}

static void note_old(struct names *names, struct named named)
{
	OG_RESERVE(names->old, names->n_old + 1, names->cap_old);
	names->old[names->n_old++] = named;
}

static void note_names(const struct og_xml_node *devices,
		       const struct og_refine_tree *tree, struct names *names)
{
	unsigned flat = 0;

	og_part_each(node, devices, "controller")
	{
		struct named named = { 0 };

		if (!is_pci(node) ||
		    !og_part_number(node, "index", &named.index))
			continue;
		if (is_oned(tree, node))
			named.role = role_of(tree, node, &flat);
		else
			named.node = node;
		note_old(names, named);
	}
}

static bool has_role(const struct og_pcie *tree, const struct og_pcie_bus *bus,
		     struct role role, unsigned *flat)
{
	switch (bus->model) {
	case OG_PCIE_ROOT:
	case OG_PCI_ROOT:
		return role.kind == ROLE_ROOT;
	case OG_PCIE_BRIDGE:
		return role.kind == ROLE_BRIDGE;
	case OG_PCIE_EXPANDER:
		return role.kind == ROLE_EXPANDER &&
		       (unsigned)bus->bus_nr == role.bus_nr;
	case OG_PCIE_PORT:
		if (bus->parent == 0)
			return (*flat)++ == role.number &&
			       role.kind == ROLE_FLAT;
		return role.kind == ROLE_BELOW &&
		       (unsigned)tree->buses[bus->parent].bus_nr ==
			       role.bus_nr &&
		       (unsigned)bus->func == role.number;
	default:
		return false;
	}
}

/*
 * The index that a bus has now; a bus that was libvirt's to add keeps its
 * name. -1: nothing of ours is what it was.
 */
static int new_index(const struct names *names, unsigned index)
{
	const struct named *old = NULL;
	unsigned foreign = 0, flat = 0;

	for (size_t i = 0; i < names->n_old && !old; i++) {
		foreign += names->old[i].node != NULL;
		if (names->old[i].index == index)
			old = &names->old[i];
	}
	if (!old)
		return index < names->tree->n_buses ? -1 : (int)index;
	if (old->node)
		return names->tree->buses[0].model == OG_PCI_ROOT
			       ? (int)index
			       : (int)(names->tree->n_buses + foreign - 1);
	for (size_t i = 0; i < names->tree->n_buses; i++)
		if (has_role(names->tree, &names->tree->buses[i], old->role,
			     &flat))
			return names->tree->buses[i].index;
	return -1;
}

/* What libvirt takes from `from` and `node` does not say, or says otherwise. */
static void graft_address(struct og_xml_node *node,
			  const struct og_xml_node *from)
{
	static const char *const numbers[] = { "domain", "bus", "slot",
					       "function" };
	struct og_xml_node *is = og_part(node, "address");
	bool there = is != NULL, moved = false;

	if (!from) {
		if (is)
			og_xml_remove(is);
		return;
	}
	is = og_part_need(node, "address");
	og_part_set(is, "type", "pci");
	for (size_t i = 0; i < OG_COUNT(numbers); i++) {
		unsigned old = 0, new = 0;

		/* What is absent is zero. */
		og_part_number(from, numbers[i], &new);
		if (og_xml_attr(is, numbers[i]) &&
		    !og_part_number(is, numbers[i], &old))
			there = false;
		if (there ? old == new : !og_xml_attr(from, numbers[i]))
			continue;
		og_xml_setf(is, numbers[i], "%u", new);
		moved = true;
	}
	if (moved)
		og_xml_unset(is, "multifunction");
	if (og_xml_attr(from, "multifunction"))
		og_part_set(is, "multifunction",
			    og_xml_attr(from, "multifunction"));
}

static void graft_target(struct og_xml_node *node,
			 const struct og_xml_node *from)
{
	struct og_xml_node *is = og_part(node, "target"), *cell;
	const char *number = from ? og_xml_value(from, "node") : NULL;
	unsigned bus_nr;

	if (!from) {
		/* Ports have targets of their own, which stay. */
		if (is && og_xml_attr(is, "busNr"))
			og_xml_remove(is);
		return;
	}
	is = og_part_need(node, "target");
	if (og_part_number(from, "busNr", &bus_nr))
		og_part_set_hex(is, "busNr", 2, bus_nr);
	cell = og_part(is, "node");
	if (cell && number && og_xml_text(cell) &&
	    strcmp(og_xml_text(cell), number) == 0)
		return;
	if (cell)
		og_xml_remove(cell);
	if (number)
		og_xml_add(is, "node", number);
}

/* Of the controller before it there is always one but for the first. */
static struct og_xml_node *add_controller(struct og_xml_node *devices,
					  struct og_refine_tree *tree,
					  unsigned index)
{
	struct og_xml_node *before = index ? oned_of(tree, index - 1) : NULL;
	struct og_xml_node *node;

	if (before)
		node = og_xml_add_after(before, "controller");
	else
		node = og_xml_add(devices, "controller", NULL);
	og_xml_set(node, "type", "pci");
	og_xml_setf(node, "index", "%u", index);
	OG_RESERVE(tree->oned, tree->n_oned + 1, tree->cap_oned);
	tree->oned[tree->n_oned++] = node;
	return node;
}

static void write_tree(struct og_xml_node *devices,
		       const struct og_xml_node *model,
		       struct og_refine_tree *tree)
{
	unsigned count = 0, index;

	og_part_each(from, model, "controller")
	{
		struct og_xml_node *node = oned_of(tree, count);
		const char *name = og_xml_attr(from, "model");

		if (!node)
			node = add_controller(devices, tree, count);
		og_part_set(node, "model", name);
		graft_target(node, og_part(from, "target"));
		graft_address(node, og_part(from, "address"));
		count++;
	}
	for (size_t i = 0; i < tree->n_oned; i++) {
		if (og_part_number(tree->oned[i], "index", &index) &&
		    index < count && oned_of(tree, index) == tree->oned[i])
			continue;
		og_xml_remove(tree->oned[i]);
		tree->oned[i] = NULL;
	}
}

/* A root port that says no place might get one before ours. */
static void place_foreign(struct og_xml_node *node, const struct og_pcie *tree,
			  int *slot)
{
	struct og_xml_node *address;

	if (og_part(node, "address") || !is_model(node, "pcie-root-port"))
		return;
	if (!*slot)
		for (size_t i = 0; i < tree->n_buses; i++)
			if (tree->buses[i].parent == 0 &&
			    tree->buses[i].slot > *slot)
				*slot = tree->buses[i].slot;
	if (*slot >= LAST_SLOT)
		return;
	address = og_xml_add(node, "address", NULL);
	og_xml_set(address, "type", "pci");
	og_xml_set(address, "domain", "0x0000");
	og_xml_set(address, "bus", "0x00");
	og_xml_setf(address, "slot", "0x%02x", (unsigned)++*slot);
	og_xml_set(address, "function", "0x0");
}

static int lost(const struct og_xml_node *node, unsigned index,
		struct og_err *err)
{
	return og_err_set(err, -EINVAL,
			  "line %u: <%s> is on controller %u, which the tree "
			  "of this VM does not have; leave its <address> out",
			  og_xml_line(node), og_xml_name(node), index);
}

/* Whoever is on a bus, or names one. */
static int follow(struct og_xml_node *node, struct og_xml_node *holder,
		  const char *attr, bool hex, const struct names *names,
		  struct og_err *err)
{
	unsigned index;
	int now;

	if (!holder || !og_part_number(holder, attr, &index))
		return 0;
	now = new_index(names, index);
	if (now < 0)
		return lost(node, index, err);
	if (hex)
		og_part_set_hex(holder, attr, 2, (unsigned)now);
	else
		og_part_set_number(holder, attr, (unsigned)now);
	return 0;
}

static bool is_one_of(struct og_xml_node *const *nodes, size_t count,
		      const struct og_xml_node *node)
{
	for (size_t i = 0; i < count; i++)
		if (nodes[i] == node)
			return true;
	return false;
}

static int follow_all(struct og_xml_node *devices, const struct og_vm *vm,
		      const struct og_refine_tree *tree,
		      const struct names *names, struct og_err *err)
{
	og_autofree struct og_xml_node **hostdevs = NULL;
	int r = og_hostdevs_find(devices, vm, &hostdevs, err);

	og_part_each(node, devices, NULL)
	{
		struct og_xml_node *address = og_part(node, "address");
		struct og_xml_node *driver = og_part(node, "driver");

		if (r < 0)
			return r;
		if (is_one_of(hostdevs, vm->n_pci, node) || is_oned(tree, node))
			continue;
		if (address && og_part_is(address, "type", "pci"))
			r = follow(node, address, "bus", true, names, err);
		if (r == 0 && strcmp(og_xml_name(node), "iommu") == 0)
			r = follow(node, driver, "pciBus", false, names, err);
	}
	return r;
}

static void rename_foreign(struct og_xml_node *devices,
			   const struct og_refine_tree *tree,
			   const struct names *names)
{
	int slot = 0;
	unsigned index;

	og_part_each(node, devices, "controller")
	{
		if (!is_pci(node) || is_oned(tree, node))
			continue;
		place_foreign(node, names->tree, &slot);
		if (og_part_number(node, "index", &index))
			og_part_set_number(node, "index",
					   (unsigned)new_index(names, index));
	}
}

int og_refine_controllers(struct og_xml_node *devices,
			  const struct og_refine_tree *oned,
			  const struct og_plan *plan, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *model =
		og_xml_doc_new("devices");
	og_cleanup(og_refine_tree_free) struct og_refine_tree tree = { 0 };
	og_cleanup(names_free) struct names names = { .tree = plan->tree };
	int r;

	for (size_t i = 0; i < oned->n_oned; i++) {
		OG_RESERVE(tree.oned, tree.n_oned + 1, tree.cap_oned);
		tree.oned[tree.n_oned++] = oned->oned[i];
	}
	note_names(devices, &tree, &names);
	r = follow_all(devices, plan->vm, &tree, &names, err);
	if (r < 0)
		return r;
	rename_foreign(devices, &tree, &names);
	og_domain_add_controllers(og_xml_root(model), plan->tree);
	write_tree(devices, og_xml_root(model), &tree);
	return 0;
}
