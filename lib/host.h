/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One description of a host for all three programs: NUMA nodes, their cores,
 * CPUs, memory and huge pages, and the PCI devices, with who holds what.
 *
 * It can be filled from hwloc (lib/hwtopo), from oned's HOST document
 * (lib/hostxml) or by a test. Decisions read it and never touch a file.
 * Units: memory in KiB, ids as the kernel's. All arrays are owned by the
 * host and sorted by id once og_host_finish() returned 0.
 */
#ifndef OG_HOST_H
#define OG_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "bdf.h"
#include "cpuset.h"

#define OG_VM_NONE (-1) /* nobody: CPUs and devices */

/* KiB. Nobody has more, and a million of them add up without overflow. */
#define OG_MEMORY_MAX (INT64_MAX >> 20)

struct og_cpu {
	int32_t id;
	int32_t vm;	/* one of its users, or OG_VM_NONE */
	uint32_t users; /* VMs pinned to it; VMS_THREAD allows more than one */
	bool isolated;	/* reserved by the administrator: oned's ":-2" */
};

struct og_core {
	int32_t id; /* unique inside its node only */
	bool dedicated;
	struct og_cpu *cpus;
	size_t n_cpus, cap_cpus;
};

struct og_pages {
	uint64_t size_kb;
	uint64_t total; /* pages */
	uint64_t used;	/* pages */
	uint64_t free;	/* by the kernel; UINT64_MAX where that is not known */
};

struct og_node {
	int32_t id;
	struct og_core *cores;
	size_t n_cores, cap_cores;
	int64_t mem_total, mem_used; /* KiB */
	int64_t mem_free; /* KiB, by the kernel; INT64_MAX: not known */
	struct og_pages *pages;
	size_t n_pages, cap_pages;
	int32_t *distance; /* node ids, nearest first; as complete as given */
	size_t n_distance, cap_distance;
	/* Of each node of the host by ascending id, as ACPI counts: 10 is the
	 * node itself. None: not known. */
	uint32_t *away;
	size_t n_away;
};

struct og_device {
	struct og_bdf bdf;
	uint16_t vendor, device, class_id;
	int32_t node;		/* NUMA node, -1 where unknown */
	int32_t vm;		/* holder, or OG_VM_NONE */
	char *uuid, *mdev_mode; /* of a vGPU; NULL otherwise */
	/* NUMA nodes of its package, bit n for node n; 0: not known. */
	uint64_t socket;
	/* Name the switch and the root complex above it; 0: not known. */
	uint64_t pcie_switch, root_complex;
};

struct og_host {
	struct og_node *nodes;
	size_t n_nodes, cap_nodes;
	struct og_device *devices; /* sorted by ADDRESS text, as oned walks */
	size_t n_devices, cap_devices;
	uint32_t vms_thread; /* VMs that may share one CPU; 1 unless set */
};

void og_host_init(struct og_host *host);
void og_host_free(struct og_host *host);
void og_host_copy(const struct og_host *host, struct og_host *ret_copy);

/* Append zeroed elements; the pointer is good until the next append. */
struct og_node *og_host_add_node(struct og_host *host, int32_t id);
struct og_core *og_node_add_core(struct og_node *node, int32_t id);
struct og_pages *og_node_add_pages(struct og_node *node, uint64_t size_kb);
void og_node_add_distance(struct og_node *node, int32_t id);
struct og_device *og_host_add_device(struct og_host *host);

/*
 * Note that `vm` uses `cpu` of the core (vm < 0: the CPU merely exists, or,
 * with `isolated`, is reserved). Repeated ids add users to one CPU.
 */
void og_core_add_cpu(struct og_core *core, int32_t cpu, int32_t vm,
		     bool isolated);

/*
 * Sort everything by id. -EINVAL, naming the element, for what no host can
 * be: a node id twice, a CPU in two cores, a device twice, negative memory.
 */
int og_host_finish(struct og_host *host, struct og_err *err);

struct og_node *og_host_node(const struct og_host *host, int32_t id);
struct og_device *og_host_device(const struct og_host *host,
				 const struct og_bdf *bdf);

/*
 * The NUMA nodes of this node's package, as one of the devices tells it: bit n
 * for node n. 0 where none does; nodes above 63 are not told.
 */
uint64_t og_host_socket(const struct og_host *host, int32_t node);

/* How far memory of `to` is for CPUs of `from`, as ACPI counts; 0: unknown. */
uint32_t og_host_away(const struct og_host *host, int32_t from, int32_t to);

/* The node that has this CPU, or NULL. */
struct og_node *og_host_node_of_cpu(const struct og_host *host, int32_t cpu);
struct og_cpu *og_node_cpu(const struct og_node *node, int32_t cpu,
			   struct og_core **ret_core);

/* Threads of the widest core of the host; 1 where there is none. */
uint32_t og_host_threads(const struct og_host *host);

#endif
