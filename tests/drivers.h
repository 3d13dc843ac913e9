/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The suites of the drivers' room, and a VM to try things on.
 */
#ifndef OG_TEST_DRIVERS_H
#define OG_TEST_DRIVERS_H

#include <check.h>

#include "vm.h"

Suite *og_suite_xmltree(void);
Suite *og_suite_vm(void);
Suite *og_suite_pcie(void);
Suite *og_suite_pins(void);
Suite *og_suite_rundom(void);
Suite *og_suite_domain(void);

/* Parse text or fail the test. */
struct og_xml_doc *og_test_doc(const char *text);

#endif
