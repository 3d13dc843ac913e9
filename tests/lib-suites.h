/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-lib, one for each module. */
#ifndef OG_LIB_SUITES_H
#define OG_LIB_SUITES_H

#include "harness.h"

Suite *og_suite_b64(void);
Suite *og_suite_buf(void);
Suite *og_suite_cpuset(void);
Suite *og_suite_err(void);
Suite *og_suite_host(void);
Suite *og_suite_hostxml(void);
Suite *og_suite_log(void);
Suite *og_suite_mem(void);
Suite *og_suite_num(void);
Suite *og_suite_numafit(void);
Suite *og_suite_numafit_random(void);
Suite *og_suite_xmlread(void);

#endif
