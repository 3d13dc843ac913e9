// SPDX-License-Identifier: Apache-2.0
/* <cpu>, <memory> and <memoryBacking>: what the guest sees of them. */
#include "guest-cpu.h"
#include "num.h"
#include "refine-part.h"

/* oned writes these modes as names of a custom model, which they are not. */
static void mend_mode(struct og_xml_node *cpu)
{
	static const char *const modes[] = { "host-model", "maximum" };
	struct og_xml_node *model = og_part(cpu, "model");
	const char *name = og_xml_text(model);

	for (size_t i = 0; name && i < OG_COUNT(modes); i++)
		if (strcmp(name, modes[i]) == 0) {
			og_xml_remove(model);
			og_xml_set(cpu, "mode", modes[i]);
			og_xml_unset(cpu, "match");
			return;
		}
}

static void refine_mode(struct og_xml_node *cpu, const struct og_vm *vm)
{
	mend_mode(cpu);
	if (!vm->n_pci || !og_part_is(cpu, "mode", "host-passthrough"))
		return;
	og_part_set(cpu, "check", "none");
	if (!og_part(cpu, "cache"))
		og_xml_set(og_xml_add(cpu, "cache", NULL), "mode",
			   "passthrough");
	/* BARs of GPUs may lie above what a default CPU addresses. */
	if (!og_part(cpu, "maxphysaddr"))
		og_xml_set(og_xml_add(cpu, "maxphysaddr", NULL), "mode",
			   "passthrough");
}

/* All that may ever be plugged in: the number that <topology> must give. */
static uint32_t most_vcpus(const struct og_xml_node *domain,
			   const struct og_vm *vm)
{
	const char *text = og_xml_text(og_part(domain, "vcpu"));
	int most;

	if (text && og_num_int(text, strlen(text), 1, OG_CPU_MAX, &most) == 0)
		return (uint32_t)most;
	return vm->vcpus;
}

/* oned's do not always multiply to the vCPUs: cores='0' is one answer. */
static void refine_topology(const struct og_xml_node *domain,
			    struct og_xml_node *cpu, const struct og_vm *vm)
{
	struct og_xml_node *node = og_part(cpu, "topology");
	uint32_t vcpus = most_vcpus(domain, vm);
	unsigned sockets, cores, threads, dies = 1;
	struct og_vm whole = *vm;
	struct og_guest_cpu is;

	if (!node)
		return;
	og_part_number(node, "dies", &dies);
	if (og_part_number(node, "sockets", &sockets) &&
	    og_part_number(node, "cores", &cores) &&
	    og_part_number(node, "threads", &threads) &&
	    (uint64_t)sockets * dies * cores * threads == vcpus)
		return;
	whole.vcpus = vcpus;
	whole.vcpus_max = vcpus;
	if (!og_guest_cpu(&whole, &is))
		is = (struct og_guest_cpu){ 1, vcpus, 1 };
	og_part_set_number(node, "sockets", is.sockets);
	og_xml_unset(node, "dies");
	og_part_set_number(node, "cores", is.cores);
	og_part_set_number(node, "threads", is.threads);
}

static void refine_threads(struct og_xml_node *cpu, const struct og_vm *vm)
{
	const struct og_xml_node *topology = og_part(cpu, "topology");
	unsigned threads;

	if (vm->on_amd && topology &&
	    og_part_is(cpu, "mode", "host-passthrough") &&
	    og_part_number(topology, "threads", &threads) && threads > 1)
		og_domain_add_topoext(cpu);
}

int og_refine_cpu(struct og_xml_node *domain, const struct og_plan *plan,
		  struct og_err *err)
{
	struct og_xml_node *cpu = og_part(domain, "cpu");

	if (cpu) {
		refine_mode(cpu, plan->vm);
		refine_topology(domain, cpu, plan->vm);
		refine_threads(cpu, plan->vm);
	}
	return og_refine_cells(domain, plan, err);
}

/* Without a balloon a guest has all that it might have grown to. */
void og_refine_memory(struct og_xml_node *domain, const struct og_vm *vm)
{
	if (!vm->n_pci || !vm->memory_max)
		return;
	og_xml_remove(og_part(domain, "currentMemory"));
	og_xml_remove(og_part(domain, "memory"));
	og_xml_addf(domain, "memory", "%lld", (long long)vm->memory);
}

/* oned leaves the unit to libvirt's guess and the cells out. */
void og_refine_hugepages(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *node, *page;

	if (!vm->hugepage_kb)
		return;
	node = og_part_need(domain, "memoryBacking");
	node = og_part_need(node, "hugepages");
	page = og_part_need(node, "page");
	if (!og_xml_attr(page, "size"))
		og_xml_setf(page, "size", "%lld", (long long)vm->hugepage_kb);
	if (!og_xml_attr(page, "unit"))
		og_xml_set(page, "unit", "KiB");
	if (vm->n_cells && !og_xml_attr(page, "nodeset")) {
		struct og_cpuset cells = { 0 };

		for (size_t i = 0; i < vm->n_cells; i++)
			if (vm->cells[i].memory)
				og_cpuset_add(&cells, (unsigned)i);
		og_part_set_list(page, "nodeset", &cells);
	}
}
