// SPDX-License-Identifier: Apache-2.0
/* test-lib: what every room stands on. */
#include "lib-suites.h"

int main(void)
{
	Suite *const suites[] = {
		og_suite_mem(),	    og_suite_err(),
		og_suite_log(),	    og_suite_buf(),
		og_suite_num(),	    og_suite_cpuset(),
		og_suite_b64(),	    og_suite_xmlread(),
		og_suite_host(),    og_suite_hostxml(),
		og_suite_numafit(), og_suite_numafit_random(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
