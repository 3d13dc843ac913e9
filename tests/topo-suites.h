/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of bind, topo and audit; tests/test-topo.c runs them. */
#ifndef OG_TOPO_SUITES_H
#define OG_TOPO_SUITES_H

#include "harness.h"

Suite *suite_audit(void);
Suite *suite_bindrule(void);
Suite *suite_topo(void);
Suite *suite_topo_diff(void);
Suite *suite_vfiobind(void);

#endif
