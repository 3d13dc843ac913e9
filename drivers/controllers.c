// SPDX-License-Identifier: Apache-2.0
#include "controllers.h"

#include <errno.h>
#include <limits.h>

#include "domain-ns.h"
#include "num.h"
#include "part.h"

enum { CONTROLLERS_MAX = 256 }; /* a guest has no more buses */

void og_controllers_free(struct og_controllers *controllers)
{
	free(controllers->all);
	*controllers = (struct og_controllers){ 0 };
}

/* libvirt reads it in decimal, unlike the numbers of an address. */
static int read_index(const struct og_xml_node *node,
		      struct og_controller *controller, struct og_err *err)
{
	const char *text = og_xml_attr(node, "index");
	int index;

	controller->is_said = text != NULL;
	if (!text)
		return 0;
	if (og_num_int(text, strlen(text), 0, INT_MAX, &index) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: a PCI controller's index is no "
				  "number; write one, or leave it out",
				  og_xml_line(node));
	controller->index = (unsigned)index;
	return 0;
}

static int read_model(const struct og_xml_node *node,
		      struct og_controller *controller, struct og_err *err)
{
	const char *model = og_xml_attr(node, "model");

	if (!model)
		return og_err_set(err, -EINVAL,
				  "line %u: a PCI controller has no model, and "
				  "libvirt assumes none; write one, or take it "
				  "out",
				  og_xml_line(node));
	controller->is_known = og_pcie_model_find(model, &controller->model);
	return 0;
}

static int read_one(struct og_xml_node *node, bool in_first,
		    struct og_controllers *controllers, struct og_err *err)
{
	struct og_controller c = { .node = node,
				   .in_first = in_first,
				   .bus_nr = -1 };
	unsigned number;
	int r;

	if (controllers->count == CONTROLLERS_MAX)
		return og_err_set(err, -EINVAL,
				  "line %u: one PCI controller more than the "
				  "%d buses that a guest has; take some out",
				  og_xml_line(node), CONTROLLERS_MAX);
	r = read_index(node, &c, err);
	if (r == 0)
		r = read_model(node, &c, err);
	if (r < 0)
		return r;
	c.is_placed = og_part_address(og_part(node, "address"), &c.at);
	if (og_part(node, "target") &&
	    og_part_number(og_part(node, "target"), "busNr", &number))
		c.bus_nr = (int)number;
	OG_RESERVE(controllers->all, controllers->count + 1, controllers->cap);
	controllers->all[controllers->count++] = c;
	return 0;
}

static bool is_taken(const struct og_controllers *controllers, unsigned index)
{
	for (size_t i = 0; i < controllers->count; i++)
		if (controllers->all[i].is_said &&
		    controllers->all[i].index == index)
			return true;
	return false;
}

static void give_indices(struct og_controllers *controllers)
{
	unsigned next = 0;

	for (size_t i = 0; i < controllers->count; i++) {
		if (controllers->all[i].is_said)
			continue;
		while (is_taken(controllers, next))
			next++;
		controllers->all[i].index = next++;
	}
}

static void read_metadata(const struct og_xml_node *domain,
			  struct og_controllers *controllers)
{
	const struct og_xml_node *metadata = og_part(domain, "metadata");

	og_xml_each (node, metadata, OG_DOMAIN_ELEMENT) {
		const char *ns = og_xml_ns(node);
		const struct og_xml_node *tree = og_xml_child(node, "tree");

		if (!ns || strcmp(ns, OG_DOMAIN_NS) != 0)
			continue;
		controllers->is_refined = true;
		controllers->ours = UINT_MAX;
		if (tree)
			og_part_number(tree, "controllers", &controllers->ours);
		return;
	}
}

int og_controllers_read(const struct og_xml_node *domain,
			struct og_controllers *ret_controllers,
			struct og_err *err)
{
	og_cleanup(
		og_controllers_free) struct og_controllers controllers = { 0 };
	const struct og_xml_node *first = og_part(domain, "devices");
	int r = 0;

	og_part_each(devices, domain, "devices")
	{
		og_part_each(node, devices, "controller")
		{
			if (r == 0 && og_part_is(node, "type", "pci"))
				r = read_one(node, devices == first,
					     &controllers, err);
		}
	}
	if (r < 0)
		return r;
	give_indices(&controllers);
	read_metadata(domain, &controllers);
	*ret_controllers = controllers;
	controllers = (struct og_controllers){ 0 };
	return 0;
}

bool og_controllers_is_oned(const struct og_controllers *controllers,
			    const struct og_controller *c)
{
	if (!c->is_known)
		return false;
	if (c->model == OG_PCIE_ROOT)
		return c->index == 0;
	if (!c->is_said || c->model == OG_PCI_ROOT || c->model == OG_PCI_BRIDGE)
		return false;
	return controllers->is_refined ? c->index < controllers->ours
				       : c->in_first;
}
