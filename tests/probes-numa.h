/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of the NUMA probe. What the program does is in cli-numa.sh. */
#ifndef OG_PROBES_NUMA_H
#define OG_PROBES_NUMA_H

#include "harness.h"

Suite *numa_meminfo_suite(void);
Suite *numa_nodes_suite(void);
Suite *numa_cores_suite(void);
Suite *numa_usage_suite(void);

#endif
