// SPDX-License-Identifier: Apache-2.0
/* <memory> and what it may grow to, <numatune>, <memoryBacking>. */
#include "domain.h"

static void add_amount(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *node;
	/* A balloon cannot shrink what a device has pinned. */
	bool balloon = vm->memory_max && !vm->hotplug && !vm->n_pci;

	og_xml_addf(domain, "memory", "%lld",
		    (long long)(balloon ? vm->memory_max : vm->memory));
	if (balloon)
		og_xml_addf(domain, "currentMemory", "%lld",
			    (long long)vm->memory);
	/* libvirt adds memory to cells only. */
	if (vm->hotplug && (vm->n_cells || og_domain_has_one_cell(vm))) {
		node = og_xml_addf(domain, "maxMemory", "%lld",
				   (long long)vm->memory_max);
		og_xml_setf(node, "slots", "%u", vm->memory_slots);
	}
}

static void add_numatune(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_cpuset nodes = { 0 };
	struct og_xml_node *tune, *memory;
	og_autofree char *list = NULL;

	for (size_t i = 0; i < vm->n_cells; i++)
		if (vm->cells[i].memory_node >= 0)
			og_cpuset_add(&nodes,
				      (unsigned)vm->cells[i].memory_node);
	if (og_cpuset_is_empty(&nodes))
		return;
	tune = og_xml_add(domain, "numatune", NULL);
	list = og_domain_list(&nodes);
	memory = og_xml_add(tune, "memory", NULL);
	og_xml_set(memory, "mode", "strict");
	og_xml_set(memory, "nodeset", list);
	for (size_t i = 0; i < vm->n_cells; i++) {
		struct og_xml_node *memnode;

		if (vm->cells[i].memory_node < 0)
			continue;
		memnode = og_xml_add(tune, "memnode", NULL);
		og_xml_setf(memnode, "cellid", "%zu", i);
		og_xml_set(memnode, "mode", "strict");
		og_xml_setf(memnode, "nodeset", "%d", vm->cells[i].memory_node);
	}
}

static void add_hugepages(struct og_xml_node *backing, const struct og_vm *vm)
{
	struct og_xml_node *page = og_xml_add(
		og_xml_add(backing, "hugepages", NULL), "page", NULL);
	struct og_cpuset cells = { 0 };
	og_autofree char *list = NULL;

	og_xml_setf(page, "size", "%lld", (long long)vm->hugepage_kb);
	og_xml_set(page, "unit", "KiB");
	for (size_t i = 0; i < vm->n_cells; i++)
		if (vm->cells[i].memory)
			og_cpuset_add(&cells, (unsigned)i);
	list = og_domain_list(&cells);
	if (*list)
		og_xml_set(page, "nodeset", list);
}

static void add_backing(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *backing;
	bool share = og_disks_have_share(vm->disks, vm->n_disks);

	if (!vm->hugepage_kb && !share)
		return;
	backing = og_xml_add(domain, "memoryBacking", NULL);
	if (vm->hugepage_kb)
		add_hugepages(backing, vm);
	else
		og_xml_set(og_xml_add(backing, "source", NULL), "type",
			   "memfd");
	/* The daemon that serves a folder maps the guest's memory. */
	if (share)
		og_xml_set(og_xml_add(backing, "access", NULL), "mode",
			   "shared");
}

void og_domain_add_memory(struct og_xml_node *domain,
			  const struct og_plan *plan)
{
	add_amount(domain, plan->vm);
	add_numatune(domain, plan->vm);
	add_backing(domain, plan->vm);
}
