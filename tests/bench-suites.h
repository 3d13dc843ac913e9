/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-bench. */
#ifndef OG_BENCH_SUITES_H
#define OG_BENCH_SUITES_H

#include "harness.h"

Suite *og_suite_nodeside(void);
Suite *og_suite_trace(void);

#endif
