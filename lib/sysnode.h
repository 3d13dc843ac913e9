/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NUMA nodes as sysfs tells of them: which there are, and of each its CPUs,
 * memory, huge pages and which others are near. What is read here is cheap:
 * no discovery, a handful of files a node.
 *
 * A kernel without NUMA has no node directories: then there is one node, 0,
 * and all of the machine is its.
 */
#ifndef OG_SYSNODE_H
#define OG_SYSNODE_H

#include "cpuset.h"
#include "meminfo.h"
#include "root.h"

struct og_sysnodes {
	struct og_cpuset ids; /* never empty */
	/*
	 * Those of `ids` and the memory of GPUs that the NVIDIA driver offers
	 * as nodes (/proc/driver/nvidia): no host memory, it goes with its GPU.
	 */
	struct og_cpuset online;
	bool uma; /* no node directories */
};

struct og_sysnode_pages {
	uint64_t size_kb;
	uint64_t count;
};

void og_sysnodes_find(const struct og_root *root,
		      struct og_sysnodes *ret_nodes);

/*
 * Whether the folder of nodes is what others may rely on: absent, or with a
 * list of online nodes that names some, or without the list and with nodes.
 */
bool og_sysnodes_are_listed(const struct og_root *root,
			    const struct og_sysnodes *nodes);

/* The node's own online CPUs: none for a node of memory only. */
int og_sysnode_cpus(const struct og_root *root, const struct og_sysnodes *nodes,
		    int32_t id, struct og_cpuset *ret_cpus);

int og_sysnode_memory(const struct og_root *root,
		      const struct og_sysnodes *nodes, int32_t id,
		      struct og_meminfo *ret_info);

/*
 * One entry for each size of huge page whose `file` ("nr_hugepages",
 * "free_hugepages") holds a number, by ascending size; none where the kernel
 * has no huge pages. The caller frees the list.
 */
size_t og_sysnode_pages(const struct og_root *root,
			const struct og_sysnodes *nodes, int32_t id,
			const char *file, struct og_sysnode_pages **ret_list);

/*
 * All of `ids`, the node itself first, then nearest first, ties by id. So
 * also where its distances cannot be read: then all others tie. The caller
 * frees the list, which has as many elements as `ids`.
 */
int32_t *og_sysnode_near(const struct og_root *root,
			 const struct og_sysnodes *nodes, int32_t id);

/*
 * How far each of `ids` is from this one of them, in their order, as ACPI
 * counts: 10 is the node itself, 255 cannot be reached. NULL where that cannot
 * be read. The caller frees.
 */
uint32_t *og_sysnode_away(const struct og_root *root,
			  const struct og_sysnodes *nodes, int32_t id);

/*
 * The pure part of og_sysnode_near(): `row` is the text of a node's distance
 * file, one number for each of `online` in the order of their ids. A row of any
 * other shape says nothing: -EINVAL or -ERANGE, and the order is by id.
 */
int og_sysnode_order(const char *row, size_t len,
		     const struct og_cpuset *online, int32_t id,
		     int32_t *ret_ids);

#endif
