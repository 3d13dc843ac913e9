/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-explain. */
#ifndef OG_TEST_EXPLAIN_SUITES_H
#define OG_TEST_EXPLAIN_SUITES_H

#include "harness.h"

Suite *og_suite_changes(void);
Suite *og_suite_jsonout(void);

#endif
