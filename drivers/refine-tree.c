// SPDX-License-Identifier: Apache-2.0
/*
 * oned's PCI controllers become ours, index by index, so that an element that
 * says the right thing keeps its bytes. The user's come behind, and whoever
 * names a bus by its index follows it. Which is whose, and what each is called
 * now, was decided in bus-names.c.
 */
#include <errno.h>

#include "bus-names.h"
#include "hostdevs.h"
#include "refine-part.h"

enum { LAST_SLOT = 0x1e }; /* of pcie.0 that is anybody's */

static void remove_all(struct og_xml_node *node, const char *name,
		       const struct og_xml_node *keep)
{
	struct og_xml_node *next;

	for (struct og_xml_node *child = og_part(node, name); child;
	     child = next) {
		next = og_part_next(child, name);
		if (child != keep)
			og_xml_remove(child);
	}
}

/* What libvirt takes from `from` and `node` does not say, or says otherwise. */
static void graft_address(struct og_xml_node *node,
			  const struct og_xml_node *from)
{
	static const char *const numbers[] = { "domain", "bus", "slot",
					       "function" };
	struct og_xml_node *is = og_part(node, "address");
	bool there = is != NULL, moved = false;

	remove_all(node, "address", from ? is : NULL);
	if (!from)
		return;
	is = og_part_need(node, "address");
	og_part_set(is, "type", "pci");
	for (size_t i = 0; i < OG_COUNT(numbers); i++) {
		unsigned old = 0, new = 0;
		bool says = og_part_number(is, numbers[i], &old);
		bool absent = !og_xml_attr(is, numbers[i]);

		/* What is absent is zero. */
		og_part_number(from, numbers[i], &new);
		if ((says || (absent && there)) && old == new)
			continue;
		if (absent && !og_xml_attr(from, numbers[i]))
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

static struct og_xml_node *find_cell(const struct og_xml_node *target,
				     const char *number)
{
	og_part_each(cell, target, "node") if (og_xml_text(cell) &&
					       strcmp(og_xml_text(cell),
						      number) == 0) return cell;
	return NULL;
}

static void graft_target(struct og_xml_node *node,
			 const struct og_xml_node *from)
{
	struct og_xml_node *is = og_part(node, "target"), *cell;
	const char *number = from ? og_xml_value(from, "node") : NULL;
	unsigned bus_nr;

	if (!from) {
		/* Ports have targets of their own, which stay. */
		while ((is = og_part(node, "target")) &&
		       og_xml_attr(is, "busNr"))
			og_xml_remove(is);
		return;
	}
	is = og_part_need(node, "target");
	if (og_part_number(from, "busNr", &bus_nr))
		og_part_set_hex(is, "busNr", 2, bus_nr);
	cell = number ? find_cell(is, number) : NULL;
	remove_all(is, "node", cell);
	if (number && !cell)
		og_xml_add(is, "node", number);
}

/* Not by number: "010" is ten to libvirt here and eight elsewhere. */
static void set_index(struct og_xml_node *node, unsigned index)
{
	og_autofree char *text = og_asprintf("%u", index);

	og_part_set(node, "index", text);
}

/* What was said of another model is not true of this one. */
static void set_model(struct og_xml_node *node, const char *model)
{
	if (!og_part_is(node, "model", model))
		remove_all(node, NULL, NULL);
	og_part_set(node, "model", model);
}

static struct og_xml_node *add_controller(struct og_xml_node *devices,
					  struct og_xml_node *before)
{
	struct og_xml_node *node;

	if (before)
		node = og_xml_add_after(before, "controller");
	else
		node = og_xml_add(devices, "controller", NULL);
	og_xml_set(node, "type", "pci");
	return node;
}

/* Those of oned's that are kept, by index; the others are taken out. */
static void find_kept(const struct og_bus_names *names,
		      struct og_xml_node **kept)
{
	for (size_t i = 0; i < names->old->count; i++) {
		const struct og_controller *c = &names->old->all[i];

		if (og_bus_names_is_foreign(names, i))
			continue;
		if (c->index < names->tree->n_buses && !kept[c->index])
			kept[c->index] = c->node;
		else
			og_xml_remove(c->node);
	}
}

static void write_tree(struct og_xml_node *devices,
		       const struct og_bus_names *names)
{
	og_autofree struct og_xml_node **kept =
		og_calloc(names->tree->n_buses, sizeof(*kept));
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *model =
		og_xml_doc_new("devices");
	unsigned index = 0;

	og_domain_add_controllers(og_xml_root(model), names->tree);
	find_kept(names, kept);
	og_part_each(from, og_xml_root(model), "controller")
	{
		if (!kept[index])
			kept[index] = add_controller(
				devices, index ? kept[index - 1] : NULL);
		set_index(kept[index], index);
		set_model(kept[index], og_xml_attr(from, "model"));
		graft_target(kept[index], og_part(from, "target"));
		graft_address(kept[index], og_part(from, "address"));
		index++;
	}
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
		  const char *attr, bool hex, const struct og_bus_names *names,
		  struct og_err *err)
{
	unsigned index;
	int now;

	if (!holder || !og_part_number(holder, attr, &index))
		return 0;
	now = og_bus_names_now(names, index);
	if (now < 0)
		return lost(node, index, err);
	if (hex)
		og_part_set_hex(holder, attr, 2, (unsigned)now);
	else
		og_part_set_number(holder, attr, (unsigned)now);
	return 0;
}

/* The VM's devices, which get an address, and oned's controllers. */
static bool is_remade(const struct og_xml_node *node,
		      const struct og_bus_names *names,
		      struct og_xml_node *const *hostdevs, size_t n_hostdevs)
{
	for (size_t i = 0; i < n_hostdevs; i++)
		if (hostdevs[i] == node)
			return true;
	for (size_t i = 0; i < names->old->count; i++)
		if (names->old->all[i].node == node)
			return !og_bus_names_is_foreign(names, i);
	return false;
}

/* The root that oned gives a device of no node, which libvirt refuses. */
static bool is_nowhere(const struct og_bus_names *names, unsigned index)
{
	for (size_t i = 0; i < names->old->count; i++) {
		const struct og_controller *c = &names->old->all[i];
		const char *node =
			og_xml_value(og_part(c->node, "target"), "node");

		if (c->index == index && !og_bus_names_is_foreign(names, i) &&
		    node && strcmp(node, "-") == 0)
			return true;
	}
	return false;
}

/* Its IOMMU goes with it. */
static void drop_iommus(struct og_xml_node *devices,
			const struct og_bus_names *names)
{
	struct og_xml_node *next;
	unsigned index;

	for (struct og_xml_node *node = og_part(devices, "iommu"); node;
	     node = next) {
		const struct og_xml_node *driver = og_part(node, "driver");

		next = og_part_next(node, "iommu");
		if (driver && og_part_number(driver, "pciBus", &index) &&
		    is_nowhere(names, index))
			og_xml_remove(node);
	}
}

static int follow_one(struct og_xml_node *node,
		      const struct og_bus_names *names, struct og_err *err)
{
	struct og_xml_node *address = og_part(node, "address");
	int r = 0;

	if (address && og_part_is(address, "type", "pci"))
		r = follow(node, address, "bus", true, names, err);
	if (r == 0 && strcmp(og_xml_name(node), "iommu") == 0)
		r = follow(node, og_part(node, "driver"), "pciBus", false,
			   names, err);
	return r;
}

static int follow_all(const struct og_xml_node *domain, const struct og_vm *vm,
		      const struct og_bus_names *names, struct og_err *err)
{
	og_autofree struct og_xml_node **hostdevs = NULL;
	int r = og_hostdevs_find(og_part(domain, "devices"), vm, &hostdevs,
				 err);

	og_part_each(devices, domain, "devices")
	{
		og_part_each(node, devices, NULL)
		{
			if (r == 0 &&
			    !is_remade(node, names, hostdevs, vm->n_pci))
				r = follow_one(node, names, err);
		}
	}
	return r;
}

static bool is_on_root(const struct og_xml_node *domain, unsigned slot)
{
	struct og_bdf at;

	og_part_each(devices, domain, "devices")
	{
		og_part_each(node, devices, NULL)
		{
			const struct og_xml_node *is = og_part(node, "address");

			if (is && og_part_is(is, "type", "pci") &&
			    og_part_address(is, &at) && !at.bus &&
			    at.slot == slot)
				return true;
		}
	}
	return false;
}

/* A root port that says no place might get one before ours. */
static void place_foreign(const struct og_xml_node *domain,
			  const struct og_controller *c, int *slot)
{
	if (!c->is_known || c->model != OG_PCIE_PORT ||
	    og_part(c->node, "address"))
		return;
	while (++*slot <= LAST_SLOT && is_on_root(domain, (unsigned)*slot))
		;
	if (*slot <= LAST_SLOT)
		og_domain_add_seat(c->node, 0, (unsigned)*slot);
}

static void write_foreign(const struct og_xml_node *domain,
			  const struct og_bus_names *names)
{
	int slot = 0;

	for (size_t i = 0; i < names->tree->n_buses; i++)
		if (names->tree->buses[i].parent == 0 &&
		    names->tree->buses[i].slot > slot)
			slot = names->tree->buses[i].slot;
	for (size_t i = 0; i < names->old->count; i++) {
		const struct og_controller *c = &names->old->all[i];

		if (!og_bus_names_is_foreign(names, i))
			continue;
		set_index(c->node, (unsigned)names->now[i]);
		place_foreign(domain, c, &slot);
	}
}

int og_refine_controllers(struct og_xml_node *domain,
			  const struct og_controllers *controllers,
			  const struct og_plan *plan, struct og_err *err)
{
	og_cleanup(og_bus_names_free) struct og_bus_names names = { 0 };
	int r;

	r = og_bus_names_decide(controllers, plan->tree, &names, err);
	if (r < 0)
		return r;
	drop_iommus(og_part(domain, "devices"), &names);
	r = follow_all(domain, plan->vm, &names, err);
	if (r < 0)
		return r;
	write_foreign(domain, &names);
	write_tree(og_part(domain, "devices"), &names);
	return 0;
}
