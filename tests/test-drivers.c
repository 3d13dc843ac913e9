// SPDX-License-Identifier: Apache-2.0
#include "build.h"
#include "distance.h"
#include "domain.h"
#include "drivers.h"
#include "guest-cpu.h"
#include "harness.h"
#include "refine.h"

struct og_xml_doc *og_test_doc(const char *text)
{
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	if (og_xml_doc_parse(text, strlen(text), &doc, &err) < 0)
		ck_abort_msg("%s", err.msg);
	return doc;
}

/* Made once, by whichever test asks first; each test may be a process. */
const struct og_driver_conf *og_test_conf(void)
{
	static struct og_driver_conf conf;
	static bool made; /* lives as long as the program */

	if (!made)
		og_driver_conf_init(&conf);
	made = true;
	return &conf;
}

int og_test_vm(const struct og_xml_doc *doc, struct og_vm *ret_vm,
	       struct og_err *err)
{
	int r = og_vm_read(og_xml_root(doc), og_test_conf(), ret_vm, err);

	if (r == 0)
		r = og_vm_read_guest(og_xml_root(doc), og_test_conf(), ret_vm,
				     err);
	return r;
}

void og_test_domain(struct og_vm *vm, struct og_buf *out)
{
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	struct og_plan plan = { .vm = vm,
				.tree = &tree,
				.moves = &moves,
				.notes = &notes,
				.datastores = "/ds" };
	struct og_err err = { 0 };

	og_guest_cpu_note(vm, &notes);
	og_distance_note(vm, &notes);
	og_raw_note(vm, &notes);
	if (og_pins_settle(vm, NULL, &moves, &notes, &err) < 0 ||
	    og_pcie_plan(vm, &tree, &notes, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_pins_emulator(vm, NULL, &plan.emulator);
	doc = og_domain_new(&plan);
	if (og_refine_new(doc, &plan, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_xml_write(doc, out);
}

int og_test_rundom(const char *text, struct og_rundom *dom, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);

	return og_rundom_read(og_xml_root(doc), dom, err);
}

void og_test_rundom_host(struct og_host *host)
{
	static const struct og_build build = {
		.nodes = 2,
		.cores = 1,
		.threads = 2,
		.memory = 4096 * OG_MIB,
		.hugepages = 1000,
	};

	og_build_host(host, &build);
}

int main(void)
{
	Suite *suites[] = {
		og_suite_driver_conf(),
		og_suite_xmltree(),
		og_suite_vm(),
		og_suite_pcie(),
		og_suite_pcie_check(),
		og_suite_pack(),
		og_suite_pins(),
		og_suite_rundom(),
		og_suite_rundom_memory(),
		og_suite_domain(),
		og_suite_guest(),
		og_suite_os(),
		og_suite_features(),
		og_suite_display(),
		og_suite_cells(),
		og_suite_disk(),
		og_suite_nic(),
		og_suite_pci(),
		og_suite_slots(),
		og_suite_schema(),
	};

	return og_test_run(suites, OG_COUNT(suites));
}
