/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OG_TEST_SCHED_JSONOUT_H
#define OG_TEST_SCHED_JSONOUT_H

#include "harness.h"

Suite *og_suite_jsonout(void);

#endif
