// SPDX-License-Identifier: Apache-2.0
#include "probes-numa.h"

int main(void)
{
	Suite *const suites[] = {
		numa_meminfo_suite(),
		numa_nodes_suite(),
		numa_cores_suite(),
		numa_usage_suite(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
