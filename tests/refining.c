// SPDX-License-Identifier: Apache-2.0
#include "refine-suites.h"

void og_refining_free(struct og_refining *r)
{
	og_pcie_free(&r->tree);
	og_notes_free(&r->notes);
	og_moves_free(&r->moves);
	og_vm_free(&r->vm);
	og_xml_doc_free(r->vm_doc);
	og_xml_doc_free(r->domain);
}

int og_refining_read(struct og_refining *r, const struct og_buf *vm,
		     const struct og_buf *domain, const struct og_host *host,
		     struct og_err *err)
{
	int e;

	e = og_xml_doc_parse(og_buf_text(vm), vm->len, &r->vm_doc, err);
	if (e == 0)
		e = og_refine_parse(og_buf_text(domain), domain->len,
				    &r->domain, err);
	if (e == 0)
		e = og_refine_vm(og_xml_root(r->vm_doc), r->domain, NULL,
				 &r->vm, err);
	if (e == 0)
		e = og_pins_settle(&r->vm, host, &r->moves, &r->notes, err);
	if (e == 0)
		e = og_pcie_plan(&r->vm, &r->tree, &r->notes, err);
	if (e < 0)
		return e;
	r->plan = (struct og_plan){ .vm = &r->vm,
				    .tree = &r->tree,
				    .moves = &r->moves,
				    .notes = &r->notes,
				    .host = host };
	og_pins_emulator(&r->vm, host, &r->plan.emulator);
	return 0;
}
