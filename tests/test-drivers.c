// SPDX-License-Identifier: Apache-2.0
#include "drivers.h"
#include "harness.h"

struct og_xml_doc *og_test_doc(const char *text)
{
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	if (og_xml_doc_parse(text, strlen(text), &doc, &err) < 0)
		ck_abort_msg("%s", err.msg);
	return doc;
}

int main(void)
{
	Suite *suites[] = {
		og_suite_xmltree(), og_suite_vm(),     og_suite_pcie(),
		og_suite_pins(),    og_suite_rundom(), og_suite_domain(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
