// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

int main(void)
{
	Suite *const suites[] = {
		probes_emit_suite(),	probes_faults_suite(),
		probes_listing_suite(), probes_netname_suite(),
		probes_pciconf_suite(), probes_scan_suite(),
		probes_traits_suite(),	probes_vgpu_suite(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
