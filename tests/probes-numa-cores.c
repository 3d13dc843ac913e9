// SPDX-License-Identifier: Apache-2.0
#include "probes-numa.h"

#include <errno.h>
#include <stdio.h>

#include "hwtopo.h"
#include "numaemit.h"
#include "tree.h"

#define CPU  "sys/devices/system/cpu/"
#define NODE "sys/devices/system/node/"

/* Two nodes of two cores of two threads; CPU n and n + 4 are one core. */
static const char *const machine[][2] = {
	{ CPU "online", "0-7\n" },
	{ NODE "online", "0-1\n" },
	{ NODE "node0/cpulist", "0-1,4-5\n" },
	{ NODE "node0/cpumap", "33\n" },
	{ NODE "node0/distance", "10 20\n" },
	{ NODE "node0/meminfo", "Node 0 MemTotal: 4096 kB\n" },
	{ NODE "node1/cpulist", "2-3,6-7\n" },
	{ NODE "node1/cpumap", "cc\n" },
	{ NODE "node1/distance", "20 10\n" },
	{ NODE "node1/meminfo", "Node 1 MemTotal: 8192 kB\n" },
	{ "proc/meminfo", "MemTotal: 12288 kB\n" },
};

static void put_cpu(const struct og_tree *tree, int cpu, const char *file,
		    const char *format, int value)
{
	og_autofree char *path =
		og_asprintf(CPU "cpu%d/topology/%s", cpu, file);
	og_autobuf text = OG_BUF_INIT;

	if (strcmp(format, "list") == 0)
		og_buf_fmt(&text, "%d,%d\n", value, value + 4);
	else if (strcmp(format, "mask") == 0)
		og_buf_fmt(&text, "%02x\n", 0x11U << value);
	else
		og_buf_fmt(&text, "%d\n", value);
	og_tree_put(tree, path, og_buf_text(&text));
}

static void put_machine(const struct og_tree *tree)
{
	for (size_t i = 0; i < OG_COUNT(machine); i++)
		og_tree_put(tree, machine[i][0], machine[i][1]);
	for (int cpu = 0; cpu < 8; cpu++) {
		put_cpu(tree, cpu, "physical_package_id", "number",
			cpu % 4 / 2);
		put_cpu(tree, cpu, "core_id", "number", cpu % 2);
		put_cpu(tree, cpu, "thread_siblings_list", "list", cpu % 4);
		put_cpu(tree, cpu, "thread_siblings", "mask", cpu % 4);
	}
}

static void load(const struct og_tree *tree, struct og_host *ret_host)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	struct og_err err = { 0 };

	ck_assert_msg(
		og_hwtopo_load(tree->root, OG_HWTOPO_CORES, &topo, &err) == 0,
		"%s", err.msg);
	ck_assert_int_eq(og_hwtopo_host(topo, ret_host, &err), 0);
	ck_assert_int_eq(err.code, 0);
}

#define CORE(node, id, cpus)                                               \
	"CORE = [ NODE_ID = \"" node "\", ID = \"" id "\", CPUS = \"" cpus \
	"\" ]\n"
#define MEMORY(node, total, near)                                  \
	"MEMORY_NODE = [ NODE_ID = \"" node "\", TOTAL = \"" total \
	"\", DISTANCE = \"" near "\" ]\n"

#define FIRST                 \
	CORE("0", "0", "0,4") \
	CORE("0", "1", "1,5") \
	MEMORY("0", "4096", "0 1")
#define SECOND                \
	CORE("1", "0", "2,6") \
	CORE("1", "1", "3,7") \
	MEMORY("1", "8192", "1 0")

