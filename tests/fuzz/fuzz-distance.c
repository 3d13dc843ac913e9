// SPDX-License-Identifier: Apache-2.0
/*
 * The first byte chooses how many nodes, any others are a row of distances:
 * whatever it says, the order names every node once and the node first.
 */
#include <assert.h>

#include "sysnode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_cpuset online = { 0 };
	int32_t ids[16];
	unsigned n;

	if (size == 0)
		return 0;
	n = 1 + data[0] % 16;
	for (unsigned i = 0; i < n; i++)
		og_cpuset_add(&online, 3 * i);
	og_sysnode_order((const char *)data + 1, size - 1, &online,
			 3 * (int32_t)(n / 2), ids);
	assert(ids[0] == 3 * (int32_t)(n / 2));
	for (unsigned i = 0; i < n; i++) {
		assert(og_cpuset_has(&online, (unsigned)ids[i]));
		og_cpuset_del(&online, (unsigned)ids[i]);
	}
	assert(og_cpuset_is_empty(&online));
	return 0;
}
