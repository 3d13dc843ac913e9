// SPDX-License-Identifier: Apache-2.0
/* Any line as a modalias; what is accepted is written back the same. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>

#include "mem.h"
#include "modalias.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *text = og_strndup((const char *)data, size);
	struct og_modalias ids = { 0 };
	char again[64];

	if (og_modalias_parse(text, &ids) < 0)
		return 0;
	assert(ids.class_id <= 0xffffff);
	/* The subsystem's ids are not kept. */
	snprintf(again, sizeof(again), "pci:v%08xd%08x%.20sbc%02xsc%02xi%02x",
		 ids.vendor, ids.device, text + 22, ids.class_id >> 16,
		 ids.class_id >> 8 & 0xff, ids.class_id & 0xff);
	assert(strcasecmp(again, text) == 0);
	return 0;
}
