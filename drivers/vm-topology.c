// SPDX-License-Identifier: Apache-2.0
/* TOPOLOGY and NUMA_NODE: what the guest's CPUs look like and stand on. */
#include <errno.h>

#include "num.h"
#include "vm-field.h"
#include "vm-read.h"

enum { CELLS_MAX = 128 };

/* "8,24,9,25": the order is the vCPUs' order, so it is no set. */
static int read_cpus(struct og_field f, struct og_vm_cell *cell,
		     struct og_err *err)
{
	const char *text = og_field_text(f, "CPUS");
	struct og_cpuset seen = { 0 };
	size_t cap = 0;

	while (text && *text) {
		size_t len = strcspn(text, ",");
		int cpu;

		if (og_num_int(text, len, 0, OG_CPU_MAX - 1, &cpu) < 0 ||
		    (text[len] && !text[len + 1]) ||
		    og_cpuset_has(&seen, (unsigned)cpu))
			return og_err_set(err, -EINVAL,
					  "%s has CPUS=\"%.64s\": it must be a "
					  "list of different CPU numbers",
					  f.what, og_field_text(f, "CPUS"));
		og_cpuset_add(&seen, (unsigned)cpu);
		OG_RESERVE(cell->cpus, cell->n_cpus + 1, cap);
		cell->cpus[cell->n_cpus++] = cpu;
		text += len + (text[len] == ',');
	}
	return 0;
}

static int read_cell(struct og_field f, struct og_vm *vm,
		     struct og_vm_cell *cell, struct og_err *err)
{
	int r;

	r = og_field_u32(f, "TOTAL_CPUS", OG_CPU_MAX, &cell->vcpus, err);
	if (r < 0)
		return r;
	r = og_field_i64(f, "MEMORY", 0, INT64_MAX / 1024, &cell->memory, err);
	if (r < 0)
		return r;
	r = og_field_int(f, "NODE_ID", 0, OG_CPU_MAX, &cell->node, err);
	if (r < 0)
		return r;
	/* Without memory it stands nowhere, and oned binds it nowhere. */
	cell->memory_node = cell->memory ? cell->node : -1;
	r = og_field_int(f, "MEMORY_NODE_ID", 0, OG_CPU_MAX, &cell->memory_node,
			 err);
	if (r < 0)
		return r;
	r = read_cpus(f, cell, err);
	if (r < 0)
		return r;
	cell->distance = og_field_text(f, "DISTANCE");
	if ((vm->pin == OG_PIN_CORE || vm->pin == OG_PIN_THREAD) &&
	    cell->n_cpus && cell->n_cpus != cell->vcpus)
		return og_err_set(err, -EINVAL,
				  "%s has %zu CPUS for TOTAL_CPUS=%u", f.what,
				  cell->n_cpus, cell->vcpus);
	return 0;
}

static int read_cells(const struct og_xml_node *tmpl, struct og_vm *vm,
		      struct og_err *err)
{
	uint64_t vcpus = 0;
	int r;

	og_xml_each (node, tmpl, "NUMA_NODE") {
		og_autofree char *what =
			og_asprintf("NUMA_NODE %zu", vm->n_cells);
		struct og_vm_cell *cell;

		if (vm->n_cells == CELLS_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d NUMA_NODE vectors",
					  CELLS_MAX);
		OG_RESERVE(vm->cells, vm->n_cells + 1, vm->cap_cells);
		cell = &vm->cells[vm->n_cells++];
		*cell = (struct og_vm_cell){ .number =
						     (unsigned)vm->n_cells - 1,
					     .node = -1,
					     .memory_node = -1 };
		r = read_cell((struct og_field){ node, what }, vm, cell, err);
		if (r < 0)
			return r;
		vcpus += cell->vcpus;
	}
	if (vm->n_cells && vcpus != vm->vcpus)
		return og_err_set(err, -EINVAL,
				  "the NUMA_NODE vectors have %llu CPUs, VCPU "
				  "is %u",
				  (unsigned long long)vcpus, vm->vcpus);
	return 0;
}

/*
 * Access is the cells'. oned drops a word that it does not know where the VM
 * has hugepages and writes it as it stands where it has not, which libvirt
 * refuses.
 */
static int read_access(struct og_field f, struct og_vm *vm, struct og_err *err)
{
	if (!vm->n_cells)
		vm->ignored_access = og_field_text(f, "MEMORY_ACCESS") != NULL;
	else if (og_field_is(f, "MEMORY_ACCESS", "shared"))
		vm->mem_access = "shared";
	else if (og_field_is(f, "MEMORY_ACCESS", "private"))
		vm->mem_access = "private";
	else if (vm->hugepage_kb && og_field_text(f, "MEMORY_ACCESS"))
		vm->ignored_access = true;
	else
		return og_field_words(f, "MEMORY_ACCESS", "shared private",
				      err);
	return 0;
}

int og_vm_read_topology(const struct og_xml_node *tmpl, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "TOPOLOGY"), "TOPOLOGY" };
	int64_t hugepage_mb = 0;
	int r;

	vm->has_topology = og_xml_child(f.node, NULL) != NULL;
	vm->pin = og_pin_parse(og_field_text(f, "PIN_POLICY"));
	r = og_field_u32(f, "SOCKETS", OG_CPU_MAX, &vm->sockets, err);
	if (r < 0)
		return r;
	r = og_field_u32(f, "CORES", OG_CPU_MAX, &vm->cores, err);
	if (r < 0)
		return r;
	r = og_field_u32(f, "THREADS", OG_CPU_MAX, &vm->threads, err);
	if (r < 0)
		return r;
	r = og_field_i64(f, "HUGEPAGE_SIZE", 0, 1 << 20, &hugepage_mb, err);
	if (r < 0)
		return r;
	vm->hugepage_kb = hugepage_mb * 1024;
	vm->affinity = -1;
	r = og_field_int(f, "NODE_AFFINITY", -1, OG_CPU_MAX, &vm->affinity,
			 err);
	if (r < 0)
		return r;
	r = read_cells(tmpl, vm, err);
	return r < 0 ? r : read_access(f, vm, err);
}
