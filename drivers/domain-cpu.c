// SPDX-License-Identifier: Apache-2.0
/* <vcpu>, <cputune>, <cpu>, <memory>, <numatune>, <memoryBacking>. */
#include "domain.h"
#include "guest-cpu.h"

enum { SHARES_PER_CPU = 1024, SHARES_MIN = 2, SHARES_MAX = 262144 };

static uint64_t shares(const struct og_vm *vm)
{
	uint64_t n = (vm->cpu_millionths * SHARES_PER_CPU + 999999) / 1000000;

	if (n < SHARES_MIN)
		return SHARES_MIN;
	return n > SHARES_MAX ? SHARES_MAX : n;
}

/* One vCPU to one CPU, or all of a cell to all that it may use. */
static void add_vcpupins(struct og_xml_node *tune, const struct og_vm *vm)
{
	bool one_each = vm->pin == OG_PIN_CORE || vm->pin == OG_PIN_THREAD;
	unsigned vcpu = 0;

	for (size_t i = 0; i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];
		struct og_cpuset set = { 0 };
		og_autofree char *list = NULL;

		for (size_t j = 0; j < cell->n_cpus; j++)
			og_cpuset_add(&set, (unsigned)cell->cpus[j]);
		list = og_domain_list(&set);
		for (uint32_t j = 0; j < cell->vcpus; j++, vcpu++) {
			struct og_xml_node *pin;

			if (!cell->n_cpus)
				continue;
			pin = og_xml_add(tune, "vcpupin", NULL);
			og_xml_setf(pin, "vcpu", "%u", vcpu);
			if (one_each)
				og_xml_setf(pin, "cpuset", "%d", cell->cpus[j]);
			else
				og_xml_set(pin, "cpuset", list);
		}
	}
}

static void add_cputune(struct og_xml_node *domain, const struct og_plan *plan)
{
	struct og_xml_node *tune = og_xml_add(domain, "cputune", NULL);

	og_xml_addf(tune, "shares", "%llu",
		    (unsigned long long)shares(plan->vm));
	add_vcpupins(tune, plan->vm);
	if (!og_cpuset_is_empty(&plan->emulator)) {
		og_autofree char *list = og_domain_list(&plan->emulator);
		struct og_xml_node *pin = og_xml_add(tune, "emulatorpin", NULL);

		og_xml_set(pin, "cpuset", list);
	}
}

static void add_mode(struct og_xml_node *cpu, const struct og_vm *vm)
{
	const char *model = vm->cpu_model;
	bool whole = strcmp(model, "host-passthrough") == 0;
	struct og_xml_node *node;

	if (whole || strcmp(model, "maximum") == 0) {
		og_xml_set(cpu, "mode", model);
		og_xml_set(cpu, "check", "none");
	} else if (strcmp(model, "host-model") == 0) {
		og_xml_set(cpu, "mode", model);
	} else {
		og_xml_set(cpu, "mode", "custom");
		node = og_xml_add(cpu, "model", model);
		og_xml_set(node, "fallback", "forbid");
	}
	if (!whole)
		return;
	node = og_xml_add(cpu, "cache", NULL);
	og_xml_set(node, "mode", "passthrough");
	if (vm->n_pci) {
		/* BARs of GPUs may lie above what a default CPU addresses. */
		node = og_xml_add(cpu, "maxphysaddr", NULL);
		og_xml_set(node, "mode", "passthrough");
	}
}

static void add_features(struct og_xml_node *cpu, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, ", ");
		og_autofree char *name = og_strndup(names, len);

		if (len) {
			struct og_xml_node *f =
				og_xml_add(cpu, "feature", NULL);

			og_xml_set(f, "policy", "require");
			og_xml_set(f, "name", name);
		}
		names += len + (names[len] != '\0');
	}
}

static void add_cells(struct og_xml_node *cpu, const struct og_vm *vm)
{
	struct og_xml_node *numa;
	unsigned vcpu = 0;

	if (!vm->n_cells)
		return;
	numa = og_xml_add(cpu, "numa", NULL);
	for (size_t i = 0; i < vm->n_cells; i++) {
		const struct og_vm_cell *from = &vm->cells[i];
		struct og_xml_node *cell = og_xml_add(numa, "cell", NULL);

		og_xml_setf(cell, "id", "%zu", i);
		if (from->vcpus > 1)
			og_xml_setf(cell, "cpus", "%u-%u", vcpu,
				    vcpu + from->vcpus - 1);
		else
			og_xml_setf(cell, "cpus", "%u", vcpu);
		og_xml_setf(cell, "memory", "%lld", (long long)from->memory);
		og_xml_set(cell, "unit", "KiB");
		if (vm->mem_access)
			og_xml_set(cell, "memAccess", vm->mem_access);
		vcpu += from->vcpus;
	}
}

void og_domain_add_cpu(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_guest_cpu shape;
	bool shaped = og_guest_cpu(vm, &shape);
	struct og_xml_node *cpu;

	og_xml_addf(domain, "vcpu", "%u", vm->vcpus);
	add_cputune(domain, plan);
	if (!vm->cpu_model && !shaped && !vm->n_cells)
		return;
	cpu = og_xml_add(domain, "cpu", NULL);
	if (vm->cpu_model) {
		add_mode(cpu, vm);
		add_features(cpu, vm->cpu_features);
	}
	if (shaped) {
		struct og_xml_node *t = og_xml_add(cpu, "topology", NULL);

		og_xml_setf(t, "sockets", "%u", shape.sockets);
		og_xml_setf(t, "cores", "%u", shape.cores);
		og_xml_setf(t, "threads", "%u", shape.threads);
	}
	add_cells(cpu, vm);
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

static void add_backing(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *backing, *node;

	/* With cells, access stands on each of them. */
	bool access = vm->mem_access && !vm->n_cells;

	if (!vm->hugepage_kb && !access)
		return;
	backing = og_xml_add(domain, "memoryBacking", NULL);
	if (vm->hugepage_kb) {
		node = og_xml_add(backing, "hugepages", NULL);
		node = og_xml_add(node, "page", NULL);
		og_xml_setf(node, "size", "%lld", (long long)vm->hugepage_kb);
		og_xml_set(node, "unit", "KiB");
		if (vm->n_cells > 1)
			og_xml_setf(node, "nodeset", "0-%zu", vm->n_cells - 1);
		else if (vm->n_cells)
			og_xml_set(node, "nodeset", "0");
	}
	if (access) {
		node = og_xml_add(backing, "access", NULL);
		og_xml_set(node, "mode", vm->mem_access);
	}
}

void og_domain_add_memory(struct og_xml_node *domain,
			  const struct og_plan *plan)
{
	struct og_xml_node *memory = og_xml_addf(domain, "memory", "%lld",
						 (long long)plan->vm->memory);

	og_xml_set(memory, "unit", "KiB");
	add_numatune(domain, plan->vm);
	add_backing(domain, plan->vm);
}
