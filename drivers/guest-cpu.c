// SPDX-License-Identifier: Apache-2.0
#include "guest-cpu.h"

bool og_guest_cpu(const struct og_vm *vm, struct og_guest_cpu *ret_cpu)
{
	uint32_t sockets = vm->sockets ? vm->sockets : 1;
	uint32_t threads = vm->threads ? vm->threads : 1;

	if (!vm->has_topology || !(vm->sockets || vm->cores || vm->threads))
		return false;
	if (threads > vm->vcpus || vm->vcpus % threads)
		threads = 1;
	if (sockets > vm->vcpus / threads || vm->vcpus / threads % sockets)
		sockets = 1;
	*ret_cpu = (struct og_guest_cpu){
		.sockets = sockets,
		.cores = vm->vcpus / threads / sockets,
		.threads = threads,
	};
	return true;
}

void og_guest_cpu_note(const struct og_vm *vm, struct og_notes *notes)
{
	struct og_guest_cpu is;

	if (vm->cpu_features && !vm->cpu_model)
		og_notes_add(notes, OG_WARN,
			     "CPU_MODEL has FEATURES but no MODEL to add them "
			     "to: the guest has the default CPU");
	if (og_guest_cpu(vm, &is) &&
	    ((vm->sockets && vm->sockets != is.sockets) ||
	     (vm->threads && vm->threads != is.threads)))
		og_notes_add(notes, OG_WARN,
			     "%u vCPUs do not divide into %u sockets of %u "
			     "threads a core: the guest has %u, %u cores each, "
			     "%u threads",
			     vm->vcpus, vm->sockets ? vm->sockets : 1,
			     vm->threads ? vm->threads : 1, is.sockets,
			     is.cores, is.threads);
}
