// SPDX-License-Identifier: Apache-2.0
/*
 * A VM's XML from its bytes to the domain's: what is written must be read
 * again without an error.
 */
#include "domain-check.h"
#include "domain.h"
#include "refine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *in = NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *again = NULL;
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_plan plan = { .vm = &vm,
				.tree = &tree,
				.moves = &moves,
				.notes = &notes,
				.datastores = "/ds" };
	struct og_err err = { 0 };

	og_driver_conf_init(&conf);
	if (og_xml_doc_parse((const char *)data, size, &in, &err) < 0 ||
	    og_vm_read(og_xml_root(in), &conf, &vm, &err) < 0 ||
	    og_vm_read_guest(og_xml_root(in), &conf, &vm, &err) < 0 ||
	    og_pins_settle(&vm, NULL, &moves, &notes, &err) < 0 ||
	    og_pcie_plan(&vm, &tree, &notes, &err) < 0)
		return 0;
	og_raw_note(&vm, &notes);
	og_pins_emulator(&vm, NULL, &plan.emulator);
	doc = og_domain_new(&plan);
	og_refine_new(doc, &plan, NULL);
	og_xml_write(doc, &out);
	if (og_xml_doc_parse(og_buf_text(&out), out.len, &again, NULL) < 0)
		abort();
	og_domain_check_text(&out, &vm, NULL);
	return 0;
}
