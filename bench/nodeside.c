// SPDX-License-Identifier: Apache-2.0
#include "nodeside.h"

#include "pins.h"

void og_pinned_free(struct og_pinned *vm)
{
	for (size_t i = 0; i < vm->n_nodes; i++)
		free(vm->nodes[i].cpus);
	free(vm->nodes);
	free(vm->devices);
	*vm = (struct og_pinned){ 0 };
}

/*
 * pins.c has one function more that wants this, and vm.c, which has it, cannot
 * be linked beside the scheduler's. Settling never gets here.
 */
void og_vm_cpus(const struct og_vm *vm, struct og_cpuset *ret_set)
{
	(void)vm;
	(void)ret_set;
	abort();
}

static void free_vm(struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		free(vm->cells[i].cpus);
	free(vm->cells);
	free(vm->pci);
}

static void driver_vm(const struct og_pinned *from, struct og_vm *vm)
{
	*vm = (struct og_vm){
		.id = from->id,
		.has_topology = true,
		.pin = from->pin,
		.threads = from->threads,
		.hugepage_kb = (int64_t)from->hugepage_kb,
		.cells = og_calloc(from->n_nodes, sizeof(*vm->cells)),
		.n_cells = from->n_nodes,
		.pci = og_calloc(from->n_devices, sizeof(*vm->pci)),
		.n_pci = from->n_devices,
	};
	for (size_t i = 0; i < from->n_nodes; i++) {
		const struct og_pinned_node *n = &from->nodes[i];

		vm->cells[i] = (struct og_vm_cell){
			.vcpus = n->vcpus,
			.memory = n->memory,
			.node = n->node,
			.memory_node = n->memory_node,
			.cpus = og_calloc(n->n_cpus, sizeof(*n->cpus)),
			.n_cpus = n->n_cpus,
		};
		if (n->n_cpus)
			memcpy(vm->cells[i].cpus, n->cpus,
			       n->n_cpus * sizeof(*n->cpus));
	}
	for (size_t i = 0; i < from->n_devices; i++)
		vm->pci[i] = (struct og_vm_pci){
			.id = (int)i,
			.host = from->devices[i]->bdf,
			.node = from->devices[i]->node,
			.near = from->devices[i]->node,
		};
}

int og_nodeside_settle(struct og_pinned *vm, const struct og_host *host,
		       bool *ret_moved, struct og_err *err)
{
	og_cleanup(free_vm) struct og_vm driver = { 0 };
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	int r;

	driver_vm(vm, &driver);
	r = og_pins_settle(&driver, host, &moves, &notes, err);
	if (r < 0)
		return og_err_prefix(err, "VM %d", vm->id);
	for (size_t i = 0; i < vm->n_nodes; i++) {
		struct og_pinned_node *n = &vm->nodes[i];
		struct og_vm_cell *cell = &driver.cells[i];

		free(n->cpus);
		n->cpus = og_steal(cell->cpus);
		n->n_cpus = cell->n_cpus;
		n->node = cell->node;
		n->memory_node = cell->memory_node;
	}
	*ret_moved = moves.count > 0;
	return 0;
}

static struct og_cpu *find_cpu(const struct og_host *host, int32_t id,
			       struct og_core **ret_core)
{
	return og_node_cpu(og_host_node_of_cpu(host, id), id, ret_core);
}

static struct og_pages *find_pages(const struct og_node *node, uint64_t size_kb)
{
	for (size_t i = 0; i < node->n_pages; i++)
		if (size_kb && node->pages[i].size_kb == size_kb)
			return &node->pages[i];
	return NULL;
}

/* `sign` is 1 or -1. oned books huge pages twice, a machine once. */
static void book(struct og_node *node, const struct og_pinned *vm,
		 int64_t memory, enum og_books books, int sign)
{
	struct og_pages *pages = find_pages(node, vm->hugepage_kb);

	if (pages && sign > 0)
		pages->used += (uint64_t)memory / vm->hugepage_kb;
	else if (pages)
		pages->used -= (uint64_t)memory / vm->hugepage_kb;
	if (!pages || books == OG_BOOKS_ONED)
		node->mem_used += sign * memory;
}

