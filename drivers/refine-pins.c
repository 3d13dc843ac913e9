// SPDX-License-Identifier: Apache-2.0
/* <cputune> and <numatune>: where on the host. */
#include "domain-ns.h"
#include "num.h"
#include "refine-part.h"

static void cell_set(const struct og_vm_cell *cell, struct og_cpuset *ret_set)
{
	*ret_set = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < cell->n_cpus; i++)
		og_cpuset_add(ret_set, (unsigned)cell->cpus[i]);
}

static struct og_xml_node *last_of(const struct og_xml_node *parent,
				   const char *name)
{
	struct og_xml_node *last = NULL;

	og_part_each(node, parent, name) last = node;
	return last;
}

/* With its like, where there are any. */
static struct og_xml_node *numbered(struct og_xml_node *parent,
				    const char *name, const char *attr,
				    unsigned number)
{
	struct og_xml_node *node = og_part_numbered(parent, name, attr, number);
	struct og_xml_node *last;

	if (node)
		return node;
	last = last_of(parent, name);
	node = last ? og_xml_add_after(last, name)
		    : og_xml_add(parent, name, NULL);
	og_xml_setf(node, attr, "%u", number);
	return node;
}

static void pin_vcpus(struct og_xml_node *tune, const struct og_vm *vm)
{
	bool one_each = vm->pin == OG_PIN_CORE || vm->pin == OG_PIN_THREAD;
	unsigned vcpu = 0;

	for (size_t i = 0; i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];
		struct og_cpuset set;

		cell_set(cell, &set);
		for (uint32_t j = 0; j < cell->vcpus; j++, vcpu++) {
			struct og_xml_node *pin;

			if (!cell->n_cpus)
				continue;
			pin = numbered(tune, "vcpupin", "vcpu", vcpu);
			if (one_each) {
				set = (struct og_cpuset){ 0 };
				og_cpuset_add(&set, (unsigned)cell->cpus[j]);
			}
			og_part_set_list(pin, "cpuset", &set);
		}
	}
}

/* What oned had given the VM before it was moved. */
static void oned_cpus(const struct og_plan *plan, struct og_cpuset *ret_set)
{
	*ret_set = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < plan->vm->n_cells; i++) {
		struct og_cpuset set;

		cell_set(&plan->vm->cells[i], &set);
		for (size_t j = 0; j < plan->moves->count; j++)
			if (plan->moves->all[j].cell == i)
				set = plan->moves->all[j].cpus;
		og_cpuset_or(ret_set, &set);
	}
}

/* Our own note of them, from when the domain was started. */
static bool noted(const struct og_xml_node *domain, struct og_cpuset *ret_cpus,
		  bool *ret_ours)
{
	*ret_ours = false;
	og_xml_each (vm, og_part(domain, "metadata"), OG_DOMAIN_ELEMENT) {
		const char *ns = og_xml_ns(vm);
		const struct og_xml_node *node = og_xml_child(vm, "emulator");
		const char *text = node ? og_xml_attr(node, "cpus") : NULL;

		if (!ns || strcmp(ns, OG_DOMAIN_NS) != 0)
			continue;
		*ret_ours = true;
		return text &&
		       og_cpuset_parse(text, strlen(text), ret_cpus) == 0;
	}
	return false;
}

void og_refine_emulator_cpus(const struct og_xml_node *domain,
			     const struct og_plan *plan,
			     struct og_cpuset *ret_cpus)
{
	const struct og_xml_node *pin =
		og_part(og_part(domain, "cputune"), "emulatorpin");
	const char *text = pin ? og_xml_attr(pin, "cpuset") : NULL;
	struct og_cpuset is, of_vm;
	bool ours;

	*ret_cpus = (struct og_cpuset){ 0 };
	if (noted(domain, ret_cpus, &ours) || ours || !text)
		return;
	oned_cpus(plan, &of_vm);
	if (og_cpuset_parse(text, strlen(text), &is) == 0 &&
	    !og_cpuset_equal(&is, &of_vm))
		*ret_cpus = is;
}

/* Of <iothreads>, a count; libvirt numbers them from 1. */
static unsigned count_iothreads(const struct og_xml_node *domain)
{
	enum { MOST = 1024 };
	const char *text = og_xml_text(og_part(domain, "iothreads"));
	int count = 0;

	if (text)
		og_num_int(text, strlen(text), 0, MOST, &count);
	return (unsigned)count;
}

/* oned gave no CPUs and wrote so: cpuset='', which libvirt refuses. */
static void drop_empty(struct og_xml_node *tune)
{
	struct og_xml_node *pin = og_part(tune, "emulatorpin");

	if (pin && og_part_is(pin, "cpuset", ""))
		og_xml_remove(pin);
}

void og_refine_pins(struct og_xml_node *domain, const struct og_plan *plan)
{
	unsigned iothreads = count_iothreads(domain);
	struct og_cpuset set, cpus;
	struct og_xml_node *tune;

	og_vm_cpus(plan->vm, &cpus);
	if (og_cpuset_is_empty(&cpus)) {
		drop_empty(og_part(domain, "cputune"));
		return;
	}
	og_refine_emulator_cpus(domain, plan, &set);
	tune = og_part_need(domain, "cputune");
	pin_vcpus(tune, plan->vm);
	if (og_cpuset_is_empty(&set))
		set = plan->emulator;
	if (og_cpuset_is_empty(&set))
		return;
	og_part_set_list(og_part_need(tune, "emulatorpin"), "cpuset", &set);
	for (unsigned i = 1; i <= iothreads; i++)
		og_part_set_list(numbered(tune, "iothreadpin", "iothread", i),
				 "cpuset", &set);
}

void og_refine_nodes(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_cpuset nodes = { 0 };
	struct og_xml_node *tune, *memory;

	for (size_t i = 0; i < vm->n_cells; i++)
		if (vm->cells[i].memory_node >= 0)
			og_cpuset_add(&nodes,
				      (unsigned)vm->cells[i].memory_node);
	if (og_cpuset_is_empty(&nodes))
		return;
	tune = og_part_need(domain, "numatune");
	for (size_t i = 0; i < vm->n_cells; i++) {
		struct og_cpuset node = { 0 };
		struct og_xml_node *memnode;

		if (vm->cells[i].memory_node < 0)
			continue;
		og_cpuset_add(&node, (unsigned)vm->cells[i].memory_node);
		memnode = numbered(tune, "memnode", "cellid", (unsigned)i);
		og_part_set(memnode, "mode", "strict");
		og_part_set_list(memnode, "nodeset", &node);
	}
	memory = og_part_need(tune, "memory");
	og_part_set(memory, "mode", "strict");
	og_part_set_list(memory, "nodeset", &nodes);
}
