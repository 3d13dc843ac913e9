/* SPDX-License-Identifier: Apache-2.0 */
/* What a person is told of disks and NICs that are not what they seem. */
#ifndef OG_DEVICE_NOTES_H
#define OG_DEVICE_NOTES_H

#include "notes.h"
#include "vm.h"

/*
 * Attributes that have no effect, as with oned, and what libvirt or the guest
 * will stumble on.
 */
void og_device_notes(const struct og_vm *vm, struct og_notes *notes);

#endif
