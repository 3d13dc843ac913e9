// SPDX-License-Identifier: Apache-2.0
#include "best.h"

bool og_best_is_beaten(const struct og_best *best,
		       const struct og_candidate *cand, enum og_policy policy,
		       float rank, bool gpus_first)
{
	bool near = policy != OG_POLICY_NONE;
	int loss;

	if (!best->cand.host)
		return true;
	if (near && cand->locality != best->cand.locality)
		return cand->locality < best->cand.locality;
	if (near && cand->far != best->cand.far)
		return cand->far < best->cand.far;
	if (near && cand->apart != best->cand.apart)
		return cand->apart < best->cand.apart;
	if (!gpus_first && (!near || rank != best->rank))
		return false;
	loss = og_scarce_cmp(&cand->loss, &best->cand.loss);
	return loss < 0 || (loss == 0 && rank > best->rank);
}

bool og_best_is_settled(const struct og_best *best, enum og_policy policy,
			float rank, bool gpus_first)
{
	if (!best->cand.host || gpus_first)
		return false;
	return policy == OG_POLICY_NONE ||
	       (best->cand.locality == OG_LOCAL && !best->cand.apart &&
		rank != best->rank);
}
