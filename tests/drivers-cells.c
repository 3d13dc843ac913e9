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

enum { NODES = 3, ELSEWHERE = 7 };

/* Three cells of a VM on nodes of a host; -1: on none. */
static const struct {
	const char *what;
	int nodes[3];
	uint32_t away[NODES][NODES]; /* of the host */
	const char *want[3];	     /* NULL: none */
	const char *distance;	     /* of the second cell */
} distances[] = {
	{ "as the nodes",
	  { 0, 1, 2 },
	  { { 10, 21, 31 }, { 22, 10, 41 }, { 32, 42, 10 } },
	  { "10 21 31", "22 10 41", "32 42 10" } },
	{ "in another order",
	  { 2, 0, 1 },
	  { { 10, 21, 31 }, { 22, 10, 41 }, { 32, 42, 10 } },
	  { "10 32 42", "31 10 21", "41 22 10" } },
	{ "two on one node",
	  { 1, 0, 1 },
	  { { 10, 21 }, { 21, 10 } },
	  { "10 21 11", "21 10 21", "11 21 10" } },
	{ "all on one, of which nothing is known",
	  { 1, 1, 1 },
	  { { 0 } },
	  { "10 11 11", "11 10 11", "11 11 10" } },
	{ "emulated nodes",
	  { 0, 1, 2 },
	  { { 10, 10, 10 }, { 10, 10, 10 }, { 10, 10, 10 } },
	  { "10 11 11", "11 10 11", "11 11 10" } },
	{ "one is on none",
	  { 0, -1, 1 },
	  { { 10, 21 }, { 22, 10 } },
	  { "10 0 21", NULL, "22 0 10" } },
	{ "all but one are on none", { 0, -1, -1 }, { { 10 } }, { NULL } },
	{ "all are on none", { -1, -1, -1 }, { { 10 } }, { NULL } },
	{ "as far as can be",
	  { 0, 0, 1 },
	  { { 10, 255 }, { 255, 10 } },
	  { "10 11 255", "11 10 255", "255 255 10" } },
	{ "further", { 0, 0, 1 }, { { 10, 256 }, { 21, 10 } }, { NULL } },
	{ "nearer than itself",
	  { 0, 0, 1 },
	  { { 10, 9 }, { 21, 10 } },
	  { NULL } },
	{ "one way is not known",
	  { 0, 0, 1 },
	  { { 10, 21 }, { 0 } },
	  { NULL } },
	{ "a node that is not there",
	  { 0, 0, ELSEWHERE },
	  { { 10, 21, 21 }, { 21, 10, 21 }, { 21, 21, 10 } },
	  { NULL } },
	{ "what the VM says is all that counts",
	  { 0, 1, 2 },
	  { { 10, 21, 21 }, { 21, 10, 21 }, { 21, 21, 10 } },
	  { NULL },
	  "0:30" },
};

static void make_host(const uint32_t away[NODES][NODES], struct og_host *host)
{
	og_host_init(host);
	for (int32_t n = 0; n < NODES; n++) {
		struct og_node *node = og_host_add_node(host, n);

		if (!away[n][n])
			continue;
		node->away = og_calloc(NODES, sizeof(*node->away));
		node->n_away = NODES;
		memcpy(node->away, away[n], NODES * sizeof(*node->away));
	}
}

static void check_distances(const struct og_vm *vm, const struct og_host *host,
			    size_t cell, const char *want)
{
	og_autofree uint32_t *all = og_distance_of_host(vm, host, cell);
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; all && i < vm->n_cells; i++)
		add_number(&text, all[i]);
	ck_assert_msg(!all == !want, "cell %zu: %s", cell,
		      all ? og_buf_text(&text) : "none");
	if (want)
		ck_assert_str_eq(og_buf_text(&text), want);
}

START_TEST(tells_distances)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	struct og_vm_cell cells[3] = { 0 };
	struct og_vm vm = { .cells = cells, .n_cells = 3 };

	make_host(distances[_i].away, &host);
	cells[1].distance = distances[_i].distance;
	for (size_t i = 0; i < 3; i++)
		cells[i].memory_node = distances[_i].nodes[i];
	for (size_t i = 0; i < 3; i++) {
		check_distances(&vm, &host, i, distances[_i].want[i]);
		check_distances(&vm, NULL, i, NULL);
	}
	vm.n_cells = 1;
	check_distances(&vm, &host, 0, NULL);
}
END_TEST

Suite *og_suite_cells(void)
{
	Suite *s = suite_create("cells");
	TCase *c = tcase_create("cells");

	tcase_add_loop_test(c, settles, 0, OG_COUNT(settled));
	tcase_add_loop_test(c, tells_distances, 0, OG_COUNT(distances));
	suite_add_tcase(s, c);
	return s;
}
