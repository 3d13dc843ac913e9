// SPDX-License-Identifier: Apache-2.0
#include "pcie-shapes.h"

void og_shape_vm(const struct og_shape *shape, struct og_vm *vm)
{
	*vm = (struct og_vm){ .id = 1,
			      .machine = shape->machine,
			      .root_ports = shape->ports,
			      .flat_pci = shape->flat,
			      .machine_name = "any" };
	vm->cells = og_calloc(OG_SHAPE_CELLS, sizeof(*vm->cells));
	vm->pci = og_calloc(OG_SHAPE_DEVICES, sizeof(*vm->pci));
	for (int node; (node = shape->cells[vm->n_cells]) != 0;) {
		struct og_vm_cell *cell = &vm->cells[vm->n_cells];

		node = node < 0 ? -1 : node - 1;
		*cell = (struct og_vm_cell){ .number = (unsigned)vm->n_cells++,
					     .vcpus = 1,
					     .memory = 1,
					     .node = node,
					     .memory_node = node };
	}
	for (size_t i = 0; shape->devs[i].bus || shape->devs[i].node; i++) {
		const struct og_shape_dev *d = &shape->devs[i];

		vm->pci[vm->n_pci++] = (struct og_vm_pci){
			.id = (int)i,
			.host = { .bus = (uint8_t)(0x40 + i) },
			.node = d->node,
			.near = d->near ? d->near - 1 : d->node,
			.dedicated = d->dedicated,
			.bus_index = d->index ? d->index : -1,
			.bus = d->bus,
			.slot = shape->machine == OG_MACHINE_PC ? 1 : 0,
		};
	}
}
