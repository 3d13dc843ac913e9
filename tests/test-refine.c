// SPDX-License-Identifier: Apache-2.0
#include "harness.h"
#include "refine-suites.h"

int main(void)
{
	Suite *suites[] = {
		og_suite_xmlkept(),	 og_suite_refine(), og_suite_wants(),
		og_suite_domain_check(), og_suite_rules(),  og_suite_foreign(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
