// SPDX-License-Identifier: Apache-2.0
/* A running domain's XML, marked in a small host. */
#include "rundom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_cleanup(og_host_free) struct og_host host;

	og_host_init(&host);
	for (int n = 0; n < 2; n++) {
		struct og_node *node = og_host_add_node(&host, n);

		og_node_add_pages(node, 2048);
		og_core_add_cpu(og_node_add_core(node, 0), n, OG_VM_NONE,
				false);
	}
	if (og_host_finish(&host, NULL) < 0)
		abort();
	if (og_xml_doc_parse((const char *)data, size, &doc, NULL) == 0 &&
	    og_rundom_read(og_xml_root(doc), &dom, NULL) == 0)
		og_rundom_mark(&dom, &host);
	return 0;
}
