// SPDX-License-Identifier: Apache-2.0
/*
 * What GPU workloads want, a row for each line of that table: a VM with a GPU
 * on node 1 and a cell on each node of a host, and what oned made of it. The
 * domain that is written from the VM and oned's that is put right must both
 * hold it.
 */
#include "build.h"
#include "harness.h"
#include "hole.h"
#include "refine-suites.h"
#include "seek.h"
#include "wants.h"

static const char *or_else(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static void vm_text(const struct og_want *row, struct og_buf *out)
{
	bool pc = row->os && strstr(row->os, "machine='pc'");

	og_buf_fmt(out,
		   "<VM><ID>7</ID><NAME>n</NAME><TEMPLATE><CPU>4</CPU><VCPU>4"
		   "</VCPU><MEMORY>1024</MEMORY>%s<TOPOLOGY><PIN_POLICY>%s"
		   "</PIN_POLICY>%s</TOPOLOGY>%s",
		   or_else(row->vm, ""), or_else(row->pin, "CORE"),
		   or_else(row->shape, TWO_THREADS),
		   or_else(row->cells, CELLS));
	og_buf_fmt(out,
		   "<PCI><PCI_ID>0</PCI_ID><ADDRESS>0000:e1:00:0</ADDRESS>"
		   "<CLASS>0302</CLASS><NUMA_NODE>1</NUMA_NODE><VM_ADDRESS>%s"
		   "</VM_ADDRESS><VM_BUS>0x01</VM_BUS><VM_BUS_INDEX>13"
		   "</VM_BUS_INDEX>%s</PCI></TEMPLATE><HISTORY_RECORDS>"
		   "<HISTORY><DS_ID>0</DS_ID></HISTORY></HISTORY_RECORDS></VM>",
		   pc ? "01:01.0" : "31:00.0", or_else(row->pci, ""));
}

/* In oned's order and quotes, as far as it matters here. */
static void oned_text(const struct og_want *row, struct og_buf *out)
{
	static const char cells[] = "<cell id='0' memory='524288' cpus='0-1'/>"
				    "<cell id='1' memory='524288' cpus='2-3'/>";
	const char *features = or_else(row->features, "<acpi/>");

	og_buf_fmt(out,
		   "<domain type='kvm'><name>one-7</name><vcpu>4</vcpu>"
		   "<cputune><shares>4096</shares>%s</cputune>%s%s%s<numa>%s</"
		   "numa></cpu>%s<devices>%s",
		   or_else(row->tune, "<emulatorpin cpuset='0,2,8,10'/>"),
		   or_else(row->memory, "<memory>1048576</memory>"),
		   or_else(row->os, "<os>" TYPE("q35") "</os>"),
		   or_else(row->cpu, "<cpu>" ONED_TOPOLOGY),
		   or_else(row->numa, cells), or_else(row->more, ""),
		   or_else(row->hostdev, PASSED("")));
	og_buf_fmt(out,
		   "<controller index='0' type='pci' model='%s'>%s"
		   "</controller>%s</devices>",
		   row->os && strstr(row->os, "machine='pc'") ? "pci-root"
							      : "pcie-root",
		   or_else(row->hole, ""), or_else(row->devices, ""));
	if (*features)
		og_buf_fmt(out, "<features>%s</features>", features);
	og_buf_str(out, "<devices><channel type='unix'/></devices></domain>");
}

/* All that was read; what the machine would say is put in. */
struct scene {
	struct og_driver_conf conf;
	struct og_refining r;
	struct og_host host;
};

static void scene_free(struct scene *s)
{
	og_refining_free(&s->r);
	og_host_free(&s->host);
	og_driver_conf_free(&s->conf);
}

static int look(const struct og_want *row, struct scene *s, struct og_err *err)
{
	static const struct og_build build = { .nodes = 2,
					       .cores = 4,
					       .threads = 2,
					       .memory = 8 << 20,
					       .away = 21 };
	struct og_vm *vm = &s->r.vm;
	int r;

	og_build_host(&s->host, &build);
	vm->on_amd = row->amd;
	if (!vm->features.pcihole64)
		vm->features.pcihole64 = og_hole_size((uint64_t)row->gib << 30);
	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].whole_slot)
			vm->pci[i].functions = 3;
	r = og_pins_settle(vm, NULL, &s->r.moves, &s->r.notes, err);
	if (r == 0)
		r = og_pcie_plan(vm, &s->r.tree, &s->r.notes, err);
	s->r.plan = (struct og_plan){ .vm = vm,
				      .tree = &s->r.tree,
				      .moves = &s->r.moves,
				      .notes = &s->r.notes,
				      .datastores = "/ds",
				      .host = &s->host };
	og_pins_emulator(vm, &s->host, &s->r.plan.emulator);
	return r;
}

