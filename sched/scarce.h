/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of two hosts is the smaller loss? GPUs are what a cluster runs out of
 * first, so hosts that serve a VM equally well are told apart by what is left
 * of theirs, after oned has taken those that it will take.
 *
 * First come the sets of two, four and eight free GPUs that the VM breaks: of
 * one switch (or, where no switch is told, of one root complex), of one node,
 * of one host. A set counts as many as it has GPUs. This is the growth of
 * FGD's measure (Weng et al., USENIX ATC 2023), the free GPUs that a VM of the
 * workload could not use, for a workload that asks for two, four and eight
 * alike. Then comes how many are free: a VM without GPUs leaves GPU hosts
 * alone, and one with few fills up what others began.
 */
#ifndef OG_SCARCE_H
#define OG_SCARCE_H

#include "oned.h"

struct og_loss {
	uint32_t broken;    /* GPUs of the sets that break */
	uint32_t free_gpus; /* before */
};

/* Free GPUs of a host. */
uint32_t og_scarce_count(const struct og_host *host);

/* `alloc` is what oned will give the VM on this host. */
struct og_loss og_scarce_loss(const struct og_host *host,
			      const struct og_oned_alloc *alloc);

/* <0: `a` is the smaller loss, >0: `b`, 0: there is no telling. */
int og_scarce_cmp(const struct og_loss *a, const struct og_loss *b);

#endif