unsigned og_nodeside_mark(const struct og_pinned *vm, struct og_host *host)
{
	unsigned twice = 0;

	for (size_t i = 0; i < vm->n_nodes; i++) {
		const struct og_pinned_node *n = &vm->nodes[i];

		for (size_t k = 0; k < n->n_cpus; k++) {
			struct og_core *core;
			struct og_cpu *cpu = find_cpu(host, n->cpus[k], &core);

			twice += cpu->users || core->dedicated;
			cpu->users++;
			cpu->vm = vm->id;
		}
		book(og_host_node(host, n->memory_node), vm, n->memory,
		     OG_BOOKS_NODE, 1);
	}
	/* After all of them: its own CPUs may be of one core. */
	for (size_t i = 0; i < vm->n_nodes && vm->pin == OG_PIN_CORE; i++)
		for (size_t k = 0; k < vm->nodes[i].n_cpus; k++) {
			struct og_core *core;

			find_cpu(host, vm->nodes[i].cpus[k], &core);
			core->dedicated = true;
		}
	for (size_t i = 0; i < vm->n_devices; i++)
		og_host_device(host, &vm->devices[i]->bdf)->vm = vm->id;
	return twice;
}

void og_nodeside_unmark(const struct og_pinned *vm, enum og_books books,
			struct og_host *host)
{
	for (size_t i = 0; i < vm->n_nodes; i++) {
		const struct og_pinned_node *n = &vm->nodes[i];

		for (size_t k = 0; k < n->n_cpus; k++) {
			struct og_core *core;
			struct og_cpu *cpu = find_cpu(host, n->cpus[k], &core);

			cpu->users--;
			cpu->vm = OG_VM_NONE;
			if (vm->pin == OG_PIN_CORE)
				core->dedicated = false;
		}
		book(og_host_node(host, n->memory_node), vm, n->memory, books,
		     -1);
	}
	for (size_t i = 0; i < vm->n_devices; i++)
		og_host_device(host, &vm->devices[i]->bdf)->vm = OG_VM_NONE;
}

/* The node that has all its CPUs, or -1. */
static int32_t node_of(const struct og_pinned_node *n,
		       const struct og_host *host)
{
	int32_t id = -1;

	for (size_t i = 0; i < n->n_cpus; i++) {
		const struct og_node *node =
			og_host_node_of_cpu(host, n->cpus[i]);

		if (i && node->id != id)
			return -1;
		id = node->id;
	}
	return id;
}

int32_t og_nodeside_node(const struct og_pinned *vm, size_t vnode,
			 const struct og_host *host)
{
	return node_of(&vm->nodes[vnode], host);
}

bool og_nodeside_is_spread(const struct og_pinned *vm,
			   const struct og_host *host)
{
	for (size_t i = 0; i < vm->n_nodes; i++)
		if (node_of(&vm->nodes[i], host) < 0)
			return true;
	return false;
}

/* Some virtual node has its CPUs and its memory there. */
static bool is_served(const struct og_pinned *vm, const struct og_host *host,
		      int32_t node)
{
	for (size_t i = 0; i < vm->n_nodes; i++)
		if (node_of(&vm->nodes[i], host) == node &&
		    vm->nodes[i].memory_node == node)
			return true;
	return false;
}

static bool has_device(const struct og_pinned *vm, int32_t node)
{
	for (size_t i = 0; i < vm->n_devices; i++)
		if (vm->devices[i]->node == node)
			return true;
	return false;
}

bool og_nodeside_is_local(const struct og_pinned *vm,
			  const struct og_host *host)
{
	for (size_t i = 0; i < vm->n_devices; i++)
		if (!is_served(vm, host, vm->devices[i]->node))
			return false;
	for (size_t i = 0; i < vm->n_nodes; i++) {
		int32_t node = node_of(&vm->nodes[i], host);

		if (vm->nodes[i].memory_node != node || !has_device(vm, node))
			return false;
	}
	return true;
}