static void open_vm(const struct og_want *row, struct scene *s)
{
	const char *yaml = or_else(row->conf, "");
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	vm_text(row, &text);
	if (og_driver_conf_parse(yaml, strlen(yaml), &s->conf, &err) < 0 ||
	    og_xml_doc_parse(og_buf_text(&text), text.len, &s->r.vm_doc, &err) <
		    0)
		ck_abort_msg("%s: %s", row->name, err.msg);
}

static void check_holds(const struct og_want *row, const char *kind,
			const struct og_buf *text)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	ck_assert_msg(
		og_xml_doc_parse(og_buf_text(text), text->len, &doc, &err) == 0,
		"%s", err.msg);
	for (size_t i = 0; i < OG_COUNT(row->has) && row->has[i]; i++)
		ck_assert_msg(og_test_holds(og_xml_root(doc), row->has[i]),
			      "%s, %s: not %s: %.3000s", row->name, kind,
			      row->has[i], og_buf_text(text));
}

START_TEST(generated)
{
	const struct og_want *row = &og_wants[_i];
	og_cleanup(scene_free) struct scene s = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	const struct og_xml_node *root;

	if (row->refined_only)
		return;
	open_vm(row, &s);
	root = og_xml_root(s.r.vm_doc);
	if (og_vm_read(root, &s.conf, &s.r.vm, &err) < 0 ||
	    og_vm_read_guest(root, &s.conf, &s.r.vm, &err) < 0 ||
	    look(row, &s, &err) < 0)
		ck_abort_msg("%s: %s", row->name, err.msg);
	doc = og_domain_new(&s.r.plan);
	og_xml_write(doc, &text);
	check_holds(row, "generated", &text);
}
END_TEST

static void refine(const struct og_want *row, const struct og_buf *from,
		   struct og_buf *out)
{
	og_cleanup(scene_free) struct scene s = { 0 };
	struct og_err err = { 0 };

	open_vm(row, &s);
	if (og_refine_parse(og_buf_text(from), from->len, &s.r.domain, &err) <
		    0 ||
	    og_refine_vm(og_xml_root(s.r.vm_doc), s.r.domain, &s.conf, &s.r.vm,
			 &err) < 0 ||
	    look(row, &s, &err) < 0 ||
	    og_refine(s.r.domain, &s.r.plan, &err) < 0)
		ck_abort_msg("%s: %s", row->name, err.msg);
	og_xml_write(s.r.domain, out);
}

START_TEST(refined)
{
	const struct og_want *row = &og_wants[_i];
	og_autobuf oned = OG_BUF_INIT, once = OG_BUF_INIT, twice = OG_BUF_INIT;

	oned_text(row, &oned);
	refine(row, &oned, &once);
	check_holds(row, "refined", &once);
	refine(row, &once, &twice);
	ck_assert_str_eq(og_buf_text(&twice), og_buf_text(&once));
}
END_TEST

Suite *og_suite_wants(void)
{
	Suite *s = suite_create("wants");
	TCase *c = tcase_create("wants");

	tcase_add_loop_test(c, generated, 0, (int)og_wants_count);
	tcase_add_loop_test(c, refined, 0, (int)og_wants_count);
	suite_add_tcase(s, c);
	return s;
}
