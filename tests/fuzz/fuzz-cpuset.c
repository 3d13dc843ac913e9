// SPDX-License-Identifier: Apache-2.0
/* What a list means does not change when it is written and read again. */
#include "cpuset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autobuf first = OG_BUF_INIT, second = OG_BUF_INIT;
	struct og_cpuset set, again;

	if (og_cpuset_parse((const char *)data, size, &set) < 0)
		return 0;
	og_cpuset_format(&first, &set);
	if (og_cpuset_parse(og_buf_text(&first), first.len, &again) < 0 ||
	    !og_cpuset_equal(&set, &again))
		abort();
	og_cpuset_format(&second, &again);
	if (strcmp(og_buf_text(&first), og_buf_text(&second)) != 0)
		abort();
	return 0;
}
