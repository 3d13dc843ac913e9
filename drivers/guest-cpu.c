// SPDX-License-Identifier: Apache-2.0
#include "guest-cpu.h"

bool og_guest_cpu(const struct og_vm *vm, struct og_guest_cpu *ret_cpu)
{
	uint32_t sockets = vm->sockets ? vm->sockets : 1;
	uint32_t threads = vm->threads ? vm->threads : 1;
	uint32_t all = vm->vcpus_max;

	if (!vm->has_topology)
		return false;
	if (threads > all || all % threads)
		threads = 1;
	if (sockets > all / threads || all / threads % sockets)
		sockets = 1;
	*ret_cpu = (struct og_guest_cpu){
		.sockets = sockets,
		.cores = all / threads / sockets,
		.threads = threads,
	};
	return true;
}

void og_balloon_note(const struct og_vm *vm, struct og_notes *notes)
{
	if (vm->memory_max && !vm->hotplug && vm->n_pci)
		og_notes_add(notes, OG_WARN,
			     "MEMORY_MAX needs a balloon, and devices pin all "
			     "memory: the guest has MEMORY and no more");
}

void og_guest_cpu_note(const struct og_vm *vm, struct og_notes *notes)
{
	struct og_guest_cpu is;

	if (vm->cpu_features && !vm->cpu_model)
		og_notes_add(notes, OG_WARN,
			     "CPU_MODEL has FEATURES but no MODEL to add them "
			     "to: the guest has the default CPU");
	if (vm->ignored_access)
		og_notes_add(notes, OG_WARN,
			     vm->n_cells
				     ? "TOPOLOGY has a MEMORY_ACCESS that is "
				       "neither shared nor private: it has no "
				       "effect"
				     : "TOPOLOGY has a MEMORY_ACCESS and no "
				       "PIN_POLICY, HUGEPAGE_SIZE or "
				       "NODE_AFFINITY: it has no effect");
	if (vm->features.ignored_queues)
		og_notes_add(notes, OG_WARN,
			     "FEATURES has VIRTIO_SCSI_QUEUES=\"%.64s\", which "
			     "is no number of queues: there is one",
			     vm->features.ignored_queues);
	if (vm->features.ignored_number)
		og_notes_add(notes, OG_WARN,
			     "FEATURES: %s is no number that there is and has "
			     "no effect",
			     vm->features.ignored_number);
	if (vm->display.graphics.ignored)
		og_notes_add(notes, OG_WARN,
			     "GRAPHICS has TYPE=\"%.64s\", not vnc or spice: "
			     "the guest has no display",
			     vm->display.graphics.ignored);
	if (vm->os.lost_bootloader && !vm->os.kernel)
		og_notes_add(notes, OG_WARN,
			     "OS has a BOOTLOADER, which QEMU has none of: it "
			     "has no effect");
	if (vm->guard.unknown)
		og_notes_add(notes, OG_WARN,
			     "MEMORY_ENCRYPTION has TYPE=\"%.64s\", not SEV or "
			     "SEV-ES: the guest's memory is not encrypted",
			     vm->guard.unknown);
	og_balloon_note(vm, notes);
	if (og_guest_cpu(vm, &is) &&
	    ((vm->sockets && vm->sockets != is.sockets) ||
	     (vm->threads && vm->threads != is.threads)))
		og_notes_add(notes, OG_WARN,
			     "%u vCPUs do not divide into %u sockets of %u "
			     "threads a core: the guest has %u, %u cores each, "
			     "%u threads",
			     vm->vcpus_max, vm->sockets ? vm->sockets : 1,
			     vm->threads ? vm->threads : 1, is.sockets,
			     is.cores, is.threads);
}
