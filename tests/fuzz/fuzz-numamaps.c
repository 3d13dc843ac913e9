// SPDX-License-Identifier: Apache-2.0
/* What is taken adds up. */
#include <stdlib.h>

#include "numamaps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_numamaps maps;
	int64_t sum = 0;

	if (og_numamaps_parse((const char *)data, size, &maps) < 0)
		return 0;
	for (int n = 0; n < OG_NUMAMAPS_NODES; n++)
		sum += maps.kib[n];
	if (sum != maps.total)
		abort();
	return 0;
}
