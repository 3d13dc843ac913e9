/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One scheduling cycle: for every VM that waits, the best host, system
 * datastore and networks, and for every VM that gets none, why.
 *
 * VMs are served by USER_PRIORITY, then age (id). Hosts are ordered by
 * locality class, then by rank (rank.h), then by the smaller loss of GPUs
 * (scarce.h), or with `gpus_first` the last two the other way; datastores and
 * networks by rank. Each choice is applied to the message's own hosts,
 * datastores and networks, exactly as oned will, so that the next VM sees what
 * is left. Pure but for that.
 */
#ifndef OG_CHOOSE_H
#define OG_CHOOSE_H

#include "message.h"
#include "plan.h"

/* All zero are the defaults, but for the policy. */
struct og_choose_conf {
	enum og_policy policy; /* for VMs that name none */
	uint32_t max_host;     /* VMs a host and cycle; 0: no limit */
	/* Rank expressions for VMs and NICs that have none; NULL: striping. */
	const char *host_rank, *store_rank, *net_rank;
	double memory_scale; /* of MEMORY, counted in the system datastore */
	bool same_nets;	     /* two NICs of a VM may be in one network */
	bool gpus_first;     /* the smaller loss of GPUs comes before rank */
	/*
	 * To the letter as OpenNebula's rank: ranks are of the beginning of
	 * the cycle, not of what it placed since; VM groups go as affinity.h
	 * tells; a LIMIT_MB counts even above what is free; images of resumed
	 * VMs count twice.
	 */
	bool as_rank;
};

void og_choose(struct og_message *msg, const struct og_choose_conf *conf,
	       struct og_plan *ret_plan);

struct og_seeker;

/* Is shown every VM at its turn, before what was chosen for it is applied. */
struct og_watch {
	/*
	 * `host` is NULL where none fits; `fault` tells why no host could,
	 * then the seeker has no wishes, and is NULL otherwise.
	 */
	void (*see)(void *ctx, const struct og_seeker *seeker,
		    const struct og_shost *host, const char *fault);
	void *ctx;
};

/* The same cycle, watched. */
void og_choose_watched(struct og_message *msg,
		       const struct og_choose_conf *conf,
		       const struct og_watch *watch, struct og_plan *ret_plan);

#endif
