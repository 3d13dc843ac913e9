/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The NUMA fit: where on a host would a VM's virtual nodes be local?
 *
 * Pure: host and request in, CPUs and memory nodes out. `place` asks whether
 * the node could mend oned's choice, the driver asks where to move a VM.
 * CPUs are counted exactly as oned counts them for the same pin policy, so
 * a fit costs a host the same capacity that oned booked: one-to-one moves
 * keep its books true.
 */
#ifndef OG_NUMAFIT_H
#define OG_NUMAFIT_H

#include "host.h"

enum og_pin { OG_PIN_NONE, OG_PIN_CORE, OG_PIN_THREAD, OG_PIN_SHARED };

/* "CORE", "THREAD", "SHARED" in any case; anything else is OG_PIN_NONE. */
enum og_pin og_pin_parse(const char *s);
const char *og_pin_name(enum og_pin pin);

struct og_vnode {
	uint32_t cpus;	/* TOTAL_CPUS */
	int64_t memory; /* KiB */
	int32_t want;	/* the node of its devices, -1 where it has none */
};

/*
 * How memory is counted. oned takes no huge page off a node's memory and books
 * VMs on huge pages twice, as pages and as memory; whoever predicts it must
 * do likewise. A machine has every byte once.
 */
enum og_books {
	OG_BOOKS_ONED,
	OG_BOOKS_NODE,	 /* pools of huge pages apart from other memory */
	OG_BOOKS_KERNEL, /* so too, and the kernel has it free at this moment */
};

struct og_fit_request {
	enum og_pin pin;
	uint32_t threads;     /* per core the guest sees: 1, 2, 4 ... */
	uint64_t hugepage_kb; /* 0: ordinary memory */
	enum og_books books;
	const struct og_vnode *vnodes;
	size_t n_vnodes;
};

struct og_fit_vnode {
	int32_t node; /* its CPUs are here */
	int32_t memory_node;
	int32_t *cpus; /* in pin order: vCPU i of the cell on cpus[i] */
	size_t n_cpus;
};

struct og_fit {
	struct og_fit_vnode *vnodes; /* as many as were asked for */
	size_t n_vnodes;
};

void og_fit_free(struct og_fit *fit);

/* CPUs that a vnode of this policy could still get on this node. */
uint32_t og_fit_free_cpus(const struct og_host *host,
			  const struct og_node *node, enum og_pin pin,
			  uint32_t threads);

/*
 * Memory of this node that a vnode of the request could still get: KiB, or
 * with huge pages their number. Below zero where the node is overdrawn.
 */
int64_t og_fit_free_memory(const struct og_node *node,
			   const struct og_fit_request *req);

/*
 * Every vnode with CPUs and memory on its wanted node; one without a wish
 * goes where most CPUs are free, to a node that no vnode wants if it can. All
 * or nothing: -ENOSPC, with an error that names node and shortage ("node 1: 2
 * CPUs are free, 4 are needed"), where it is not to be had. No CPU is given
 * twice to one VM. With ret_fit NULL the question is only whether it can be.
 */
int og_fit_local(const struct og_host *host, const struct og_fit_request *req,
		 struct og_fit *ret_fit, struct og_err *err);

/* Mark a fit in the host: CPUs, cores, memory and pages are then `vm`'s. */
void og_fit_apply(struct og_host *host, const struct og_fit_request *req,
		  const struct og_fit *fit, int32_t vm);

#endif
