// SPDX-License-Identifier: Apache-2.0
#include "harness.h"
#include "tools-suites.h"

int main(void)
{
	Suite *const suites[] = {
		suite_nearness(), suite_picture(), suite_seat(),
		suite_probed(),	  suite_proc(),	   suite_style(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
