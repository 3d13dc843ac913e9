// SPDX-License-Identifier: Apache-2.0
/* Any bytes as pci.conf, and a device decided on by what was accepted. */
#include <assert.h>
#include <stdint.h>

#include "pciconf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct og_pcidev gpu = { .vendor = 0x10de, .device = 0x26b9 };
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	struct og_err err = { 0 };

	if (og_pciconf_parse((const char *)data, size, &conf, &err) < 0) {
		assert(err.code < 0 && strncmp(err.msg, "line ", 5) == 0);
		return 0;
	}
	og_pciconf_wants_id(&conf, &gpu);
	og_pciconf_wants_name(&conf, "NVIDIA Corporation AD102GL [L40S]");
	og_pciconf_is_nvidia(&conf, gpu.vendor);
	return 0;
}
