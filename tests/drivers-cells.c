// SPDX-License-Identifier: Apache-2.0
/* Which cells the guest has, and how far they are from one another. */
#include "cells.h"

#include "distance.h"
#include "drivers.h"
#include "harness.h"

#define FULL \
	"<NUMA_NODE><TOTAL_CPUS>1</TOTAL_CPUS><MEMORY>8</MEMORY></NUMA_NODE>"
#define FAR "<NUMA_NODE><MEMORY>8</MEMORY></NUMA_NODE>"
#define EMPTY \
	"<NUMA_NODE><TOTAL_CPUS>0</TOTAL_CPUS><MEMORY>0</MEMORY></NUMA_NODE>"
#define PLACED "<NUMA_NODE><NODE_ID>3</NODE_ID></NUMA_NODE>"
#define NAMED(x) \
	"<ADDRESS>0000:01:00:0</ADDRESS><VM_ADDRESS>21:00.0</VM_ADDRESS>" x

static const struct {
	const char *what, *nodes, *pci;
	const char *cells; /* numbers of the vectors that became one */
	const char *notes; /* numbers of those that are told */
} settled[] = {
	{ "none", "", NULL, "", "" },
	{ "all are cells", FULL FAR, NULL, "0 1", "" },
	{ "the last", FULL EMPTY, NULL, "0", "1" },
	{ "the first", EMPTY FULL, NULL, "1", "0" },
	{ "in between", FULL EMPTY FAR "<NUMA_NODE/>", NULL, "0 2", "1 3" },
	{ "a node's id is no memory", FULL PLACED, NULL, "0", "1" },
	{ "for a device's memory", FULL EMPTY EMPTY,
	  NAMED("<ACPI_NODES>1-2</ACPI_NODES>"), "0 1 2", "" },
	{ "for no device's memory", FULL EMPTY, NAMED(""), "0", "1" },
};

/* As oned writes one for a VM of one vCPU. */
static char *vm_text(const char *nodes, const char *pci)
{
	og_autofree char *device =
		pci ? og_asprintf("<PCI>%s</PCI>", pci) : og_strdup("");

	return og_asprintf("<VM><ID>1</ID><NAME>n</NAME><TEMPLATE><CPU>1</CPU>"
			   "<MEMORY>8</MEMORY>%s%s</TEMPLATE><HISTORY_RECORDS>"
			   "<HISTORY><DS_ID>0</DS_ID></HISTORY>"
			   "</HISTORY_RECORDS></VM>",
			   nodes, device);
}

static void add_number(struct og_buf *text, unsigned number)
{
	og_buf_fmt(text, "%s%u", text->len ? " " : "", number);
}

START_TEST(settles)
{
	og_autofree char *text = vm_text(settled[_i].nodes, settled[_i].pci);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf cells = OG_BUF_INIT, told = OG_BUF_INIT;
	struct og_err err = { 0 };
	unsigned number;

	if (og_vm_read(og_xml_root(doc), og_test_conf(), &vm, &err) < 0)
		ck_abort_msg("%s: %s", settled[_i].what, err.msg);
	for (size_t i = 0; i < vm.n_cells; i++) {
		add_number(&cells, vm.cells[i].number);
		ck_assert_int_eq(og_cells_find(&vm, vm.cells[i].number),
				 (int)i);
	}
	og_cells_note(&vm, &notes);
	for (size_t i = 0; i < notes.count; i++) {
		ck_assert_int_eq(
			sscanf(notes.all[i].text, "NUMA_NODE %u has", &number),
			1);
		add_number(&told, number);
		ck_assert_int_eq(og_cells_find(&vm, number), -1);
	}
	ck_assert_str_eq(og_buf_text(&cells), settled[_i].cells);
	ck_assert_str_eq(og_buf_text(&told), settled[_i].notes);
}
END_TEST

Suite *og_suite_cells(void)
{
	Suite *s = suite_create("cells");
	TCase *c = tcase_create("cells");

	tcase_add_loop_test(c, settles, 0, OG_COUNT(settled));
	suite_add_tcase(s, c);
	return s;
}
