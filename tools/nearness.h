/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a VM beside its devices? Pure counting over a host; where the CPUs and
 * the memory nodes come from is the caller's business.
 */
#ifndef OG_NEARNESS_H
#define OG_NEARNESS_H

#include "host.h"

struct og_nearness {
	unsigned cpus, local_cpus;
	unsigned nodes, local_nodes; /* of memory */
};

/* `near`: the nodes of the VM's devices. */
void og_nearness_count(const struct og_host *host, const struct og_cpuset *near,
		       const struct og_cpuset *cpus,
		       const struct og_cpuset *memory,
		       struct og_nearness *ret_nearness);

/* Something is pinned, and nothing of it is away from the devices. */
bool og_nearness_holds(const struct og_nearness *nearness);

#endif
