// SPDX-License-Identifier: Apache-2.0
/* test-deploy: what the driver's program on the node stands on. */
#include "deploy-suites.h"

int main(void)
{
	Suite *const suites[] = {
		og_suite_bound(),  og_suite_companions(), og_suite_giveback(),
		og_suite_guard(),  og_suite_live(),	  og_suite_lock(),
		og_suite_quotes(), og_suite_site(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
