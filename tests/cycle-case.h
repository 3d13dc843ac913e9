/* SPDX-License-Identifier: Apache-2.0 */
/* One scheduling cycle as a case: a message, its plan, its log lines. */
#ifndef OG_TEST_CYCLE_CASE_H
#define OG_TEST_CYCLE_CASE_H

#include "choose.h"
#include "sched-text.h"

struct og_cycle_case {
	const char *name;
	struct og_text text;
	enum og_policy policy;	    /* configured; 0: preferred */
	struct og_choose_conf conf; /* the rest of the configuration */
	/*
	 * "5>0/100 6>>1/100": VM 5 to host 0, datastore 100; 6 migrates.
	 * "5>0/100+0:10": its NIC 0 to network 10.
	 */
	const char *plan;
	const char *log; /* the lines, whole */
};

void og_cycle_check(const struct og_cycle_case *c);

#endif
