// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "topo-suites.h"

int main(void)
{
	Suite *const suites[] = {
		suite_audit(),	   suite_bindrule(), suite_topo(),
		suite_topo_diff(), suite_vfiobind(),
	};

	/* Recordings are reached through it. */
	if (access("/proc/self/fd", R_OK) < 0)
		og_test_skip("no /proc is mounted here");
	return og_test_run(suites, OG_COUNT(suites));
}
