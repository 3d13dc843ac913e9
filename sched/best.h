/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The best of the hosts looked at so far, in the order of their ranks.
 * Locality is before rank, first of the VM to its devices (its class, then how
 * many it is beside), then of these to
 * one another; of hosts that come level and are equally near, the one is best
 * whose GPUs are the smaller loss. With `gpus_first` that loss is before rank.
 * Under policy none locality plays no part, and without `gpus_first` the order
 * is that of rank alone.
 */
#ifndef OG_BEST_H
#define OG_BEST_H

#include "candidate.h"

struct og_best {
	struct og_candidate cand; /* its host is NULL while there is none */
	float rank;
};

/* Is this host, which comes behind it by rank, better? */
bool og_best_is_beaten(const struct og_best *best,
		       const struct og_candidate *cand, enum og_policy policy,
		       float rank, bool gpus_first);

/* Neither a host of this rank nor one behind it can be better. */
bool og_best_is_settled(const struct og_best *best, enum og_policy policy,
			float rank, bool gpus_first);

#endif
