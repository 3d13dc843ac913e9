// SPDX-License-Identifier: Apache-2.0
#include "probes-numa.h"

#include <errno.h>

#include "numaemit.h"
#include "tree.h"

#define NODE "sys/devices/system/node/"

#define PAGES(node, size, free)                               \
	"HUGEPAGE = [ NODE_ID = \"" node "\", SIZE = \"" size \
	"\", FREE = \"" free "\" ]\n"
#define MEMORY(node, free, used)                                 \
	"MEMORY_NODE = [ NODE_ID = \"" node "\", FREE = \"" free \
	"\", USED = \"" used "\" ]\n"
#define SECOND PAGES("8", "2048", "5") MEMORY("8", "30", "70")

static const char *const machine[][2] = {
	{ NODE "node0/meminfo", "Node 0 MemTotal: 100 kB\n"
				"Node 0 MemFree: 40 kB\n"
				"Node 0 MemUsed: 60 kB\n" },
	{ NODE "node0/hugepages/hugepages-2048kB/free_hugepages", "3\n" },
	{ NODE "node0/hugepages/hugepages-1048576kB/free_hugepages", "0\n" },
	{ NODE "node8/meminfo", "Node 8 MemTotal: 100 kB\n"
				"Node 8 MemFree: 30 kB\n"
				"Node 8 MemUsed: 70 kB\n" },
	{ NODE "node8/hugepages/hugepages-2048kB/free_hugepages", "5\n" },
};

static const struct {
	const char *what, *path, *text, *want;
} odd[] = {
	{ "nothing", "x", "",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0")
		  MEMORY("0", "40", "60") SECOND },
	{ "no used", NODE "node0/meminfo", "MemTotal: 9 kB\nMemFree: 4 kB\n",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0")
		  MEMORY("0", "4", "5") SECOND },
	{ "no free", NODE "node0/meminfo", "Node 0 MemTotal: 9 kB\n",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0") SECOND },
	{ "memory of words", NODE "node0/meminfo", "much\n",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0") SECOND },
	{ "pages of words",
	  NODE "node0/hugepages/hugepages-2048kB/free_hugepages", "few\n",
	  PAGES("0", "1048576", "0") MEMORY("0", "40", "60") SECOND },
	{ "a size that is none",
	  NODE "node0/hugepages/hugepages-xkB/free_hugepages", "1\n",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0")
		  MEMORY("0", "40", "60") SECOND },
	{ "a node of nothing", NODE "node3/uevent", "\n",
	  PAGES("0", "2048", "3") PAGES("0", "1048576", "0")
		  MEMORY("0", "40", "60") SECOND },
};

START_TEST(bears_an_odd_file)
{
	og_cleanup(og_numausage_free) struct og_numausage usage = { 0 };
	og_autobuf out = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	for (size_t i = 0; i < OG_COUNT(machine); i++)
		og_tree_put(&tree, machine[i][0], machine[i][1]);
	og_tree_put(&tree, odd[_i].path, odd[_i].text);
	ck_assert_int_eq(og_numausage_read(tree.root, &usage, NULL), 0);
	og_numaemit_usage(&usage, &out);
	ck_assert_msg(strcmp(og_buf_text(&out), odd[_i].want) == 0,
		      "%s:\n%s\nwanted:\n%s", odd[_i].what, og_buf_text(&out),
		      odd[_i].want);
}
END_TEST

START_TEST(reads_a_machine_without_nodes)
{
	og_cleanup(og_numausage_free) struct og_numausage usage = { 0 };
	og_autobuf out = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "proc/meminfo", "MemTotal: 9 kB\nMemFree: 4 kB\n");
	og_tree_put(&tree,
		    "sys/kernel/mm/hugepages/hugepages-64kB/free_hugepages",
		    "2\n");
	ck_assert_int_eq(og_numausage_read(tree.root, &usage, NULL), 0);
	og_numaemit_usage(&usage, &out);
	ck_assert_str_eq(og_buf_text(&out),
			 PAGES("0", "64", "2") MEMORY("0", "4", "5"));
}
END_TEST

START_TEST(refuses_what_is_no_host)
{
	struct og_numausage usage = { 0 };
	struct og_err err = { 0 };
	og_autotree tree;

	og_tree_make(&tree);
	ck_assert_int_eq(og_numausage_read(tree.root, &usage, &err), -ENOENT);
	ck_assert_msg(strstr(err.msg, "neither a host nor a recording"), "%s",
		      err.msg);
	ck_assert_ptr_null(usage.nodes);
}
END_TEST

Suite *numa_usage_suite(void)
{
	Suite *s = suite_create("usage");
	TCase *tc = tcase_create("usage");

	tcase_add_loop_test(tc, bears_an_odd_file, 0, OG_COUNT(odd));
	tcase_add_test(tc, reads_a_machine_without_nodes);
	tcase_add_test(tc, refuses_what_is_no_host);
	suite_add_tcase(s, tc);
	return s;
}
