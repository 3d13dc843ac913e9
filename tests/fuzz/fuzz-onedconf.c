// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

#include "onedconf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };

	if (og_onedconf_parse((const char *)data, size, &conf, NULL) < 0)
		return 0;
	for (size_t i = 0; i < conf.n_attrs; i++)
		if (!og_onedconf_next(&conf, NULL, conf.attrs[i].name) ||
		    (conf.attrs[i].value && conf.attrs[i].n_pairs))
			abort();
	return 0;
}
