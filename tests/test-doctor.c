// SPDX-License-Identifier: Apache-2.0
#include "doctor-suites.h"
#include "harness.h"

int main(void)
{
	Suite *const suites[] = {
		suite_doctor_checks(),	 suite_doctor_distro(),
		suite_doctor_firmware(), suite_doctor_parse(),
		suite_doctor_vm(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
