/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of the probes' room. What its programs do is in tests/cli-*. */
#ifndef OG_PROBES_H
#define OG_PROBES_H

#include "harness.h"

Suite *probes_emit_suite(void);
Suite *probes_faults_suite(void);
Suite *probes_listing_suite(void);
Suite *probes_netname_suite(void);
Suite *probes_pciconf_suite(void);
Suite *probes_scan_suite(void);
Suite *probes_traits_suite(void);
Suite *probes_vgpu_suite(void);

#endif