/* One file is odd: its text instead, or a folder in its place. */
static const struct {
	const char *what, *path, *text, *want;
} odd[] = {
	{ "nothing", "x", "", FIRST SECOND },
	{ "online nodes: empty", NODE "online", "", FIRST SECOND },
	{ "online nodes: negative", NODE "online", "-1\n", FIRST SECOND },
	{ "online nodes: a folder", NODE "online", NULL, FIRST SECOND },
	{ "online nodes: too many", NODE "online", "0-4000000000\n",
	  FIRST SECOND },
	{ "online nodes: some", NODE "online", "1\n", FIRST SECOND },
	{ "online CPUs: empty", CPU "online", "\n", FIRST SECOND },
	{ "online CPUs: words", CPU "online", "all\n", FIRST SECOND },
	{ "online CPUs: a folder", CPU "online", NULL, FIRST SECOND },
	{ "online CPUs: a thread less", CPU "online", "0-4,6-7\n",
	  CORE("0", "0", "0,4") CORE("0", "1", "1") MEMORY("0", "4096", "0 1")
		  SECOND },
	{ "online CPUs: a core less", CPU "online", "0,2-4,6-7\n",
	  CORE("0", "0", "0,4") MEMORY("0", "4096", "0 1") SECOND },
	{ "a mask of words", CPU "cpu0/topology/thread_siblings", "x\n",
	  FIRST SECOND },
	{ "a mask that is a folder", CPU "cpu4/topology/thread_siblings", NULL,
	  FIRST SECOND },
	{ "a core number of words", CPU "cpu1/topology/core_id", "x\n",
	  FIRST SECOND },
	{ "a core number twice", CPU "cpu1/topology/core_id", "0\n",
	  FIRST SECOND },
	{ "a negative core number", CPU "cpu0/topology/core_id", "-1\n",
	  FIRST SECOND },
	{ "a node's CPUs: words", NODE "node0/cpulist", "x\n", FIRST SECOND },
	{ "a node's CPUs: none", NODE "node0/cpulist", "\n",
	  MEMORY("0", "4096", "0 1") SECOND },
	{ "a node's CPUs: its neighbour's too", NODE "node1/cpulist", "0-7\n",
	  FIRST SECOND },
	{ "a node's mask: words", NODE "node0/cpumap", "x\n", FIRST SECOND },
	{ "a node's mask: its neighbour's", NODE "node0/cpumap", "cc\n",
	  FIRST SECOND },
	{ "memory of words", NODE "node0/meminfo", "x\n",
	  CORE("0", "0", "0,4") CORE("0", "1", "1,5") MEMORY("0", "0", "0 1")
		  SECOND },
	{ "memory that is a folder", NODE "node0/meminfo", NULL,
	  CORE("0", "0", "0,4") CORE("0", "1", "1,5") MEMORY("0", "0", "0 1")
		  SECOND },
	{ "distances: too few", NODE "node1/distance", "20\n", FIRST SECOND },
	{ "distances: too many", NODE "node1/distance", "20 10 5\n",
	  FIRST SECOND },
	{ "distances: a folder", NODE "node1/distance", NULL, FIRST SECOND },
};

START_TEST(bears_an_odd_file)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	og_autobuf out = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	put_machine(&tree);
	if (odd[_i].text) {
		og_tree_put(&tree, odd[_i].path, odd[_i].text);
	} else {
		og_autofree char *path =
			og_asprintf("%s/%s", tree.dir, odd[_i].path);

		ck_assert_int_eq(remove(path), 0);
		og_tree_dir(&tree, odd[_i].path);
	}
	load(&tree, &host);
	og_numaemit_host(&host, &out);
	ck_assert_msg(strcmp(og_buf_text(&out), odd[_i].want) == 0,
		      "%s:\n%s\nwanted:\n%s", odd[_i].what, og_buf_text(&out),
		      odd[_i].want);
}
END_TEST

/* hwloc alone would end the program here. */
START_TEST(bears_a_folder_without_nodes)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	og_autobuf out = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, CPU "online", "0\n");
	put_cpu(&tree, 0, "core_id", "number", 3);
	og_tree_put(&tree, "proc/meminfo", "MemTotal: 12288 kB\n");
	og_tree_put(&tree, NODE "possible", "0\n");
	load(&tree, &host);
	og_numaemit_host(&host, &out);
	ck_assert_str_eq(og_buf_text(&out),
			 CORE("0", "3", "0") MEMORY("0", "12288", "0"));
}
END_TEST

