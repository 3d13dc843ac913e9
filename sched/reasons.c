// SPDX-License-Identifier: Apache-2.0
#include "reasons.h"

#include <stdio.h>

static const char *const words[OG_N_REASONS] = {
	[OG_REASON_FAULT] = "unusable host data",
	[OG_REASON_CPU] = "too little CPU",
	[OG_REASON_MEMORY] = "too little memory",
	[OG_REASON_PCI] = "no free PCI device for it",
	[OG_REASON_NUMA] = "no NUMA node with room",
	[OG_REASON_FAILS] = "oned would start it without its pins",
	[OG_REASON_MATES] = "no room for the VMs that must be beside it",
	[OG_REASON_POLICY] = "PCI_NUMA_POLICY=required",
	[OG_REASON_SOCKET] = "PCI_NUMA_POLICY=socket",
	[OG_REASON_SOCKET_UNKNOWN] = "PCI_NUMA_POLICY=socket, sockets unknown",
	[OG_REASON_STORE] = "no system datastore with room",
	[OG_REASON_CURRENT] = "it runs there now",
	[OG_REASON_STATE] = "not monitored, in error or disabled",
	[OG_REASON_DISPATCH] = "max_host VMs were sent there in this cycle",
	[OG_REASON_AFFINITY] = "against the affinity of its VM group",
	[OG_REASON_STORE_NONE] = "no system datastore it may use",
	[OG_REASON_STORE_CLUSTER] = "no system datastore in the cluster",
	[OG_REASON_STORE_UNMONITORED] = "system datastore not monitored",
	[OG_REASON_NET_NONE] = "no network it may use",
	[OG_REASON_NET_CLUSTER] = "no network in the cluster",
	[OG_REASON_NET_SAME] = "no network of its own for each NIC",
	[OG_REASON_NET_LEASES] = "no free lease in a network",
};

const char *og_reason_text(enum og_reason why)
{
	return words[why];
}

bool og_reasons_add(struct og_reasons *reasons, enum og_reason why,
		    int32_t host)
{
	if (reasons->count[why]++)
		return false;
	reasons->first[why].host = host;
	return true;
}

void og_reasons_story(struct og_reasons *reasons, enum og_reason why,
		      const char *story)
{
	snprintf(reasons->first[why].text, sizeof(reasons->first[why].text),
		 "%s", story);
}

void og_reasons_tell(const struct og_reasons *reasons, struct og_buf *out)
{
	const char *comma = "";

	for (int i = 0; i < OG_N_REASONS; i++) {
		unsigned n = reasons->count[i];
		const char *story = reasons->first[i].text;

		if (!n)
			continue;
		og_buf_fmt(out, "%s%s: %u host%s (%shost %d%s%s)", comma,
			   words[i], n, n == 1 ? "" : "s",
			   n == 1 ? "" : "first ", reasons->first[i].host,
			   *story ? ": " : "", story);
		comma = "; ";
	}
}
