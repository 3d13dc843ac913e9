/* SPDX-License-Identifier: Apache-2.0 */
/* The suites of what lib/ knows of hosts and of an administrator's files. */
#ifndef OG_LIBHOST_H
#define OG_LIBHOST_H

#include "harness.h"

Suite *libhost_bdf_suite(void);
Suite *libhost_hwtopo_suite(void);
Suite *libhost_paths_suite(void);
Suite *libhost_pciid_suite(void);
Suite *libhost_root_suite(void);
Suite *libhost_tmpl_suite(void);
Suite *libhost_yamlconf_suite(void);

#endif