START_TEST(asks_no_other_machine)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	og_autobuf out = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	put_machine(&tree);
	setenv("HWLOC_SYNTHETIC", "pack:2 core:8 pu:4", 1);
	setenv("HWLOC_XMLFILE", "/nonexistent.xml", 1);
	load(&tree, &host);
	og_numaemit_host(&host, &out);
	ck_assert_str_eq(og_buf_text(&out), FIRST SECOND);
	ck_assert_str_eq(getenv("HWLOC_XMLFILE"), "/nonexistent.xml");
	unsetenv("HWLOC_SYNTHETIC");
	unsetenv("HWLOC_XMLFILE");
}
END_TEST

static void put_gpu(const struct og_tree *tree)
{
	static const char *const files[][2] = {
		{ "vendor", "0x10de\n" },
		{ "device", "0x26b9\n" },
		{ "class", "0x030200\n" },
		{ "subsystem_vendor", "0x0\n" },
		{ "subsystem_device", "0x0\n" },
		{ "revision", "0x00\n" },
		{ "local_cpus", "cc\n" },
	};

	for (size_t i = 0; i < OG_COUNT(files); i++)
		og_tree_pci_put(tree, "0000:e1:00.0", files[i][0], files[i][1]);
}

/* Node 2 is memory beside node 1: it has no CPUs, hwloc gives it node 1's. */
START_TEST(device_beside_a_memory_node)
{
	const struct og_bdf gpu = { 0, 0xe1, 0, 0 };
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	put_machine(&tree);
	put_gpu(&tree);
	og_tree_put(&tree, NODE "online", "0-2\n");
	og_tree_put(&tree, NODE "node0/distance", "10 20 24\n");
	og_tree_put(&tree, NODE "node1/distance", "20 10 14\n");
	og_tree_put(&tree, NODE "node2/distance", "24 14 10\n");
	og_tree_put(&tree, NODE "node2/cpulist", "\n");
	og_tree_put(&tree, NODE "node2/cpumap", "00\n");
	og_tree_put(&tree, NODE "node2/meminfo", "Node 2 MemTotal: 9 kB\n");
	ck_assert_int_eq(og_hwtopo_load(tree.root, OG_HWTOPO_PCI, &topo, NULL),
			 0);
	ck_assert_int_eq(og_hwtopo_pci_node(topo, &gpu), 1);
}
END_TEST

START_TEST(says_why_without_hwloc)
{
	const struct og_bdf gpu = { 0, 0xe1, 0, 0 };
	struct og_hwtopo *none = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	struct og_err err = { 0 };
	og_autotree tree;

	og_tree_make(&tree);
	put_machine(&tree);
	put_gpu(&tree);
	og_tree_put(&tree, NODE "online", "-1\n");
	ck_assert_int_eq(og_hwtopo_load(tree.root, OG_HWTOPO_PCI, &none, &err),
			 -EINVAL);
	ck_assert_ptr_null(none);
	ck_assert_msg(strstr(err.msg, "name none"), "%s", err.msg);
	err = (struct og_err){ 0 };
	ck_assert_int_eq(og_hwtopo_load(tree.root,
					OG_HWTOPO_CORES | OG_HWTOPO_PCI, &topo,
					&err),
			 0);
	ck_assert_int_eq(err.code, 0);
	ck_assert_int_eq(og_hwtopo_pci_node(topo, &gpu), -1);
}
END_TEST

Suite *numa_cores_suite(void)
{
	Suite *s = suite_create("cores");
	TCase *tc = tcase_create("cores");

	tcase_add_loop_test(tc, bears_an_odd_file, 0, OG_COUNT(odd));
	tcase_add_test(tc, bears_a_folder_without_nodes);
	tcase_add_test(tc, asks_no_other_machine);
	tcase_add_test(tc, device_beside_a_memory_node);
	tcase_add_test(tc, says_why_without_hwloc);
	suite_add_tcase(s, tc);
	return s;
}
