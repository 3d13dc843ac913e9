// SPDX-License-Identifier: Apache-2.0
#include "nearness.h"

void og_nearness_count(const struct og_host *host, const struct og_cpuset *near,
		       const struct og_cpuset *cpus,
		       const struct og_cpuset *memory,
		       struct og_nearness *ret_nearness)
{
	struct og_nearness count = {
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
	*ret_nearness = count;
}

bool og_nearness_holds(const struct og_nearness *nearness)
{
	return nearness->cpus > 0 && nearness->nodes > 0 &&
	       nearness->local_cpus == nearness->cpus &&
	       nearness->local_nodes == nearness->nodes;
}
