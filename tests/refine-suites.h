/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OG_TEST_REFINE_H
#define OG_TEST_REFINE_H

#include <check.h>

#include "refine.h"

Suite *og_suite_xmlkept(void);
Suite *og_suite_refine(void);
Suite *og_suite_wants(void);
Suite *og_suite_domain_check(void);
Suite *og_suite_rules(void);
Suite *og_suite_foreign(void);

/* A VM and its domain, read; what is decided for it. Owns everything. */
struct og_refining {
	struct og_xml_doc *vm_doc, *domain;
	struct og_vm vm;
	struct og_moves moves;
	struct og_notes notes;
	struct og_pcie tree;
	struct og_plan plan;
};

void og_refining_free(struct og_refining *r);

/* From texts; `host` may be NULL: then nothing is moved. */
int og_refining_read(struct og_refining *r, const struct og_buf *vm,
		     const struct og_buf *domain, const struct og_host *host,
		     struct og_err *err);

#endif
