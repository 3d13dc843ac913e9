// SPDX-License-Identifier: Apache-2.0
#include "net.h"

#include <stdlib.h>

void og_net_init(struct og_net *net)
{
	*net = (struct og_net){ .id = -1 };
}

void og_net_free(struct og_net *net)
{
	free(net->clusters);
	og_attrs_free(&net->attrs);
	og_net_init(net);
}

bool og_net_in_cluster(const struct og_net *net, int32_t cluster)
{
	for (size_t i = 0; i < net->n_clusters; i++)
		if (net->clusters[i] == cluster)
			return true;
	return false;
}

static int64_t count(struct og_net *const *nets, size_t n,
		     const struct og_net *net)
{
	int64_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += nets[i] == net;
	return found;
}

static enum og_net_verdict judge(const struct og_net *net, int32_t cluster,
				 int64_t mine, bool may_repeat)
{
	if (!og_net_in_cluster(net, cluster))
		return OG_NET_CLUSTER;
	if (mine && !may_repeat)
		return OG_NET_SAME;
	if (net->size - net->used_leases - mine <= 0)
		return OG_NET_LEASES;
	return OG_NET_OK;
}

enum og_net_verdict og_net_choose(const struct og_net_wish *wishes, size_t n,
				  int32_t cluster, bool may_repeat,
				  struct og_net **ret_nets, int32_t *ret_nic)
{
	for (size_t i = 0; i < n; i++) {
		enum og_net_verdict why = OG_NET_NONE;

		for (size_t j = 0; j < wishes[i].n_nets && why; j++) {
			struct og_net *net = wishes[i].nets[j];
			enum og_net_verdict v =
				judge(net, cluster, count(ret_nets, i, net),
				      may_repeat);

			if (v == OG_NET_OK)
				ret_nets[i] = net;
			if (v == OG_NET_OK || v > why)
				why = v;
		}
		if (why) {
			*ret_nic = wishes[i].nic;
			return why;
		}
	}
	return OG_NET_OK;
}
