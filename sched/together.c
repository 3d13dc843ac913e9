// SPDX-License-Identifier: Apache-2.0
#include "together.h"

enum og_together og_together_pair(const struct og_host *host,
				  const struct og_device *a,
				  const struct og_device *b)
{
	uint64_t socket = og_host_socket(host, a->node);

	if (a->pcie_switch && a->pcie_switch == b->pcie_switch)
		return OG_TOGETHER_SWITCH;
	if (a->root_complex && a->root_complex == b->root_complex)
		return OG_TOGETHER_ROOT;
	if (a->node >= 0 && a->node == b->node)
		return OG_TOGETHER_NODE;
	if (b->node >= 0 && b->node < 64 && socket >> b->node & 1)
		return OG_TOGETHER_SOCKET;
	return OG_TOGETHER_HOST;
}

const char *og_together_name(enum og_together together)
{
	static const char *const names[] = {
		[OG_TOGETHER_SWITCH] = "one switch",
		[OG_TOGETHER_ROOT] = "one root complex",
		[OG_TOGETHER_NODE] = "one NUMA node",
		[OG_TOGETHER_SOCKET] = "one socket",
		[OG_TOGETHER_HOST] = "nothing but the host",
	};

	return names[together];
}

uint32_t og_together_sum(const struct og_host *host,
			 const struct og_oned_alloc *alloc,
			 enum og_together *ret_widest)
{
	enum og_together widest = OG_TOGETHER_SWITCH;
	uint32_t sum = 0;

	for (size_t i = 0; i < alloc->n_pcis; i++)
		for (size_t j = 0; j < i; j++) {
			int32_t a = alloc->pcis[i].device;
			int32_t b = alloc->pcis[j].device;
			enum og_together t;

			if (a < 0 || b < 0)
				continue;
			t = og_together_pair(host, &host->devices[a],
					     &host->devices[b]);
			sum += t;
			widest = t > widest ? t : widest;
		}
	if (ret_widest)
		*ret_widest = widest;
	return sum;
}
