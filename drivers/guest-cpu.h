/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's sockets, cores and threads. oned's numbers do not always
 * multiply to the vCPUs (cores="0" is one of its answers), and libvirt refuses
 * a topology that does not.
 */
#ifndef OG_GUEST_CPU_H
#define OG_GUEST_CPU_H

#include "notes.h"
#include "vm.h"

struct og_guest_cpu {
	uint32_t sockets, cores, threads;
};

/*
 * As the VM says where that is right, else with as much of it as divides the
 * vCPUs: threads rather than sockets. false: the VM asks for none.
 */
bool og_guest_cpu(const struct og_vm *vm, struct og_guest_cpu *ret_cpu);

/* Note that there is no balloon; og_guest_cpu_note() does. */
void og_balloon_note(const struct og_vm *vm, struct og_notes *notes);

/* Note what the VM asks of its CPU and does not get. */
void og_guest_cpu_note(const struct og_vm *vm, struct og_notes *notes);

#endif
