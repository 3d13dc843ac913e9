/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The node's last word on which CPUs and which memory a VM gets. oned chose
 * without knowing where devices are near and which moves were made before;
 * here both are known. CPUs and memory move together, devices never; what
 * oned granted is neither refused nor shared.
 *
 * A pure decision: VM and host in, VM out, with notes for a person.
 */
#ifndef OG_PINS_H
#define OG_PINS_H

#include "notes.h"
#include "vm.h"

/* What a cell had from oned before it was moved. */
struct og_move {
	size_t cell;
	int32_t node, memory_node;
	struct og_cpuset cpus;
};

struct og_moves {
	struct og_move *all;
	size_t count, cap;
};

void og_moves_free(struct og_moves *moves);

/*
 * Settle the VM's cells. `host` holds what every other VM on the node has;
 * NULL where that is unknown: then nothing is moved.
 *
 * A pinned VM whose cells are not on the nodes of its devices, or whose CPUs
 * or memory are not free, gets a local place; where there is none it keeps
 * oned's, and where that is taken any other, down to single CPUs of several
 * nodes, whose cores it shares. -ENOSPC only where the host as a whole lacks
 * CPUs for a VM of policy CORE.
 */
int og_pins_settle(struct og_vm *vm, const struct og_host *host,
		   struct og_moves *ret_moves, struct og_notes *notes,
		   struct og_err *err);

/*
 * Where the emulator's own threads go: on idle siblings of the VM's dedicated
 * cores (CORE leaves them empty), near its devices first; else on the VM's
 * CPUs. Empty for a VM without pins. `topology` may be NULL.
 */
void og_pins_emulator(const struct og_vm *vm, const struct og_host *topology,
		      struct og_cpuset *ret_set);

#endif
