// SPDX-License-Identifier: Apache-2.0
#include "candidate.h"

#include <stdio.h>

#define STORY(cand, ...) \
	snprintf((cand)->story.text, sizeof((cand)->story.text), __VA_ARGS__)

/* What needs no allocation to know: cheapest first. */
static bool is_open(const struct og_seeker *s, const struct og_shost *host,
		    enum og_reason *ret_why)
{
	const struct og_bond *bond = s->bond;

	if (host->fault)
		*ret_why = OG_REASON_FAULT;
	else if (!og_shost_is_enabled(host))
		*ret_why = OG_REASON_STATE;
	else if (og_vm_is_moving(s->vm) && host->id == s->vm->last_host)
		*ret_why = OG_REASON_CURRENT;
	else if (host->cpu_max - host->cpu_used < bond->cpu)
		*ret_why = OG_REASON_CPU;
	else if (host->mem_max - host->mem_used < bond->memory)
		*ret_why = OG_REASON_MEMORY;
	else if (s->max_host && host->n_placed >= s->max_host)
		*ret_why = OG_REASON_DISPATCH;
	else if (!og_affinity_allows(s->affinity, s->index, host))
		*ret_why = OG_REASON_AFFINITY;
	else
		return true;
	return false;
}

static bool has_store(struct og_seeker *s, struct og_candidate *cand,
		      enum og_reason *ret_why)
{
	static const enum og_reason reasons[] = {
		[OG_STORAGE_NONE] = OG_REASON_STORE_NONE,
		[OG_STORAGE_CLUSTER] = OG_REASON_STORE_CLUSTER,
		[OG_STORAGE_UNMONITORED] = OG_REASON_STORE_UNMONITORED,
		[OG_STORAGE_FULL] = OG_REASON_STORE,
	};
	enum og_storage_verdict v =
		og_storage_choose(s->wishes.stores, s->wishes.n_stores,
				  cand->host, &s->storage, &cand->store);

	if (v == OG_STORAGE_OK)
		return true;
	/* What was said of locality is not the reason. */
	cand->story.text[0] = '\0';
	*ret_why = reasons[v];
	return false;
}

static bool has_nets(struct og_seeker *s, struct og_candidate *cand,
		     enum og_reason *ret_why)
{
	static const enum og_reason reasons[] = {
		[OG_NET_NONE] = OG_REASON_NET_NONE,
		[OG_NET_CLUSTER] = OG_REASON_NET_CLUSTER,
		[OG_NET_SAME] = OG_REASON_NET_SAME,
		[OG_NET_LEASES] = OG_REASON_NET_LEASES,
	};
	int32_t nic = -1;
	enum og_net_verdict v = og_net_choose(s->wishes.nics, s->wishes.n_nics,
					      cand->host->cluster, s->same_nets,
					      s->wishes.nets, &nic);

	if (v == OG_NET_OK)
		return true;
	*ret_why = reasons[v];
	STORY(cand, "NIC %d", nic);
	return false;
}

/*
 * Is the policy content? `required` asks for oned's own outcome: what the
 * node may mend later is no promise that place can make.
 */
static bool is_content(const struct og_seeker *s, struct og_candidate *cand)
{
	if (s->policy != OG_POLICY_REQUIRED || s->vm->n_pcis == 0)
		return true;
	if (!og_vm_has_nodes(s->vm)) {
		STORY(cand, "without a TOPOLOGY with PIN_POLICY nothing is "
			    "pinned");
		return false;
	}
	return cand->locality == OG_LOCAL;
}

/* Devices and nodes: what oned would make of them. */
static bool fits(const struct og_seeker *s, struct og_candidate *cand,
		 enum og_reason *ret_why)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	const struct og_host *share = &cand->host->share;

	switch (og_oned_fit(share, s->vm)) {
	case OG_FIT_PCI:
		*ret_why = OG_REASON_PCI;
		return false;
	case OG_FIT_NUMA:
		*ret_why = OG_REASON_NUMA;
		return false;
	case OG_FIT_OK:
		break;
	}
	og_oned_predict(share, s->vm, &alloc);
	cand->locality = og_locality_judge(share, s->vm, &alloc, &cand->story);
	if (cand->locality == OG_ALLOC_FAILS) {
		*ret_why = OG_REASON_FAILS;
		return false;
	}
	if (!is_content(s, cand)) {
		*ret_why = OG_REASON_POLICY;
		return false;
	}
	return true;
}

bool og_candidate_judge(struct og_seeker *s, struct og_shost *host,
			struct og_candidate *ret_cand, enum og_reason *ret_why)
{
	*ret_cand = (struct og_candidate){ .host = host };
	return is_open(s, host, ret_why) && fits(s, ret_cand, ret_why) &&
	       has_store(s, ret_cand, ret_why) &&
	       has_nets(s, ret_cand, ret_why);
}
