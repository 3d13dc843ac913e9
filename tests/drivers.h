/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The suites of the drivers' room, and a VM to try things on.
 */
#ifndef OG_TEST_DRIVERS_H
#define OG_TEST_DRIVERS_H

#include <check.h>

#include "rundom.h"
#include "vm.h"

Suite *og_suite_driver_conf(void);
Suite *og_suite_xmltree(void);
Suite *og_suite_vm(void);
Suite *og_suite_pcie(void);
Suite *og_suite_pcie_check(void);
Suite *og_suite_pack(void);
Suite *og_suite_pins(void);
Suite *og_suite_rundom(void);
Suite *og_suite_rundom_memory(void);
Suite *og_suite_domain(void);
Suite *og_suite_guest(void);
Suite *og_suite_os(void);
Suite *og_suite_features(void);
Suite *og_suite_display(void);
Suite *og_suite_cells(void);
Suite *og_suite_disk(void);
Suite *og_suite_nic(void);
Suite *og_suite_pci(void);
Suite *og_suite_schema(void);
Suite *og_suite_slots(void);

/* The defaults; they live as long as the program. */
const struct og_driver_conf *og_test_conf(void);

/* All of a VM, with the defaults. */
int og_test_vm(const struct og_xml_doc *doc, struct og_vm *ret_vm,
	       struct og_err *err);

/* The domain of a VM on a host of which nothing is known, or a failed test. */
void og_test_domain(struct og_vm *vm, struct og_buf *out);

/* A running domain; as og_rundom_read(). */
int og_test_rundom(const char *text, struct og_rundom *dom, struct og_err *err);
/*
 * Where it runs: CPUs 0 and 1 are the threads of node 0's core, 2 and 3 those
 * of node 1's; each has 4 GiB and 1000 huge pages of 2 MiB.
 */
void og_test_rundom_host(struct og_host *host);

/* Parse text or fail the test. */
struct og_xml_doc *og_test_doc(const char *text);

#endif
