/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-frontend, one for each module. */
#ifndef OG_FRONTEND_SUITES_H
#define OG_FRONTEND_SUITES_H

#include <check.h>

Suite *suite_front_hosts(void);
Suite *suite_front_oned(void);
Suite *suite_front_records(void);
Suite *suite_front_tree(void);
Suite *suite_onedconf(void);

#endif
