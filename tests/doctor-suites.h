/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-doctor, one for each module; the checks are one. */
#ifndef OG_DOCTOR_SUITES_H
#define OG_DOCTOR_SUITES_H

#include <check.h>

Suite *suite_doctor_checks(void);
Suite *suite_doctor_distro(void);
Suite *suite_doctor_firmware(void);
Suite *suite_doctor_parse(void);
Suite *suite_doctor_vm(void);

#endif
