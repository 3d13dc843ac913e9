/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of test-sched. */
#ifndef OG_SCHED_SUITES_H
#define OG_SCHED_SUITES_H

#include "harness.h"

Suite *og_suite_choose(void);
Suite *og_suite_choose_random(void);
Suite *og_suite_conf(void);
Suite *og_suite_expr(void);
Suite *og_suite_group(void);
Suite *og_suite_input(void);
Suite *og_suite_locality(void);
Suite *og_suite_message(void);
Suite *og_suite_net(void);
Suite *og_suite_oned_nodes(void);
Suite *og_suite_oned_pci(void);
Suite *og_suite_plan(void);
Suite *og_suite_policies(void);
Suite *og_suite_rank(void);
Suite *og_suite_recorded(void);
Suite *og_suite_shortage(void);
Suite *og_suite_stores(void);
Suite *og_suite_together(void);
Suite *og_suite_vmxml(void);

#endif
