// SPDX-License-Identifier: Apache-2.0
#include "bus-names.h"

#include <errno.h>

enum { BUS_MAX = 255 };

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
	int bus_nr; /* of the expander */
	int number; /* of the port, from 0 */
};

void og_bus_names_free(struct og_bus_names *names)
{
	free(names->now);
	*names = (struct og_bus_names){ 0 };
}

static bool is_pc(const struct og_pcie *tree)
{
	return tree->buses[0].model == OG_PCI_ROOT;
}

bool og_bus_names_is_foreign(const struct og_bus_names *names, size_t i)
{
	return is_pc(names->tree) ||
	       !og_controllers_is_oned(names->old, &names->old->all[i]);
}

static bool is_flat(const struct og_controller *c)
{
	return c->is_known && c->model == OG_PCIE_PORT &&
	       (!c->is_placed || !c->at.bus);
}

/* libvirt puts the ports of pcie.0 there in order of index. */
static int count_before(const struct og_bus_names *names, size_t at)
{
	const struct og_controller *c = &names->old->all[at];
	int n = 0;

	for (size_t i = 0; i < names->old->count; i++) {
		const struct og_controller *o = &names->old->all[i];

		n += is_flat(o) && !og_bus_names_is_foreign(names, i) &&
		     (o->index < c->index || (o->index == c->index && i < at));
	}
	return n;
}

/* Where oned has an index twice, a port comes right after its expander. */
static const struct og_controller *expander_of(const struct og_controllers *old,
					       size_t at)
{
	const struct og_controller *port = &old->all[at], *found = NULL;

	for (size_t i = 0; i < old->count; i++) {
		const struct og_controller *c = &old->all[i];

		if (c->is_known && c->model == OG_PCIE_EXPANDER &&
		    c->index == port->at.bus && (!found || i < at))
			found = c;
	}
	return found;
}

static struct role role_of(const struct og_bus_names *names, size_t at)
{
	const struct og_controller *c = &names->old->all[at], *on;

	switch (c->model) {
	case OG_PCIE_ROOT:
		return (struct role){ .kind = ROLE_ROOT };
	case OG_PCIE_BRIDGE:
		return (struct role){ .kind = ROLE_BRIDGE };
	case OG_PCIE_EXPANDER:
		return (struct role){ ROLE_EXPANDER, c->bus_nr, 0 };
	default:
		break;
	}
	if (is_flat(c))
		return (struct role){ ROLE_FLAT, 0, count_before(names, at) };
	on = expander_of(names->old, at);
	if (!on || c->at.slot)
		return (struct role){ .kind = ROLE_NONE };
	return (struct role){ ROLE_BELOW, on->bus_nr, c->at.func };
}

static bool has_role(const struct og_pcie *tree, const struct og_pcie_bus *bus,
		     struct role role, int *flat)
{
	switch (bus->model) {
	case OG_PCIE_ROOT:
		return role.kind == ROLE_ROOT;
	case OG_PCIE_BRIDGE:
		return role.kind == ROLE_BRIDGE;
	case OG_PCIE_EXPANDER:
		return role.kind == ROLE_EXPANDER && bus->bus_nr == role.bus_nr;
	case OG_PCIE_PORT:
		if (bus->parent == 0)
			return (*flat)++ == role.number &&
			       role.kind == ROLE_FLAT;
		return role.kind == ROLE_BELOW &&
		       tree->buses[bus->parent].bus_nr == role.bus_nr &&
		       bus->func == role.number;
	default:
		return false;
	}
}

static int find_role(const struct og_pcie *tree, struct role role)
{
	int flat = 0;

	for (size_t i = 0; i < tree->n_buses; i++)
		if (has_role(tree, &tree->buses[i], role, &flat))
			return tree->buses[i].index;
	return -1;
}

/* The user's that come before, by the index that they have. */
static unsigned foreign_before(const struct og_bus_names *names, size_t at)
{
	unsigned n = 0;

	for (size_t i = 0; i < names->old->count; i++)
		n += og_bus_names_is_foreign(names, i) &&
		     names->old->all[i].index < names->old->all[at].index;
	return n;
}

