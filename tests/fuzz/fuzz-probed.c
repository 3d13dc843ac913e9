// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

#include "probed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_probed_free) struct og_probed probed = { 0 };

	og_probed_parse((const char *)data, size, &probed, NULL);
	return 0;
}
