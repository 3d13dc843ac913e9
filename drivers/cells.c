// SPDX-License-Identifier: Apache-2.0
#include "cells.h"

#include <errno.h>

static bool brings_memory(const struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].acpi_nodes)
			return true;
	return false;
}

static int check(const struct og_vm *vm, struct og_err *err)
{
	for (size_t i = 0; i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];

		if (cell->vcpus && !cell->memory)
			return og_err_set(err, -EINVAL,
					  "NUMA_NODE %u has %u CPUs and no "
					  "MEMORY: QEMU starts no such guest, "
					  "give it some",
					  cell->number, cell->vcpus);
	}
	return 0;
}

int og_cells_settle(struct og_vm *vm, struct og_err *err)
{
	size_t kept = 0;
	int r = check(vm, err);

	if (r < 0 || brings_memory(vm))
		return r;
	for (size_t i = 0; i < vm->n_cells; i++) {
		struct og_vm_cell *cell = &vm->cells[i];

		if (cell->vcpus || cell->memory)
			vm->cells[kept++] = *cell;
		else
			free(cell->cpus);
	}
	vm->n_empty = (unsigned)(vm->n_cells - kept);
	vm->n_cells = kept;
	return 0;
}

int og_cells_find(const struct og_vm *vm, unsigned number)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		if (vm->cells[i].number == number)
			return (int)i;
	return -1;
}

void og_cells_note(const struct og_vm *vm, struct og_notes *notes)
{
	unsigned count = (unsigned)vm->n_cells + vm->n_empty;

	for (unsigned i = 0; vm->n_empty && i < count; i++)
		if (og_cells_find(vm, i) < 0)
			og_notes_add(notes, OG_INFO,
				     "NUMA_NODE %u has neither CPUs nor "
				     "memory: the guest has no cell for it",
				     i);
}
