// SPDX-License-Identifier: Apache-2.0
/*
 * A VM and the domain that oned made of it, with a line "--" between them.
 * Whatever they are: a document that can be read is written as it was read,
 * and a domain that can be refined is the same after a second time.
 */
#include "refine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be(const struct og_xml_doc *doc, const void *text, size_t len)
{
	og_autobuf out = OG_BUF_INIT;

	og_xml_write(doc, &out);
	if (out.len != len || memcmp(out.data, text, len) != 0)
		abort();
}

/* 0 and what became of the domain, or its refusal. */
static int refine(const struct og_xml_doc *vm_doc, const char *text, size_t len,
		  struct og_buf *out)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *domain = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	struct og_plan plan = {
		.vm = &vm, .tree = &tree, .moves = &moves, .notes = &notes
	};
	struct og_err err = { 0 };

	if (og_refine_parse(text, len, &domain, &err) < 0)
		return -1;
	must_be(domain, text, len);
	if (og_refine_vm(og_xml_root(vm_doc), domain, NULL, &vm, &err) < 0 ||
	    og_pins_settle(&vm, NULL, &moves, &notes, &err) < 0 ||
	    og_pcie_plan(&vm, &tree, &notes, &err) < 0)
		return -1;
	og_pins_emulator(&vm, NULL, &plan.emulator);
	if (og_refine(domain, &plan, &err) < 0)
		return -1;
	og_xml_write(domain, out);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char line[] = "\n--\n";
	const char *text = (const char *)data;
	const char *cut =
		size ? memmem(text, size, line, sizeof(line) - 1) : NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *vm = NULL;
	og_autobuf once = OG_BUF_INIT, twice = OG_BUF_INIT;

	if (!cut ||
	    og_xml_doc_parse_kept(text, (size_t)(cut - text), &vm, NULL) < 0)
		return 0;
	must_be(vm, text, (size_t)(cut - text));
	cut += sizeof(line) - 1;
	if (refine(vm, cut, size - (size_t)(cut - text), &once) < 0)
		return 0;
	if (refine(vm, og_buf_text(&once), once.len, &twice) < 0 ||
	    once.len != twice.len ||
	    memcmp(once.data, twice.data, once.len) != 0)
		abort();
	return 0;
}
