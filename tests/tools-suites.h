/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of the tools room; tests/test-tools.c runs them. */
#ifndef OG_TOOLS_SUITES_H
#define OG_TOOLS_SUITES_H

#include <check.h>

Suite *suite_nearness(void);
Suite *suite_picture(void);
Suite *suite_seat(void);
Suite *suite_probed(void);
Suite *suite_proc(void);
Suite *suite_style(void);

#endif
