// SPDX-License-Identifier: Apache-2.0
/* test-sched: the scheduler, from the message to the plan. */
#include "sched-suites.h"

int main(void)
{
	Suite *const suites[] = {
		og_suite_input(),      og_suite_message(),
		og_suite_vmxml(),      og_suite_oned_pci(),
		og_suite_oned_nodes(), og_suite_locality(),
		og_suite_choose(),     og_suite_policies(),
		og_suite_stores(),     og_suite_choose_random(),
		og_suite_plan(),       og_suite_expr(),
		og_suite_rank(),       og_suite_net(),
		og_suite_group(),      og_suite_conf(),
		og_suite_recorded(),   og_suite_shortage(),
		og_suite_together(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
