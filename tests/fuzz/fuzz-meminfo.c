// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a meminfo; what is accepted fits into bytes. */
#include <assert.h>

#include "meminfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_meminfo info;

	if (og_meminfo_parse((const char *)data, size, &info) < 0)
		return 0;
	assert(info.total >= 0 && info.total <= INT64_MAX / 1024);
	assert(info.free >= -1 && info.free <= INT64_MAX / 1024);
	assert(info.used >= -1 && info.used <= INT64_MAX / 1024);
	assert(info.free < 0 || info.used >= 0);
	return 0;
}
