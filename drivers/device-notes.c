// SPDX-License-Identifier: Apache-2.0
#include "device-notes.h"

#include <strings.h>

static void note_disk(const struct og_vm_disk *disk, struct og_notes *notes)
{
	if (disk->ignored)
		og_notes_add(notes, OG_WARN,
			     "DISK %d: %s is no number that there is and has "
			     "no effect",
			     disk->id, disk->ignored);
	if (disk->odd_serial)
		og_notes_add(notes, OG_WARN,
			     "DISK %d: libvirt starts no guest with this "
			     "SERIAL, it takes letters, digits, blanks and "
			     "_.+- only",
			     disk->id);
}

static void note_nic(const struct og_vm *vm, const struct og_vm_nic *nic,
		     struct og_notes *notes)
{
	bool shared =
		vm->mem_access && strcasecmp(vm->mem_access, "shared") == 0;

	if (nic->ignored)
		og_notes_add(notes, OG_WARN,
			     "NIC %d: %s is no number that there is and has no "
			     "effect",
			     nic->id, nic->ignored);
	if (nic->kind == OG_NIC_VHOSTUSER && !shared)
		og_notes_add(
			notes, OG_WARN,
			"NIC %d: Open vSwitch with DPDK reaches no memory "
			"of this VM, set TOPOLOGY/MEMORY_ACCESS=shared and "
			"HUGEPAGE_SIZE",
			nic->id);
}

void og_device_notes(const struct og_vm *vm, struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_disks; i++)
		note_disk(&vm->disks[i], notes);
	if (vm->lost_context)
		og_notes_add(notes, OG_WARN,
			     "CONTEXT has no TARGET: the guest has no disk to "
			     "read it from");
	for (size_t i = 0; i < vm->n_nics; i++)
		note_nic(vm, &vm->nics[i], notes);
}
