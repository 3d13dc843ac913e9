// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

void og_locality_count(const struct og_host *host, const struct og_cpuset *near,
		       const struct og_cpuset *cpus,
		       const struct og_cpuset *memory,
		       struct og_locality *ret_locality)
{
	struct og_locality count = {
		.cpus = og_cpuset_count(cpus),
		.nodes = og_cpuset_count(memory),
	};
	struct og_cpuset local = *memory;

	og_cpuset_and(&local, near);
	count.local_nodes = og_cpuset_count(&local);
	for (int cpu = og_cpuset_next(cpus, -1); cpu >= 0;
	     cpu = og_cpuset_next(cpus, cpu)) {
		const struct og_node *node = og_host_node_of_cpu(host, cpu);

		if (node && og_cpuset_has(near, (unsigned)node->id))
			count.local_cpus++;
	}
	*ret_locality = count;
}

bool og_locality_holds(const struct og_locality *locality)
{
	return locality->cpus > 0 && locality->nodes > 0 &&
	       locality->local_cpus == locality->cpus &&
	       locality->local_nodes == locality->nodes;
}
