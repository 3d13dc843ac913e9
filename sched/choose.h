/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One scheduling cycle: for every VM that waits, the best host and system
 * datastore, and for every VM that gets none, why.
 *
 * VMs are served by USER_PRIORITY, then age (id). Hosts are ordered by
 * locality class, then striping (fewest running VMs), then id. Each choice is
 * applied to the message's own hosts and datastores, exactly as oned will, so
 * that the next VM sees what is left. Pure but for that.
 */
#ifndef OG_CHOOSE_H
#define OG_CHOOSE_H

#include "message.h"
#include "plan.h"

struct og_choose_conf {
	enum og_policy policy; /* for VMs that name none */
};

void og_choose(struct og_message *msg, const struct og_choose_conf *conf,
	       struct og_plan *ret_plan);

#endif
