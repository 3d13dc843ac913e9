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
