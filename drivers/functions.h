/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FUNCTIONS=all: which functions a device's slot has. oned knows of those
 * that its probe lists; all of them only the machine knows.
 */
#ifndef OG_FUNCTIONS_H
#define OG_FUNCTIONS_H

#include "pcidev.h"
#include "root.h"
#include "vm.h"

/*
 * Set `functions` of every whole slot of the VM from the machine below `root`.
 * Nothing is read where no device asks for it. Errors as below, and where the
 * bus cannot be listed.
 */
int og_functions_find(const struct og_root *root, struct og_vm *vm,
		      struct og_err *err);

/*
 * The same from a list of devices. -ENODEV where the device is not there,
 * -EINVAL for a virtual function, whose neighbours are other devices, and
 * where a function of the slot is another device of the VM.
 */
int og_functions_settle(const struct og_pcidevs *devs, struct og_vm *vm,
			struct og_err *err);

#endif
