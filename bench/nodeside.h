/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The node's part of a placement, as the driver plays it: what oned pinned is
 * settled on the host as it truly is, and marked there. Both rooms have a
 * noun `og_vm`; this header has neither, so that a bench can ask both.
 */
#ifndef OG_NODESIDE_H
#define OG_NODESIDE_H

#include "numafit.h"

struct og_pinned_node {
	uint32_t vcpus;
	int64_t memory; /* KiB */
	int32_t node;	/* of its CPUs; -1: spread over several */
	int32_t memory_node;
	int32_t *cpus;
	size_t n_cpus;
};

struct og_pinned {
	int32_t id;
	enum og_pin pin;
	uint32_t threads;
	uint64_t hugepage_kb;	      /* 0: ordinary memory */
	struct og_pinned_node *nodes; /* virtual ones */
	size_t n_nodes;
	const struct og_device **devices; /* lent by a host */
	size_t n_devices;
};

void og_pinned_free(struct og_pinned *vm);

/* The driver's own decision: move it where `host` has a better place. */
int og_nodeside_settle(struct og_pinned *vm, const struct og_host *host,
		       bool *ret_moved, struct og_err *err);

/*
 * Mark it in the host, memory as a machine has it. The CPUs among its that
 * another VM has already, or the core of which is another's alone.
 */
unsigned og_nodeside_mark(const struct og_pinned *vm, struct og_host *host);

/* It stops. `books` is how the host's memory is counted. */
void og_nodeside_unmark(const struct og_pinned *vm, enum og_books books,
			struct og_host *host);

/* The node that has all CPUs of a virtual node; -1: several have. */
int32_t og_nodeside_node(const struct og_pinned *vm, size_t vnode,
			 const struct og_host *host);

/* CPUs of some virtual node are on more than one node of the host. */
bool og_nodeside_is_spread(const struct og_pinned *vm,
			   const struct og_host *host);

/*
 * Every virtual node has all its CPUs, and its memory, on the node of some
 * device of the VM, and every device has such a virtual node. By the CPUs'
 * own nodes, whatever the VM's fields say.
 */
bool og_nodeside_is_local(const struct og_pinned *vm,
			  const struct og_host *host);

#endif
