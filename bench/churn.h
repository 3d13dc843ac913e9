/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host under churn: VMs start and stop at random, oned allocates by its
 * books, the node settles each by the truth. What comes of it, counted.
 *
 * Deterministic: the same seed, the same numbers.
 */
#ifndef OG_CHURN_H
#define OG_CHURN_H

#include <stdint.h>

#include "err.h"
#include "numafit.h"

/* A share of 100 each. */
struct og_churn_mix {
	unsigned two_vnodes; /* of the VMs: two virtual nodes, else one */
	unsigned hugepages;  /* on huge pages of 2 MiB */
	unsigned pin_core, pin_shared; /* the policy; THREAD for the rest */
};

struct og_churn_conf {
	uint64_t seed;			/* not 0 */
	unsigned nodes, cores, threads; /* cores of the host */
	unsigned gpus;			/* of the host */
	unsigned memory; /* GiB of the host; VMs take 1 to 3 a core */
	unsigned load;	 /* most of its cores in use, percent */
	unsigned steps;	 /* starts and stops */
	struct og_churn_mix mix;
};

struct og_churn {
	size_t starts;
	size_t with_gpus;
	size_t near; /* of these: a vnode is beside some GPU of the VM */
	/* Of these: a local place was free by oned's books, and it was got. */
	size_t oned_could, oned_local;
	/* By the truth, and it was got from the node. */
	size_t node_could, node_local;
	size_t moved;
	size_t spread;	  /* a vnode over several nodes */
	size_t merged;	  /* two vnodes on one node */
	size_t apart;	  /* CPUs and memory of a vnode on different nodes */
	size_t broken;	  /* THREAD: not in the groups the guest sees */
	size_t far_pages; /* on huge pages: none free at the GPU, no move */
	/* The memory of no node was enough for a vnode's: one is overdrawn. */
	size_t short_of_memory;
	/* What must not be. */
	size_t shared_cpus; /* CPUs of two VMs that oned gave exclusively */
	size_t overdrawn; /* starts after which a node's memory or pages are */
	size_t refused;	  /* by the node, what oned had granted */
};

/* Adds to `sum`. An error is a fault of this bench. */
int og_churn_run(const struct og_churn_conf *conf, struct og_churn *sum,
		 struct og_err *err);

/*
 * One VM with one GPU on a host half of whose cores, memory and GPUs are
 * anybody's; of the configuration, seed, nodes, cores, threads, gpus and
 * memory are read. Adds to `sum`.
 */
int og_churn_half(const struct og_churn_conf *conf, struct og_churn *sum,
		  struct og_err *err);

#endif
