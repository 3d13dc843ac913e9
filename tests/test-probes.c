// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "probes.h"

int main(void)
{
	Suite *const suites[] = {
		probes_emit_suite(),	probes_faults_suite(),
		probes_listing_suite(), probes_netname_suite(),
		probes_pciconf_suite(), probes_scan_suite(),
		probes_traits_suite(),	probes_vgpu_suite(),
	};

	/* Recordings and names of devices are reached through it. */
	if (access("/proc/self/fd", R_OK) < 0)
		og_test_skip("no /proc is mounted here");
	return og_test_run(suites, OG_COUNT(suites));
}
