/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which NUMA nodes share a processor package, as sysfs tells: one node a
 * package on most machines, several where the firmware splits packages
 * (sub-NUMA clustering, NPS). Nodes without CPUs are of no package.
 */
#ifndef OG_SOCKETNODES_H
#define OG_SOCKETNODES_H

#include "cpuset.h"
#include "root.h"

struct og_socketnodes_package {
	int32_t id; /* the kernel's physical_package_id */
	struct og_cpuset nodes;
};

struct og_socketnodes {
	struct og_socketnodes_package *packages;
	size_t n, cap;
};

/*
 * -errno where the package of one CPU or the CPUs of one node are unknown:
 * what is left would look like all there is.
 */
int og_socketnodes_read(const struct og_root *root,
			struct og_socketnodes *ret_sockets);
void og_socketnodes_free(struct og_socketnodes *sockets);

/*
 * All nodes of the package that this node's CPUs are of, or of the packages
 * where it spans some; none where it has no CPUs.
 */
void og_socketnodes_of(const struct og_socketnodes *sockets, int32_t node,
		       struct og_cpuset *ret_nodes);

#endif
