// SPDX-License-Identifier: Apache-2.0
#include "vm-rows.h"

#include "device-notes.h"
#include "domain.h"

char *og_row_vm(const char *name, const char *tmpl)
{
	return og_asprintf("<VM><ID>42</ID><UID>1</UID><GID>2</GID><NAME>%s"
			   "</NAME><TEMPLATE>%s</TEMPLATE><HISTORY_RECORDS>"
			   "<HISTORY><DS_ID>9</DS_ID></HISTORY>"
			   "</HISTORY_RECORDS></VM>",
			   name, tmpl);
}

/* Without the white space that is there for people. */
static void join(const struct og_buf *text, struct og_buf *ret_line)
{
	for (const char *c = og_buf_text(text); *c; c++) {
		if (*c == '\n')
			c += strspn(c, " \n") - 1;
		else
			og_buf_char(ret_line, *c);
	}
}

void og_row_write(struct og_vm *vm, struct og_buf *ret_text)
{
	og_autobuf text = OG_BUF_INIT;

	og_test_domain(vm, &text);
	join(&text, ret_text);
}

void og_row_write_devices(const struct og_vm *vm, struct og_buf *ret_text)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_xml_doc_new("devices");
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_plan plan = { .vm = vm, .tree = &tree, .datastores = "/ds" };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (og_pcie_plan(vm, &tree, &notes, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_domain_add_disks(og_xml_root(doc), &plan);
	og_domain_add_nics(og_xml_root(doc), &plan);
	og_domain_add_pci(og_xml_root(doc), &plan);
	og_xml_write(doc, &text);
	join(&text, ret_text);
}

static void check(const struct og_row *row, const char *text)
{
	for (size_t i = 0; i < OG_COUNT(row->has) && row->has[i]; i++)
		ck_assert_msg(strstr(text, row->has[i]), "%s: no %s in %s",
			      row->name, row->has[i], text);
	if (row->lacks)
		ck_assert_msg(!strstr(text, row->lacks), "%s: %s in %s",
			      row->name, row->lacks, text);
}

void og_row_domain(const struct og_row *row)
{
	og_autofree char *whole = og_row_vm("n", row->text);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_test_doc(whole);
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	const char *yaml = row->conf ? row->conf : "";
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (og_driver_conf_parse(yaml, strlen(yaml), &conf, &err) < 0 ||
	    og_vm_read(og_xml_root(doc), &conf, &vm, &err) < 0 ||
	    og_vm_read_guest(og_xml_root(doc), &conf, &vm, &err) < 0)
		ck_abort_msg("%s: %s", row->name, err.msg);
	og_row_write(&vm, &text);
	check(row, og_buf_text(&text));
}

static int read_device_vm(const char *text, struct og_xml_doc **ret_doc,
			  struct og_vm *ret_vm, struct og_err *err)
{
	og_autofree char *tmpl = og_asprintf(CAP "%s", text);
	og_autofree char *whole = og_row_vm("n", tmpl);

	*ret_doc = og_test_doc(whole);
	return og_test_vm(*ret_doc, ret_vm, err);
}

void og_row_read(const char *text, struct og_xml_doc **ret_doc,
		 struct og_vm *ret_vm)
{
	struct og_err err = { 0 };

	if (read_device_vm(text, ret_doc, ret_vm, &err) < 0)
		ck_abort_msg("%s", err.msg);
}

void og_row_devices(const struct og_row *row)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;

	og_row_read(row->text, &doc, &vm);
	og_row_write_devices(&vm, &text);
	check(row, og_buf_text(&text));
}

void og_row_refused(const char *text, const char *error)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(read_device_vm(text, &doc, &vm, &err), 0);
	ck_assert_msg(strstr(err.msg, error), "%s", err.msg);
}

void og_row_noted(const char *text, const char *note)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };

	og_row_read(text, &doc, &vm);
	og_device_notes(&vm, &notes);
	ck_assert_uint_eq(notes.count, note ? 1 : 0);
	if (note)
		ck_assert_msg(strstr(notes.all[0].text, note), "%s",
			      notes.all[0].text);
}
