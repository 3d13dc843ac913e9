/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual network as the scheduler sees it, and the choice of networks for
 * the NICs of a VM that leave it to us (NETWORK_MODE=auto). Plain data.
 */
#ifndef OG_NET_H
#define OG_NET_H

#include "attrs.h"

struct og_net {
	int32_t id;
	int64_t size;	     /* of all address ranges */
	int64_t used_leases; /* of all address ranges */
	int32_t *clusters;
	size_t n_clusters, cap_clusters;
	struct og_attrs attrs; /* what a rank expression may ask for */
};

void og_net_init(struct og_net *net);
void og_net_free(struct og_net *net);

bool og_net_in_cluster(const struct og_net *net, int32_t cluster);

/* What a NIC would like, best first. */
struct og_net_wish {
	int32_t nic;
	struct og_net **nets;
	size_t n_nets;
};

/* Why a NIC got none: what the network nearest to a choice lacked. */
enum og_net_verdict {
	OG_NET_OK,
	OG_NET_NONE,	/* its requirements allow none */
	OG_NET_CLUSTER, /* not in the host's cluster */
	OG_NET_SAME,	/* another NIC of the VM is in it */
	OG_NET_LEASES,	/* no free lease */
};

/*
 * Networks for all NICs in a cluster, in ret_nets, one a wish. Leases are
 * not taken; two NICs never get the same lease. On failure ret_nic tells
 * which got none.
 */
enum og_net_verdict og_net_choose(const struct og_net_wish *wishes, size_t n,
				  int32_t cluster, bool may_repeat,
				  struct og_net **ret_nets, int32_t *ret_nic);

#endif
