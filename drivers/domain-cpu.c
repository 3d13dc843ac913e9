// SPDX-License-Identifier: Apache-2.0
/* <vcpu>, <iothreads>, <cputune> and <cpu>. */
#include "distance.h"
#include "domain.h"
#include "guest-cpu.h"

struct scale {
	uint64_t one, min, max; /* of one CPU; what the kernel takes */
};

/* By the version of control groups. */
static const struct scale scale_v1 = { 1024, 2, 262144 };
static const struct scale scale_v2 = { 100, 1, 10000 };

static uint64_t shares(const struct og_vm *vm)
{
	const struct scale *scale = vm->cgroups2 ? &scale_v2 : &scale_v1;
	/* In oned's single precision, which may round up by one more. */
	float cpus = (float)((double)vm->cpu_millionths / 1e6);
	float exact = (float)scale->one * cpus;
	uint64_t n = (uint64_t)exact;

	if ((float)n < exact)
		n++;

	if (n < scale->min)
		return scale->min;
	return n > scale->max ? scale->max : n;
}

static void add_pin(struct og_xml_node *tune, unsigned vcpu, const char *cpus)
{
	struct og_xml_node *pin = og_xml_add(tune, "vcpupin", NULL);

	og_xml_setf(pin, "vcpu", "%u", vcpu);
	og_xml_set(pin, "cpuset", cpus);
}

/*
 * The cell of vCPUs that the VM may be given while it runs: the last one that
 * has any.
 */
static size_t last_cell(const struct og_vm *vm)
{
	size_t last = 0;

	for (size_t i = 0; i < vm->n_cells; i++)
		if (vm->cells[i].vcpus)
			last = i;
	return last;
}

static uint32_t cell_vcpus(const struct og_vm *vm, size_t cell)
{
	uint32_t more = vm->vcpus_max - vm->vcpus;

	return vm->cells[cell].vcpus + (cell == last_cell(vm) ? more : 0);
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
		for (uint32_t j = 0; j < cell_vcpus(vm, i); j++, vcpu++) {
			og_autofree char *own = NULL;

			if (one_each && j < cell->n_cpus)
				own = og_asprintf("%d", cell->cpus[j]);
			if (cell->n_cpus)
				add_pin(tune, vcpu, own ? own : list);
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
		for (uint32_t i = 1; i <= plan->vm->iothreads; i++) {
			pin = og_xml_add(tune, "iothreadpin", NULL);
			og_xml_setf(pin, "iothread", "%u", i);
			og_xml_set(pin, "cpuset", list);
		}
	}
}

