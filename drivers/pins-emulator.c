// SPDX-License-Identifier: Apache-2.0
/* Where the emulator's own threads go, once the cells are settled. */
#include "pins.h"
#include "wish.h"

static void idle_siblings(const struct og_vm_cell *cell,
			  const struct og_host *topology,
			  const struct og_cpuset *own,
			  struct og_cpuset *ret_set)
{
	for (size_t i = 0; i < cell->n_cpus; i++) {
		const struct og_node *node =
			og_host_node_of_cpu(topology, cell->cpus[i]);
		struct og_core *core = NULL;

		if (!node || !og_node_cpu(node, cell->cpus[i], &core))
			continue;
		for (size_t j = 0; j < core->n_cpus; j++) {
			const struct og_cpu *cpu = &core->cpus[j];

			if (!cpu->isolated && !cpu->users &&
			    !og_cpuset_has(own, (unsigned)cpu->id))
				og_cpuset_add(ret_set, (unsigned)cpu->id);
		}
	}
}

void og_pins_emulator(const struct og_vm *vm, const struct og_host *topology,
		      struct og_cpuset *ret_set)
{
	struct og_cpuset own, idle = { 0 }, near = { 0 };

	if (!og_cpuset_is_empty(&vm->emulator_cpus)) {
		*ret_set = vm->emulator_cpus;
		return;
	}
	og_vm_cpus(vm, &own);
	for (size_t i = 0;
	     topology && vm->pin == OG_PIN_CORE && i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];
		og_autofree char *here = og_wish_devices(vm, cell->node);

		idle_siblings(cell, topology, &own, &idle);
		if (cell->node >= 0 && here)
			idle_siblings(cell, topology, &own, &near);
	}
	if (!og_cpuset_is_empty(&near))
		*ret_set = near;
	else if (!og_cpuset_is_empty(&idle))
		*ret_set = idle;
	else
		*ret_set = own;
}
