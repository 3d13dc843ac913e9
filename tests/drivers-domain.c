// SPDX-License-Identifier: Apache-2.0
/* Goldens: tests/vms/<name>.xml becomes tests/vms/<name>.domain. */
#include "distance.h"
#include "drivers.h"
#include "guest-cpu.h"
#include "harness.h"
#include "hole.h"

static const char *const names[] = {
	"dedicated",	 "disks",
	"nics",		 "vgpus",
	"escapes",	 "flat",
	"gpu-far",	 "gpu-local",
	"high-node",	 "machine-pc",
	"secure-huge",	 "split",
	"unpinned",	 "two-gpus-no-node",
	"windows",	 "kernel",
	"grow",		 "grow-flat",
	"balloon-sev",	 "cells",
	"arm",		 "bootloader",
	"firmware-path", "dedicated-iommu",
	"spice",	 "sheepdog",
};

START_TEST(goldens)
{
	og_autofree char *in = og_asprintf("tests/vms/%s.xml", names[_i]);
	og_autofree char *in_path = og_test_path(in);
	og_autofree char *out = og_asprintf("tests/vms/%s.domain", names[_i]);
	og_autofree char *out_path = og_test_path(out);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT, got = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_test_read(in_path, &text);
	doc = og_test_doc(og_buf_text(&text));
	if (og_test_vm(doc, &vm, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_test_domain(&vm, &got);
	og_test_golden(out_path, og_buf_text(&got), got.len);
}
END_TEST

/* What the VM says, its vCPUs, what the guest gets. */
static const struct {
	uint32_t sockets, cores, threads, vcpus;
	struct og_guest_cpu is;
} guests[] = {
	{ 0, 0, 0, 4, { 1, 4, 1 } }, { 1, 2, 2, 4, { 1, 2, 2 } },
	{ 3, 0, 2, 4, { 1, 2, 2 } }, { 2, 1, 2, 6, { 1, 3, 2 } },
	{ 2, 1, 0, 8, { 2, 4, 1 } }, { 1, 1, 4, 6, { 1, 6, 1 } },
	{ 8, 1, 1, 4, { 1, 4, 1 } }, { 0, 7, 0, 3, { 1, 3, 1 } },
};

START_TEST(guest_cpus)
{
	struct og_vm vm = {
		.has_topology = true,
		.sockets = guests[_i].sockets,
		.cores = guests[_i].cores,
		.threads = guests[_i].threads,
		.vcpus = guests[_i].vcpus,
		.vcpus_max = guests[_i].vcpus,
	};
	struct og_guest_cpu is = { 0 };

	ck_assert(og_guest_cpu(&vm, &is));
	ck_assert_uint_eq(is.sockets, guests[_i].is.sockets);
	ck_assert_uint_eq(is.cores, guests[_i].is.cores);
	ck_assert_uint_eq(is.threads, guests[_i].is.threads);
	vm.has_topology = false;
	ck_assert(!og_guest_cpu(&vm, &is));
}
END_TEST

/* Of BARs, in GiB: what is to be, and that it holds them twice. */
static const struct {
	uint64_t bars, hole;
} holes[] = {
	{ 0, 0 },    { 1, 0 },	  { 32, 0 },	{ 33, 128 },  { 64, 128 },
	{ 65, 256 }, { 80, 256 }, { 128, 256 }, { 129, 512 }, { 768, 2048 },
};

START_TEST(windows_for_bars)
{
	const uint64_t gib = 1ULL << 30;

	ck_assert_uint_eq(og_hole_size(holes[_i].bars * gib),
			  holes[_i].hole * (gib / 1024));
	ck_assert_uint_eq(og_hole_size(32 * gib + 1), 128 * (gib / 1024));
	ck_assert_uint_gt(og_hole_size(UINT64_MAX), 0);
}
END_TEST

/* Two cells and what DISTANCE of the first says: to itself and the other. */
static const struct {
	const char *text;
	uint32_t self, other;
	unsigned ignored;
} distances[] = {
	{ "1:21", 10, 21, 0 },
	{ "0:40", 10, 20, 0 },
	{ "0-1:30", 10, 30, 0 },
	{ "1-0:30", 10, 30, 0 },
	{ "1:21,1:31", 10, 31, 0 },
	{ "2-9:30", 10, 20, 0 },
	{ "0-999999999:9", 10, 20, 1 },
	{ "1:10", 10, 11, 0 }, /* libvirt refuses it, or dies of it */
	{ "0-1:10", 10, 11, 0 },
	{ "1:256", 10, 20, 1 },
	{ "1", 10, 20, 1 },
	{ ":", 10, 20, 1 },
	{ "1:21:3", 10, 20, 1 },
	{ "x:21,1:22", 10, 22, 1 },
	{ ",,1:23,", 10, 23, 0 },
	{ "1-:21", 10, 20, 1 },
	{ "0-2147483647:21", 10, 21, 0 },
};

START_TEST(distances_of_cells)
{
	struct og_vm_cell cells[2] = { { .distance = distances[_i].text },
				       { .number = 1 } };
	struct og_vm vm = { .cells = cells, .n_cells = 2 };
	unsigned ignored;
	og_autofree uint32_t *all = og_distance(&vm, 0, &ignored);
	og_autofree uint32_t *none = og_distance(&vm, 1, &ignored);

	ck_assert_ptr_null(none);
	free(og_distance(&vm, 0, &ignored));
	ck_assert_uint_eq(all[0], distances[_i].self);
	ck_assert_uint_eq(all[1], distances[_i].other);
	ck_assert_uint_eq(ignored, distances[_i].ignored);
}
END_TEST

/* Whatever a user wrote is text and comes back as it was. */
START_TEST(nothing_becomes_markup)
{
	static const char text[] =
		"<VM><ID>1</ID><UID>0</UID><GID>0</GID><UNAME>&lt;u/></UNAME>"
		"<NAME>a]]&gt;&lt;/title>&#10;b</NAME><TEMPLATE><CPU>1</CPU>"
		"<MEMORY>1</MEMORY><EMULATOR>/x'&lt;y/></EMULATOR>"
		"<NIC><BRIDGE>b' x='&lt;y/></BRIDGE></NIC>"
		"<GRAPHICS><TYPE>VNC</TYPE><PASSWD>a&amp;b&lt;c'\"</PASSWD>"
		"</GRAPHICS></TEMPLATE><HISTORY_RECORDS><HISTORY><DS_ID>0"
		"</DS_ID></HISTORY></HISTORY_RECORDS></VM>";
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *in = og_test_doc(text);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *out = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf got = OG_BUF_INIT;
	const struct og_xml_node *root;
	struct og_err err = { 0 };

	if (og_test_vm(in, &vm, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_test_domain(&vm, &got);
	out = og_test_doc(og_buf_text(&got));
	root = og_xml_root(out);
	ck_assert_str_eq(og_xml_value(root, "title"), "a]]></title>?b");
	ck_assert_str_eq(og_xml_value(root, "metadata/vm/uname"), "<u/>");
	ck_assert_str_eq(og_xml_value(root, "devices/emulator"), "/x'<y/>");
	ck_assert_str_eq(
		og_xml_attr(og_xml_path(root, "devices/interface/source"),
			    "bridge"),
		"b' x='<y/>");
	ck_assert_str_eq(
		og_xml_attr(og_xml_path(root, "devices/graphics"), "passwd"),
		"a&b<c'\"");
}
END_TEST

Suite *og_suite_domain(void)
{
	Suite *s = suite_create("domain");
	TCase *c = tcase_create("domain");

	tcase_add_loop_test(c, goldens, 0, OG_COUNT(names));
	tcase_add_loop_test(c, guest_cpus, 0, OG_COUNT(guests));
	tcase_add_loop_test(c, windows_for_bars, 0, OG_COUNT(holes));
	tcase_add_loop_test(c, distances_of_cells, 0, OG_COUNT(distances));
	tcase_add_test(c, nothing_becomes_markup);
	suite_add_tcase(s, c);
	return s;
}