static void add_mode(struct og_xml_node *cpu, const struct og_vm *vm)
{
	const char *model = vm->cpu_model;
	bool whole = strcmp(model, "host-passthrough") == 0;
	struct og_xml_node *node;

	if (whole || strcmp(model, "maximum") == 0 ||
	    strcmp(model, "host-model") == 0) {
		og_xml_set(cpu, "mode", model);
	} else {
		og_xml_set(cpu, "mode", "custom");
		node = og_xml_add(cpu, "model", model);
		og_xml_set(node, "fallback", "forbid");
	}
	if (!whole || !vm->n_pci)
		return;
	/* What moves data to devices wants the true caches. */
	og_xml_set(cpu, "check", "none");
	node = og_xml_add(cpu, "cache", NULL);
	og_xml_set(node, "mode", "passthrough");
	/* BARs of GPUs may lie above what a default CPU addresses. */
	node = og_xml_add(cpu, "maxphysaddr", NULL);
	og_xml_set(node, "mode", "passthrough");
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

/* Without it a guest on AMD's CPUs sees cores where there are threads. */
void og_domain_add_topoext(struct og_xml_node *cpu)
{
	static const char name[] = "topoext";

	og_xml_each (feature, cpu, "feature") {
		const char *given = og_xml_attr(feature, "name");

		if (given && strcmp(given, name) == 0)
			return;
	}
	add_features(cpu, name);
}

void og_domain_add_distances(struct og_xml_node *cell,
			     const struct og_plan *plan, size_t from)
{
	const struct og_vm *vm = plan->vm;
	unsigned ignored;
	og_autofree uint32_t *all = og_distance(vm, from, &ignored);
	struct og_xml_node *node;

	if (!all)
		all = og_distance_of_host(vm, plan->host, from);
	if (!all)
		return;
	node = og_xml_add(cell, "distances", NULL);
	for (size_t i = 0; i < vm->n_cells; i++) {
		struct og_xml_node *to;

		if (!all[i])
			continue;
		to = og_xml_add(node, "sibling", NULL);
		og_xml_setf(to, "id", "%zu", i);
		og_xml_setf(to, "value", "%u", all[i]);
	}
}

static void add_cells(struct og_xml_node *cpu, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *numa = og_xml_add(cpu, "numa", NULL);
	unsigned vcpu = 0;

	for (size_t i = 0; i < vm->n_cells; i++) {
		struct og_xml_node *cell = og_xml_add(numa, "cell", NULL);
		uint32_t vcpus = cell_vcpus(vm, i);

		og_xml_setf(cell, "id", "%zu", i);
		if (vcpus)
			og_xml_setf(cell, "cpus", "%u-%u", vcpu,
				    vcpu + vcpus - 1);
		og_xml_setf(cell, "memory", "%lld",
			    (long long)vm->cells[i].memory);
		if (vm->mem_access)
			og_xml_set(cell, "memAccess", vm->mem_access);
		og_domain_add_distances(cell, plan, i);
		vcpu += vcpus;
	}
}

bool og_domain_has_one_cell(const struct og_vm *vm)
{
	return vm->hotplug && !vm->n_cells;
}

static void add_one_cell(struct og_xml_node *cpu, const struct og_vm *vm)
{
	struct og_xml_node *numa = og_xml_add(cpu, "numa", NULL);
	struct og_xml_node *cell = og_xml_add(numa, "cell", NULL);

	og_xml_set(cell, "id", "0");
	og_xml_setf(cell, "cpus", "0-%u", vm->vcpus_max - 1);
	og_xml_setf(cell, "memory", "%lld", (long long)vm->memory);
	og_xml_set(cell, "unit", "KiB");
}

static void add_vcpu(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *vcpu;

	/* libvirt's own default is one, as oned's. */
	if (!vm->vcpus_given)
		return;
	vcpu = og_xml_addf(domain, "vcpu", "%u", vm->vcpus_max);
	if (vm->vcpus_max_given)
		og_xml_setf(vcpu, "current", "%u", vm->vcpus);
}

bool og_domain_has_cpu(const struct og_vm *vm)
{
	struct og_guest_cpu ignored;

	return vm->cpu_model || vm->n_cells || og_domain_has_one_cell(vm) ||
	       og_guest_cpu(vm, &ignored);
}

void og_domain_add_cpu(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	bool one_cell = og_domain_has_one_cell(vm);
	struct og_guest_cpu shape;
	bool shaped = og_guest_cpu(vm, &shape);
	struct og_xml_node *cpu;

	add_vcpu(domain, vm);
	if (vm->iothreads)
		og_xml_addf(domain, "iothreads", "%u", vm->iothreads);
	add_cputune(domain, plan);
	if (!og_domain_has_cpu(vm))
		return;
	cpu = og_xml_add(domain, "cpu", NULL);
	if (vm->cpu_model) {
		add_mode(cpu, vm);
		add_features(cpu, vm->cpu_features);
		if (shaped && shape.threads > 1 && vm->on_amd &&
		    strcmp(vm->cpu_model, "host-passthrough") == 0)
			og_domain_add_topoext(cpu);
	}
	if (shaped) {
		struct og_xml_node *t = og_xml_add(cpu, "topology", NULL);

		og_xml_setf(t, "sockets", "%u", shape.sockets);
		og_xml_setf(t, "cores", "%u", shape.cores);
		og_xml_setf(t, "threads", "%u", shape.threads);
	}
	if (vm->n_cells)
		add_cells(cpu, plan);
	else if (one_cell)
		add_one_cell(cpu, vm);
}
