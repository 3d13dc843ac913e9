/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts for unit tests, regular ones in one call: CPUs are numbered node by
 * node, core by core; every DISTANCE is complete.
 */
#ifndef OG_TEST_BUILD_H
#define OG_TEST_BUILD_H

#include "host.h"

#define OG_MIB (1024LL) /* in KiB, the unit of the host model */

struct og_build {
	unsigned nodes, cores, threads; /* cores a node, threads a core */
	int64_t memory;			/* KiB a node */
	uint64_t hugepages;		/* of 2 MiB, a node */
	unsigned vms_thread;		/* 0: 1 */
	uint32_t away; /* from each node to the others; 0: not known */
};

void og_build_host(struct og_host *host, const struct og_build *build);

/* A free GPU 10de:26b9:0302; `address` as "e1:00.0". */
void og_build_gpu(struct og_host *host, const char *address, int32_t node);

/* CPU `cpu` gets one user more, or is reserved. */
void og_build_use(struct og_host *host, int32_t cpu);
void og_build_isolate(struct og_host *host, int32_t cpu);

/* Do that to every CPU of a list; one that is named twice gets it twice. */
void og_build_mark(struct og_host *host, const char *list,
		   void (*mark)(struct og_host *host, int32_t cpu));

/* Use the first `count` cores of a node, all CPUs of each. */
void og_build_busy(struct og_host *host, int32_t node, unsigned count);

#endif
