/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the VM's NUMA_NODE vectors make a cell of the guest. oned takes a
 * vector of neither CPUs nor memory for one more cell; libvirt makes memory of
 * 0 bytes of it and QEMU does not start. Only where a device has ACPI_NODES
 * are such cells of use, since it brings their memory along, and a libvirt
 * that knows ACPI_NODES knows them too.
 */
#ifndef OG_CELLS_H
#define OG_CELLS_H

#include "notes.h"
#include "vm.h"

/*
 * Leave out what makes no cell, once the VM's vectors and devices are read;
 * those behind it move up and keep their `number`. -EINVAL for CPUs without
 * memory, which oned refuses as well.
 */
int og_cells_settle(struct og_vm *vm, struct og_err *err);

/* The cell that the vector of this number became; -1: none. */
int og_cells_find(const struct og_vm *vm, unsigned number);

/* Note what was left out. */
void og_cells_note(const struct og_vm *vm, struct og_notes *notes);

#endif