/* oned's dedicated root may have the index of a node's. */
static bool may_be_twice(const struct og_bus_names *names, size_t a, size_t b)
{
	const struct og_controllers *old = names->old;

	return !old->is_refined && old->all[a].in_first &&
	       old->all[b].in_first && !og_bus_names_is_foreign(names, a) &&
	       !og_bus_names_is_foreign(names, b) &&
	       old->all[a].model != OG_PCIE_ROOT &&
	       old->all[b].model != OG_PCIE_ROOT;
}

static int twice(const struct og_controller *one,
		 const struct og_controller *other, struct og_err *err)
{
	og_autofree char *where = NULL;

	/* What we wrote into a new domain has no line. */
	if (og_xml_line(other->node))
		where = og_asprintf("on line %u too", og_xml_line(other->node));
	return og_err_set(err, -EINVAL,
			  "line %u: PCI controller %u is %s, which libvirt "
			  "refuses; give it another index, or none",
			  og_xml_line(one->node), one->index,
			  where ? where : "one of the VM's own");
}

static int check_once(const struct og_bus_names *names, size_t at,
		      struct og_err *err)
{
	const struct og_controller *all = names->old->all;

	for (size_t i = 0; i < at; i++)
		if (all[i].index == all[at].index &&
		    !may_be_twice(names, i, at))
			return twice(&all[at], &all[i], err);
	return 0;
}

static int check_root(const struct og_controller *c, struct og_err *err)
{
	if (!c->is_known ||
	    (c->model != OG_PCIE_ROOT && c->model != OG_PCI_ROOT))
		return 0;
	return og_err_set(err, -EINVAL,
			  "line %u: the root of this machine is controller 0, "
			  "pcie-root; take this one out",
			  og_xml_line(c->node));
}

static int name_one(struct og_bus_names *names, size_t at, struct og_err *err)
{
	const struct og_controller *c = &names->old->all[at];
	int r = check_once(names, at, err);

	if (r < 0)
		return r;
	if (is_pc(names->tree)) {
		names->now[at] = (int)c->index;
		return 0;
	}
	if (!og_bus_names_is_foreign(names, at)) {
		names->now[at] = find_role(names->tree, role_of(names, at));
		return 0;
	}
	names->now[at] =
		(int)(names->tree->n_buses + foreign_before(names, at));
	names->count++;
	if (names->now[at] > BUS_MAX)
		return og_err_set(err, -EINVAL,
				  "line %u: the guest has no bus left for this "
				  "PCI controller; take some out",
				  og_xml_line(c->node));
	return check_root(c, err);
}

int og_bus_names_decide(const struct og_controllers *old,
			const struct og_pcie *tree,
			struct og_bus_names *ret_names, struct og_err *err)
{
	og_cleanup(og_bus_names_free) struct og_bus_names names = {
		.old = old,
		.tree = tree,
		.now = og_calloc(old->count + 1, sizeof(*names.now)),
		.count = (unsigned)tree->n_buses,
	};
	int r = 0;

	for (size_t i = 0; i < old->count && r == 0; i++)
		r = name_one(&names, i, err);
	if (r < 0)
		return r;
	*ret_names = names;
	names = (struct og_bus_names){ 0 };
	return 0;
}

static int undeclared(const struct og_bus_names *names, unsigned index)
{
	if (is_pc(names->tree))
		return (int)index;
	for (size_t i = 0; i < names->tree->n_buses; i++)
		if (names->tree->buses[i].model == OG_PCIE_EXPANDER)
			return -1;
	return index < names->count ? -1 : (int)index;
}

int og_bus_names_now(const struct og_bus_names *names, unsigned index)
{
	int now = -1;
	bool any = false;

	for (size_t i = 0; i < names->old->count; i++) {
		if (names->old->all[i].index != index)
			continue;
		if (any && names->now[i] != now)
			return -1;
		now = names->now[i];
		any = true;
	}
	if (!any && index == 0)
		return 0; /* the root, which need not be said */
	return any ? now : undeclared(names, index);
}
