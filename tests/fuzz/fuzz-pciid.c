// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a pattern; what is accepted is in range and matches itself. */
#include <assert.h>
#include <stdint.h>

#include "pciid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An id that this part of the pattern matches. */
static uint16_t fitting(int32_t part)
{
	assert(part >= OG_PCIID_ANY && part <= UINT16_MAX);
	return part == OG_PCIID_ANY ? 0x1234 : (uint16_t)part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_err err = { 0 };
	struct og_pciid id;

	if (og_pciid_parse((const char *)data, size, &id, &err) < 0)
		assert(err.code < 0 && err.msg[0]);
	else
		assert(og_pciid_match(&id, fitting(id.vendor),
				      fitting(id.device),
				      fitting(id.class_id) | id.class_any));
	return 0;
}
