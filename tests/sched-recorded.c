// SPDX-License-Identifier: Apache-2.0
/*
 * The recorded host gpu-2node is made by hand. Its VM as oned "sent" it must
 * be what the model says oned makes of its message, or the demo would show an
 * oned that does not exist.
 */
#include "message.h"
#include "oned.h"
#include "sched-suites.h"
#include "xmltree.h"

static void read_message(struct og_message *ret_msg)
{
	og_autofree char *path =
		og_test_path("tests/hosts/gpu-2node/place.xml");
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_test_read(path, &text);
	ck_assert_msg(og_message_read(og_buf_text(&text), text.len, ret_msg,
				      &err) == 0,
		      "%s", err.msg);
}

static struct og_xml_doc *read_vm(void)
{
	og_autofree char *path = og_test_path("tests/hosts/gpu-2node/vm.xml");
	og_autobuf text = OG_BUF_INIT;
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	og_test_read(path, &text);
	ck_assert_msg(
		og_xml_doc_parse(og_buf_text(&text), text.len, &doc, &err) == 0,
		"%s", err.msg);
	return doc;
}

static void expect_text(const struct og_xml_doc *doc, const char *path,
			const char *want)
{
	const char *got = og_xml_value(og_xml_root(doc), path);

	ck_assert_msg(got && strcmp(got, want) == 0, "%s: %s, not %s", path,
		      got ? got : "nothing", want);
}

static void expect(const struct og_xml_doc *doc, const char *path, int want)
{
	og_autofree char *text = og_asprintf("%d", want);

	expect_text(doc, path, text);
}

START_TEST(vm_is_what_oned_makes_of_the_message)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = read_vm();
	og_autofree char *cpus = NULL, *address = NULL;
	const struct og_oned_vnode *vnode;
	const struct og_oned_pci *pci;

	read_message(&msg);
	ck_assert_uint_eq(msg.n_vms, 1);
	og_oned_allocate(&msg.hosts[0].share, &msg.vms[0], &alloc);
	ck_assert(alloc.pci_ok && alloc.numa_ok);
	vnode = &alloc.vnodes[0];
	pci = &alloc.pcis[0];
	ck_assert_uint_eq(vnode->n_cpus, 2);
	cpus = og_asprintf("%d,%d", vnode->cpus[0], vnode->cpus[1]);
	address = og_asprintf("%02x:%02x.0", pci->guest_bus, pci->guest_slot);
	expect(doc, "ID", msg.vms[0].id);
	expect_text(doc, "TEMPLATE/NUMA_NODE/CPUS", cpus);
	expect(doc, "TEMPLATE/NUMA_NODE/NODE_ID", vnode->node);
	expect(doc, "TEMPLATE/NUMA_NODE/MEMORY_NODE_ID", vnode->memory_node);
	expect(doc, "TEMPLATE/PCI/VM_BUS_INDEX", (int)pci->bus_index);
	expect_text(doc, "TEMPLATE/PCI/VM_ADDRESS", address);
}
END_TEST

Suite *og_suite_recorded(void)
{
	Suite *s = suite_create("recorded");
	TCase *tc = tcase_create("recorded");

	tcase_add_test(tc, vm_is_what_oned_makes_of_the_message);
	suite_add_tcase(s, tc);
	return s;
}
