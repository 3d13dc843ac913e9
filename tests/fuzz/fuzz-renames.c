// SPDX-License-Identifier: Apache-2.0
/* The comments of udev's rules: what is found is a name and nothing else. */
#include "renames.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_renames_free) struct og_renames renames = { 0 };

	og_renames_parse((const char *)data, size, &renames);
	for (size_t i = 0; i < renames.n; i++) {
		const struct og_rename *item = &renames.items[i];

		if (!og_renames_is_ifname(item->name, strlen(item->name)) ||
		    !og_renames_find(&renames, &item->bdf))
			abort();
	}
	return 0;
}
