// SPDX-License-Identifier: Apache-2.0
/* Any bytes as an address; what is accepted reads back from all its forms. */
#include <assert.h>
#include <stdint.h>

#include "bdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const forms[])(const struct og_bdf *bdf,
				     char text[OG_BDF_TEXT]) = {
		og_bdf_name,
		og_bdf_address,
		og_bdf_short,
	};
	struct og_bdf bdf, again;

	if (og_bdf_parse((const char *)data, size, &bdf) < 0)
		return 0;
	for (size_t i = 0; i < OG_COUNT(forms); i++) {
		char text[OG_BDF_TEXT];

		forms[i](&bdf, text);
		if (og_bdf_parse(text, strlen(text), &again) < 0 ||
		    og_bdf_cmp(&bdf, &again) != 0)
			abort();
	}
	return 0;
}
