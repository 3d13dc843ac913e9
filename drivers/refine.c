// SPDX-License-Identifier: Apache-2.0
#include "refine.h"

#include <errno.h>

#include "domain-check.h"
#include "domain-ns.h"
#include "refine-part.h"

/*
 * oned writes a <devices> for the guest agent, and RAW may bring one more.
 * libvirt reads them all, its schema knows one.
 */
static void merge_devices(struct og_xml_node *devices)
{
	struct og_xml_node *next, *more = og_part_next(devices, "devices");

	for (; more; more = next) {
		next = og_part_next(more, "devices");
		/* One that declares a name space stays where it is. */
		og_xml_merge(more, devices);
	}
}

static struct og_xml_node *find_ours(const struct og_xml_node *metadata)
{
	og_xml_each (node, metadata, OG_DOMAIN_ELEMENT) {
		const char *ns = og_xml_ns(node);

		if (ns && strcmp(ns, OG_DOMAIN_NS) == 0)
			return node;
	}
	return NULL;
}

/* A saved domain keeps its tree, and what was told of it at the start. */
static void keep_words(struct og_xml_node *ours, const struct og_xml_node *old,
		       const char *name)
{
	og_xml_each (word, old, name) {
		struct og_xml_node *node = og_xml_add_ns(
			ours, OG_DOMAIN_PREFIX, OG_DOMAIN_NS, name, NULL);
		const char *attr;

		for (size_t i = 0; (attr = og_xml_attr_name(word, i)); i++)
			og_xml_set(node, attr, og_xml_attr(word, attr));
	}
}

/* What is behind ours is the user's, and must not be taken for ours again. */
static void count_tree(struct og_xml_node *ours, const struct og_plan *plan,
		       const struct og_controllers *controllers)
{
	/* Of machine pc nothing is ours. */
	if (plan->tree->buses[0].model == OG_PCI_ROOT)
		return;
	for (size_t i = 0; i < controllers->count; i++) {
		if (og_controllers_is_oned(controllers, &controllers->all[i]))
			continue;
		og_xml_setf(og_xml_add_ns(ours, OG_DOMAIN_PREFIX, OG_DOMAIN_NS,
					  "tree", NULL),
			    "controllers", "%zu", plan->tree->n_buses);
		return;
	}
}

static void refine_metadata(struct og_xml_node *domain,
			    const struct og_plan *plan,
			    const struct og_controllers *controllers,
			    const struct og_cpuset *emulator_cpus)
{
	struct og_xml_node *metadata = og_part_need(domain, "metadata");
	struct og_xml_node *ours, *old;

	ours = og_domain_add_ours(metadata, plan);
	while ((old = find_ours(metadata)) && old != ours) {
		if (!controllers) {
			keep_words(ours, old, "bus");
			keep_words(ours, old, "tree");
		}
		og_xml_remove(old);
	}
	if (controllers)
		count_tree(ours, plan, controllers);
	if (!og_cpuset_is_empty(emulator_cpus)) {
		og_autofree char *list = og_domain_list(emulator_cpus);

		og_xml_set(og_xml_add_ns(ours, OG_DOMAIN_PREFIX, OG_DOMAIN_NS,
					 "emulator", NULL),
			   "cpus", list);
	}
}

static bool is_plain(const struct og_vm *vm)
{
	return !vm->n_cells && !vm->n_pci;
}

static int find_devices(const struct og_xml_doc *doc,
			struct og_xml_node **ret_devices, struct og_err *err)
{
	*ret_devices = og_part(og_xml_root(doc), "devices");
	if (*ret_devices)
		return 0;
	return og_err_set(err, -EINVAL, "the domain has no <devices>");
}

