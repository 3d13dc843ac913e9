// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "libhost.h"

int main(void)
{
	/* Without forks the last one takes openat2 from all behind it. */
	Suite *const suites[] = {
		libhost_bdf_suite(),   libhost_hwtopo_suite(),
		libhost_pciid_suite(), libhost_root_suite(),
		libhost_tmpl_suite(),  libhost_yamlconf_suite(),
		libhost_paths_suite(),
	};

	/* Recordings and names of devices are reached through it. */
	if (access("/proc/self/fd", R_OK) < 0)
		og_test_skip("no /proc is mounted here");
	return og_test_run(suites, OG_COUNT(suites));
}
