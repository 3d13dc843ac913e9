/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is free on each NUMA node at this moment: memory and huge pages. Read
 * from sysfs alone, since the agent asks every two minutes.
 */
#ifndef OG_NUMAUSAGE_H
#define OG_NUMAUSAGE_H

#include "sysnode.h"

struct og_numausage_node {
	int32_t id;
	bool has_memory;	  /* whether `memory` was to be read */
	struct og_meminfo memory; /* KiB */
	struct og_sysnode_pages *pages;
	size_t n_pages;
};

struct og_numausage {
	struct og_numausage_node *nodes; /* by id */
	size_t n_nodes;
};

/* -ENOENT where nothing below the root tells of memory or of pages. */
int og_numausage_read(const struct og_root *root,
		      struct og_numausage *ret_usage, struct og_err *err);
void og_numausage_free(struct og_numausage *usage);

#endif
