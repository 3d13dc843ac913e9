// SPDX-License-Identifier: Apache-2.0
/*
 * Pieces of a domain that a person wrote as XML. They were checked when they
 * were read, and are copied element by element: none can end the element that
 * it is put into.
 */
#include "domain.h"
#include "vm-text.h"

void og_domain_add_pieces(struct og_xml_node *parent, const char *text)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	if (!text || og_text_xml(text, &doc, NULL) < 0)
		return;
	og_xml_each (piece, og_xml_root(doc), NULL)
		og_xml_add_copy(parent, piece);
}

/* libvirt's schema has room for one <devices>. */
void og_domain_add_raws(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *devices = og_xml_child(domain, "devices");

	for (size_t i = 0; i < vm->n_raws; i++) {
		og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

		if (og_text_xml(vm->raws[i], &doc, NULL) < 0)
			continue;
		og_xml_each (piece, og_xml_root(doc), NULL) {
			if (strcmp(og_xml_name(piece), "devices") != 0) {
				og_xml_add_copy(domain, piece);
				continue;
			}
			og_xml_each (device, piece, NULL)
				og_xml_add_copy(devices, device);
		}
	}
}