static int refine(struct og_xml_doc *doc, const struct og_plan *plan,
		  struct og_err *err)
{
	og_cleanup(
		og_controllers_free) struct og_controllers controllers = { 0 };
	struct og_xml_node *domain = og_xml_root(doc), *devices;
	struct og_cpuset emulator_cpus;
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = find_devices(doc, &devices, err);
	if (r < 0)
		return r;
	if (!is_plain(plan->vm))
		r = og_controllers_read(domain, &controllers, err);
	if (r < 0)
		return r;
	merge_devices(devices);
	og_refine_hide(domain, plan->vm);
	if (is_plain(plan->vm))
		return 0;
	og_refine_firmware(domain, plan->vm);
	r = og_refine_cpu(domain, plan, err);
	if (r < 0)
		return r;
	og_refine_emulator_cpus(domain, plan, &emulator_cpus);
	og_refine_pins(domain, plan);
	og_refine_nodes(domain, plan);
	og_refine_memory(domain, plan->vm);
	og_refine_hugepages(domain, plan);
	r = og_refine_controllers(domain, &controllers, plan, err);
	if (r < 0)
		return r;
	og_domain_add_hole(devices, plan->vm);
	r = og_refine_hostdevs(devices, plan, err);
	if (r < 0)
		return r;
	/* All memory is pinned for the devices: a balloon can only break. */
	if (plan->vm->n_pci)
		og_part_set(og_part_need(devices, "memballoon"), "model",
			    "none");
	og_domain_settle_display(devices, plan);
	og_domain_seat(devices, plan);
	og_domain_spare_io(domain);
	og_domain_keep_variables(domain);
	refine_metadata(domain, plan, &controllers, &emulator_cpus);
	/* The text itself is asked, not the tree that it is written from. */
	og_xml_write(doc, &text);
	return og_domain_check_text(&text, plan->vm, err);
}

int og_refine(struct og_xml_doc *domain, const struct og_plan *plan,
	      struct og_err *err)
{
	int r = refine(domain, plan, err);

	if (r < 0)
		og_err_prefix(err, "VM %d", plan->vm->id);
	return r;
}

/* Ours are written first, and no index tells whose one is. */
static void find_raws(struct og_controllers *controllers,
		      const struct og_plan *plan)
{
	controllers->is_refined = false;
	for (size_t i = plan->tree->n_buses; i < controllers->count; i++)
		controllers->all[i].in_first = false;
}

int og_refine_new(struct og_xml_doc *doc, const struct og_plan *plan,
		  struct og_err *err)
{
	og_cleanup(
		og_controllers_free) struct og_controllers controllers = { 0 };
	struct og_xml_node *domain = og_xml_root(doc);
	int r;

	if (!plan->tree->n_buses || plan->tree->buses[0].model == OG_PCI_ROOT)
		return 0;
	r = og_controllers_read(domain, &controllers, err);
	if (r < 0 || controllers.count <= plan->tree->n_buses)
		return r;
	find_raws(&controllers, plan);
	r = og_refine_controllers(domain, &controllers, plan, err);
	if (r < 0)
		og_err_prefix(err, "RAW");
	else
		count_tree(find_ours(og_part(domain, "metadata")), plan,
			   &controllers);
	return r;
}

int og_refine_saved(struct og_xml_doc *domain, const struct og_plan *plan,
		    struct og_err *err)
{
	struct og_xml_node *root = og_xml_root(domain);
	struct og_plan pins = *plan;
	struct og_cpuset emulator_cpus;

	pins.tree = NULL;
	if (strcmp(og_xml_name(root), "domain") != 0)
		return og_err_set(err, -EINVAL,
				  "VM %d: the saved domain's root element is "
				  "<%.64s>, not <domain>",
				  plan->vm->id, og_xml_name(root));
	if (is_plain(plan->vm))
		return 0;
	og_refine_emulator_cpus(root, plan, &emulator_cpus);
	og_refine_pins(root, plan);
	og_refine_nodes(root, plan);
	refine_metadata(root, &pins, NULL, &emulator_cpus);
	return 0;
}
