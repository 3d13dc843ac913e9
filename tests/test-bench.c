// SPDX-License-Identifier: Apache-2.0
/* test-bench: what the quality bench reads and how it judges. */
#include "bench-suites.h"

int main(void)
{
	Suite *const suites[] = { og_suite_trace(), og_suite_nodeside() };

	return og_test_run(suites, OG_COUNT(suites));
}
