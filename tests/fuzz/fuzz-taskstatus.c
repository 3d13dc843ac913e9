// SPDX-License-Identifier: Apache-2.0
/* The three texts of a thread, one after the other over the same bytes. */
#include "taskstatus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *text = og_strndup((const char *)data, size);
	og_autofree char *dir = og_taskstatus_cpuset_dir(text);
	struct og_cpuset cpus;

	if (dir && strstr(dir, ".."))
		abort();
	if (og_taskstatus_cpus((const char *)data, size, &cpus) == 0 &&
	    og_cpuset_is_empty(&cpus))
		abort();
	if (og_taskstatus_vcpu(text) >= OG_CPU_MAX)
		abort();
	return 0;
}
