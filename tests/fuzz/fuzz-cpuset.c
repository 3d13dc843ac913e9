// SPDX-License-Identifier: Apache-2.0
/*
 * What a list or a mask means does not change when it is written as a list and
 * read again.
 */
#include "cpuset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct og_cpuset *set)
{
	og_autobuf first = OG_BUF_INIT, second = OG_BUF_INIT;
	struct og_cpuset again;

	og_cpuset_format(&first, set);
	if (og_cpuset_parse(og_buf_text(&first), first.len, &again) < 0 ||
	    !og_cpuset_equal(set, &again))
		abort();
	og_cpuset_format(&second, &again);
	if (strcmp(og_buf_text(&first), og_buf_text(&second)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_cpuset set;

	if (og_cpuset_parse((const char *)data, size, &set) == 0)
		check(&set);
	if (og_cpuset_parse_mask((const char *)data, size, &set) == 0)
		check(&set);
	return 0;
}
