// SPDX-License-Identifier: Apache-2.0
/* The checks of `onegpu doctor --frontend`, and what they read. */
#include "frontend-suites.h"
#include "harness.h"

int main(void)
{
	Suite *const suites[] = {
		suite_front_tree(),    suite_front_oned(), suite_front_hosts(),
		suite_front_records(), suite_onedconf(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
