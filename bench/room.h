/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What room a cluster has left, and for whom. FGD's measure (Weng et al.,
 * USENIX ATC 2023) counts the free GPUs that a task drawn from the workload
 * could not use where they are.
 */
#ifndef OG_ROOM_H
#define OG_ROOM_H

#include "cluster.h"

struct og_room {
	unsigned free_gpus;
	/*
	 * Of these, how many are lost on average to a VM with GPUs drawn from
	 * the trace: because it does not fit on the host; because it does not
	 * fit beside them, CPUs and memory on their node.
	 */
	double lost_host, lost_node;
};

/* `truth` has a host for each of the message: who really holds what. */
void og_room_measure(const struct og_trace *trace, const struct og_message *msg,
		     const struct og_host *truth, struct og_room *ret_room);

/* No scheduler can place more VMs than this. */
struct og_bound {
	size_t vms, gpu_vms, local;
	size_t multi; /* VMs of two GPUs or more that the trace has */
	unsigned gpus;
};

/* `msg` has the hosts, empty. */
void og_bound_compute(const struct og_trace *trace,
		      const struct og_message *msg, struct og_bound *ret_bound);

#endif
