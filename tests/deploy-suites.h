/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-deploy, one for each module. */
#ifndef OG_DEPLOY_SUITES_H
#define OG_DEPLOY_SUITES_H

#include "harness.h"

Suite *og_suite_bound(void);
Suite *og_suite_companions(void);
Suite *og_suite_giveback(void);
Suite *og_suite_guard(void);
Suite *og_suite_live(void);
Suite *og_suite_lock(void);
Suite *og_suite_quotes(void);
Suite *og_suite_site(void);

#endif
