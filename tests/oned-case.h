/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One case for the oned model: a regular host, a VM, and oned's answer as
 * text. Nodes have four cores of two threads; CPU 8n + 2c + t.
 */
#ifndef OG_TEST_ONED_CASE_H
#define OG_TEST_ONED_CASE_H

#include "build.h"
#include "oned.h"

enum { OG_CASE_NODES = 4, OG_CASE_VNODES = 3, OG_CASE_PCIS = 10 };

struct og_case_gpu {
	const char *address; /* "e1:00.0"; NULL ends the list */
	int32_t node;
	bool taken;
};

struct og_case_pci {
	const char *address;   /* SHORT_ADDRESS, or NULL */
	int vendor, class_id;  /* 0: not given */
	bool dedicated, given; /* given: an empty request counts too */
};

struct og_oned_case {
	const char *name;
	unsigned nodes;			 /* 0: 2 */
	const char *used, *isolated;	 /* CPU lists */
	int64_t mem_used[OG_CASE_NODES]; /* MiB of 1024 */
	uint64_t pages[OG_CASE_NODES];	 /* of 2 MiB; 0: none */
	unsigned vms_thread;
	bool short_distance; /* each node knows itself only */
	struct og_case_gpu gpus[OG_CASE_PCIS + 1];

	enum og_pin pin;
	uint32_t cpus[OG_CASE_VNODES]; /* of each vnode; 0 ends */
	int64_t mem;		       /* MiB a vnode; 0: 128 */
	int affinity;		       /* node + 1; 0: none */
	uint64_t hugepage_mb;
	uint32_t threads;
	bool flat_slot;
	uint32_t vm_bus; /* 0: 1 */
	struct og_case_pci pcis[OG_CASE_PCIS + 1];

	enum og_fit_verdict fit;
	/*
	 * "e1:00.0@13=31:00.0 | 0:0,2 1m0:8": per request the device, its bus
	 * index and guest address; per vnode its node, the memory's where it
	 * is another, and the CPUs. "-" where there is none; words for what
	 * failed.
	 */
	const char *want;
};

void og_case_check(const struct og_oned_case *c);

#endif
