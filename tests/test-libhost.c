// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

int main(void)
{
	Suite *const suites[] = {
		libhost_bdf_suite(),   libhost_hwtopo_suite(),
		libhost_pciid_suite(), libhost_root_suite(),
		libhost_tmpl_suite(),  libhost_yamlconf_suite(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
