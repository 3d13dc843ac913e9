/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VMs on hand-made hosts, and where the node settles them. Nodes have four
 * cores of two threads: node 0 CPUs 0 to 3 and 8 to 11, node 1 CPUs 4 to 7 and
 * 12 to 15, node 2 CPUs 16 and up.
 */
#ifndef OG_PINS_SCENES_H
#define OG_PINS_SCENES_H

#include "numafit.h"

struct og_scene_cell {
	int node, cpus[4]; /* CPU + 1; 0 ends */
	int memory_node;
	int64_t memory; /* MiB; 0: 512 */
};

struct og_scene {
	const char *name;
	enum og_pin pin;
	struct og_scene_cell cells[3]; /* without CPUs: ends */
	int devices[4];		       /* node + 1 of each; 0 ends */
	int held[16];		       /* CPU + 1 of others; 0 ends */
	bool held_core;		       /* they are of policy CORE */
	unsigned threads;	       /* THREADS of the VM; 0: 1 */
	int64_t used[2];	       /* MiB of each node */
	int64_t pool[2];   /* MiB of each node in huge pages of 2 MiB */
	int64_t unused[2]; /* MiB that its kernel has free; 0: not known */
	int64_t hugepage_kb;
	int reserved[4]; /* CPU + 1; 0 ends */
	int nodes;	 /* of the host; 0: 2 */
	bool blind;	 /* no host is known */
	/* What must come of it. */
	const char *cpus[3]; /* of each cell; NULL: as before */
	int memory[3];	     /* node + 1; 0: as before */
	const char *note, *warning, *error;
};

extern const struct og_scene og_pins_scenes[];
extern const size_t og_n_pins_scenes;

#endif
