/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What our driver moved when it started a domain, by the domain's metadata
 * (lib/domain-ns): where oned had put a cell, and where it went.
 */
#ifndef OG_MOVES_H
#define OG_MOVES_H

#include "cpuset.h"
#include "xmltree.h"

struct og_moved {
	int cell;
	int from_memory, memory; /* nodes; -1 where it is not said */
	struct og_cpuset from_cpus, cpus;
};

struct og_moves {
	struct og_moved *all;
	size_t n, cap;
	bool ours; /* the domain is of our driver */
};

void og_moves_free(struct og_moves *moves);

/* `root` is <domain>. What is there and is not ours is passed over. */
void og_moves_read(const struct og_xml_node *root, struct og_moves *ret_moves);

/*
 * "CPUs 0-3 -> 4-7, memory node 0 -> 1", a cell each; NULL where nothing was
 * moved. The caller frees.
 */
char *og_moves_text(const struct og_moves *moves);

#endif
