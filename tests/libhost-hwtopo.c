// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include <errno.h>

#include "hwtopo.h"
#include "tree.h"

/*
 * Machines small enough to read: each is a few files, and the text that the
 * host made of them must read.
 */
static void add_cpu(const struct og_tree *tree, int cpu, int package, int core,
		    const char *siblings)
{
	static const char *const files[] = { "physical_package_id", "core_id",
					     "thread_siblings" };

	for (size_t i = 0; i < OG_COUNT(files); i++) {
		og_autofree char *path =
			og_asprintf("sys/devices/system/cpu/cpu%d/topology/%s",
				    cpu, files[i]);
		og_autofree char *number =
			og_asprintf("%d\n", i == 0 ? package : core);

		og_tree_put(tree, path, i == 2 ? siblings : number);
	}
}

static void add_node(const struct og_tree *tree, int node, const char *cpulist,
		     const char *cpumap, const char *distance)
{
	const char *files[][2] = {
		{ "cpulist", cpulist },
		{ "cpumap", cpumap },
		{ "distance", distance },
	};
	og_autofree char *meminfo =
		og_asprintf("sys/devices/system/node/node%d/meminfo", node);
	og_autofree char *memory =
		og_asprintf("Node %d MemTotal: 4096 kB\n", node);

	og_tree_put(tree, meminfo, memory);
	for (size_t i = 0; i < OG_COUNT(files); i++) {
		og_autofree char *path = og_asprintf(
			"sys/devices/system/node/node%d/%s", node, files[i][0]);

		if (files[i][1])
			og_tree_put(tree, path, files[i][1]);
	}
}

static void two_nodes(const struct og_tree *tree)
{
	og_tree_put(tree, "sys/devices/system/cpu/online", "0-3\n");
	og_tree_put(tree, "sys/devices/system/node/online", "0-1\n");
	add_cpu(tree, 0, 0, 0, "1\n");
	add_cpu(tree, 1, 0, 1, "2\n");
	add_cpu(tree, 2, 1, 0, "4\n");
	add_cpu(tree, 3, 1, 1, "8\n");
	add_node(tree, 0, "0-1\n", "3\n", "10 20\n");
	add_node(tree, 1, "2-3\n", "c\n", "20 10\n");
}

static char *host_text(const struct og_host *host)
{
	og_autobuf out = OG_BUF_INIT;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		og_buf_fmt(&out, "node %d memory %lld near", node->id,
			   (long long)node->mem_total);
		for (size_t j = 0; j < node->n_distance; j++)
			og_buf_fmt(&out, " %d", node->distance[j]);
		for (size_t j = 0; j < node->n_pages; j++)
			og_buf_fmt(&out, " pages %llu*%llu",
				   (unsigned long long)node->pages[j].total,
				   (unsigned long long)node->pages[j].size_kb);
		for (size_t j = 0; j < node->n_cores; j++) {
			const struct og_core *core = &node->cores[j];

			og_buf_fmt(&out, " core %d:", core->id);
			for (size_t k = 0; k < core->n_cpus; k++)
				og_buf_fmt(&out, "%s%d", k ? "," : "",
					   core->cpus[k].id);
		}
		og_buf_char(&out, '\n');
	}
	return og_strdup(og_buf_text(&out));
}

static void check_host(const struct og_root *root, const char *want)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_host_free) struct og_host host = { 0 };
	og_autofree char *text = NULL;
	struct og_err err = { 0 };

	ck_assert_msg(og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, &err) == 0,
		      "%s", err.msg);
	ck_assert_int_eq(og_hwtopo_host(topo, &host, &err), 0);
	text = host_text(&host);
	ck_assert_str_eq(text, want);
}

START_TEST(reads_a_gpu_server)
{
	og_autofree char *dir = og_test_path("tests/hosts/gpu-2node/root");
	og_cleanup(og_root_freep) struct og_root *root = NULL;

	ck_assert_int_eq(og_root_open(dir, &root, NULL), 0);
	check_host(root, "node 0 memory 33554432 near 0 1 "
			 "pages 0*2048 pages 0*1048576 "
			 "core 0:0,8 core 1:1,9 core 2:2,10 core 3:3,11\n"
			 "node 1 memory 33554432 near 1 0 "
			 "pages 0*2048 pages 0*1048576 "
			 "core 0:4,12 core 1:5,13 core 2:6,14 core 3:7,15\n");
}
END_TEST

START_TEST(finds_pci_nodes)
{
	static const struct {
		struct og_bdf bdf;
		int node;
	} cases[] = {
		{ { 0, 0xe1, 0, 0 }, 1 }, /* behind a bridge */
		{ { 0, 0xe0, 1, 0 }, 1 }, /* the bridge */
		{ { 0, 0x41, 0, 0 }, 0 },
		{ { 0, 0xe1, 0, 1 }, -1 },	 /* not there */
		{ { 0x10000, 0xe1, 0, 0 }, -1 }, /* another domain */
	};
	og_autofree char *dir = og_test_path("tests/hosts/gpu-2node/root");
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_host_free) struct og_host host = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_root_open(dir, &root, NULL), 0);
	ck_assert_int_eq(og_hwtopo_load(root, OG_HWTOPO_PCI, &topo, NULL), 0);
	for (size_t i = 0; i < OG_COUNT(cases); i++)
		ck_assert_int_eq(og_hwtopo_pci_node(topo, &cases[i].bdf),
				 cases[i].node);
	ck_assert_int_eq(og_hwtopo_host(topo, &host, &err), -EINVAL);
}
END_TEST

START_TEST(knows_no_pci_unless_asked)
{
	const struct og_bdf gpu = { 0, 0xe1, 0, 0 };
	og_autofree char *dir = og_test_path("tests/hosts/gpu-2node/root");
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;

	ck_assert_int_eq(og_root_open(dir, &root, NULL), 0);
	ck_assert_int_eq(og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, NULL), 0);
	ck_assert_int_eq(og_hwtopo_pci_node(topo, &gpu), -1);
}
END_TEST

START_TEST(honours_a_forced_locality)
{
	const struct og_bdf gpu = { 0, 0xe1, 0, 0 };
	og_autofree char *dir = og_test_path("tests/hosts/gpu-2node/root");
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;

	setenv("HWLOC_PCI_LOCALITY", "0000:e0-e1 0x0f0f", 1);
	ck_assert_int_eq(og_root_open(dir, &root, NULL), 0);
	ck_assert_int_eq(og_hwtopo_load(root, OG_HWTOPO_PCI, &topo, NULL), 0);
	unsetenv("HWLOC_PCI_LOCALITY");
	ck_assert_int_eq(og_hwtopo_pci_node(topo, &gpu), 0);
}
END_TEST

START_TEST(leaves_the_environment_alone)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	two_nodes(&tree);
	setenv("HWLOC_COMPONENTS", "synthetic", 1);
	unsetenv("HWLOC_FSROOT");
	ck_assert_int_eq(og_hwtopo_load(tree.root, 0, &topo, NULL), 0);
	ck_assert_str_eq(getenv("HWLOC_COMPONENTS"), "synthetic");
	ck_assert_ptr_null(getenv("HWLOC_FSROOT"));
	ck_assert_ptr_null(getenv("HWLOC_THISSYSTEM"));
	unsetenv("HWLOC_COMPONENTS");
}
END_TEST

/* Node 0 of each machine is spoilt in one way; node 1 is as in two_nodes(). */
#define SECOND "node 1 memory 4096 near 1 0 core 0:2 core 1:3\n"

static const struct {
	const char *what, *path, *text, *want;
} spoilt[] = {
	{ "nothing", "x", "", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "distance too short", "sys/devices/system/node/node0/distance",
	  "10\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "distance of words", "sys/devices/system/node/node0/distance",
	  "near far\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "nearer than itself", "sys/devices/system/node/node0/distance",
	  "20 10\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "CPU 1 offline", "sys/devices/system/cpu/online", "0,2-3\n",
	  "near 0 1 core 0:0\n" SECOND },
	{ "core_id twice", "sys/devices/system/cpu/cpu1/topology/core_id",
	  "0\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "rubbish in cpulist", "sys/devices/system/node/node0/cpulist", "0-\n",
	  "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "huge pages",
	  "sys/devices/system/node/node0/hugepages/hugepages-2048kB/"
	  "nr_hugepages",
	  "512\n", "near 0 1 pages 512*2048 core 0:0 core 1:1\n" SECOND },
	{ "rubbish for huge pages",
	  "sys/devices/system/node/node0/hugepages/hugepages-2048kB/"
	  "nr_hugepages",
	  "many\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
	{ "huge pages of no size",
	  "sys/devices/system/node/node0/hugepages/hugepages-0kB/"
	  "nr_hugepages",
	  "1\n", "near 0 1 core 0:0 core 1:1\n" SECOND },
};

START_TEST(bears_a_spoilt_file)
{
	og_autofree char *want =
		og_asprintf("node 0 memory 4096 %s", spoilt[_i].want);
	og_autotree tree;

	og_tree_make(&tree);
	two_nodes(&tree);
	og_tree_put(&tree, spoilt[_i].path, spoilt[_i].text);
	check_host(tree.root, want);
}
END_TEST

START_TEST(knows_what_the_kernel_has_free)
{
	og_autotree tree;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_host_free) struct og_host host = { 0 };

	og_tree_make(&tree);
	two_nodes(&tree);
	og_tree_put(&tree, "sys/devices/system/node/node1/meminfo",
		    "Node 1 MemTotal: 4096 kB\nNode 1 MemFree: 1000 kB\n"
		    "Node 1 FilePages: 2000 kB\nNode 1 Active(file): 20 kB\n"
		    "Node 1 Inactive(file): 3 kB\n");
	og_tree_put(&tree,
		    "sys/devices/system/node/node1/hugepages/hugepages-2048kB/"
		    "nr_hugepages",
		    "512\n");
	og_tree_put(&tree,
		    "sys/devices/system/node/node1/hugepages/hugepages-2048kB/"
		    "free_hugepages",
		    "500\n");
	ck_assert_int_eq(
		og_hwtopo_load(tree.root, OG_HWTOPO_CORES, &topo, NULL), 0);
	ck_assert_int_eq(og_hwtopo_host(topo, &host, NULL), 0);
	ck_assert(host.nodes[0].mem_free == INT64_MAX);
	ck_assert_int_eq(host.nodes[1].mem_free, 1023);
	ck_assert_uint_eq(host.nodes[1].pages[0].total, 512);
	ck_assert_uint_eq(host.nodes[1].pages[0].free, 500);
}
END_TEST

/* One node over two packages: the kernel's core_id starts anew in each. */
START_TEST(makes_core_ids_unique)
{
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "sys/devices/system/cpu/online", "0-3\n");
	og_tree_put(&tree, "sys/devices/system/node/online", "0\n");
	add_cpu(&tree, 0, 0, 0, "5\n");
	add_cpu(&tree, 2, 0, 0, "5\n");
	add_cpu(&tree, 1, 1, 0, "a\n");
	add_cpu(&tree, 3, 1, 0, "a\n");
	add_node(&tree, 0, "0-3\n", "f\n", "10\n");
	check_host(tree.root,
		   "node 0 memory 4096 near 0 core 0:0,2 core 1:1,3\n");
}
END_TEST

/* Nodes 0 and 1 as usual, 2 is memory only, near node 1. */
START_TEST(keeps_memory_only_nodes_without_cpus)
{
	og_autotree tree;

	og_tree_make(&tree);
	two_nodes(&tree);
	og_tree_put(&tree, "sys/devices/system/node/online", "0-2\n");
	add_node(&tree, 0, "0-1\n", "3\n", "10 20 40\n");
	add_node(&tree, 1, "2-3\n", "c\n", "20 10 15\n");
	add_node(&tree, 2, "\n", "0\n", "40 15 10\n");
	check_host(tree.root,
		   "node 0 memory 4096 near 0 1 2 core 0:0 core 1:1\n"
		   "node 1 memory 4096 near 1 2 0 core 0:2 core 1:3\n"
		   "node 2 memory 4096 near 2 1 0\n");
}
END_TEST

START_TEST(breaks_ties_by_id)
{
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "sys/devices/system/cpu/online", "0-2\n");
	og_tree_put(&tree, "sys/devices/system/node/online", "0,3,10\n");
	for (int i = 0; i < 3; i++) {
		og_autofree char *mask = og_asprintf("%x\n", 1 << i);

		add_cpu(&tree, i, i, 0, mask);
	}
	add_node(&tree, 0, "0\n", "1\n", "10 30 20\n");
	add_node(&tree, 3, "1\n", "2\n", "20 10 20\n");
	add_node(&tree, 10, "2\n", "4\n", "20 20 10\n");
	check_host(tree.root, "node 0 memory 4096 near 0 10 3 core 0:0\n"
			      "node 3 memory 4096 near 3 0 10 core 0:1\n"
			      "node 10 memory 4096 near 10 0 3 core 0:2\n");
}
END_TEST

START_TEST(refuses_what_is_no_host)
{
	struct og_hwtopo *topo = NULL;
	struct og_err err = { 0 };
	og_autotree tree;

	og_tree_make(&tree);
	ck_assert_int_eq(
		og_hwtopo_load(tree.root, OG_HWTOPO_CORES, &topo, &err),
		-ENOENT);
	ck_assert_msg(strstr(err.msg, "neither a host nor a recording"), "%s",
		      err.msg);
	ck_assert_ptr_null(topo);
}
END_TEST

START_TEST(reads_the_live_machine)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_host_free) struct og_host host = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_root_open(NULL, &root, NULL), 0);
	/* A bare chroot has no sysfs: there the refusal is what is right. */
	if (!og_root_exists(root, "sys/devices/system/cpu/cpu0")) {
		ck_assert_int_eq(
			og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, &err),
			-ENOENT);
		return;
	}
	ck_assert_msg(og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, &err) == 0,
		      "%s", err.msg);
	ck_assert_int_eq(og_hwtopo_host(topo, &host, &err), 0);
	ck_assert_uint_ge(host.n_nodes, 1);
	for (size_t i = 0; i < host.n_nodes; i++)
		ck_assert_uint_eq(host.nodes[i].n_distance, host.n_nodes);
	ck_assert_ptr_nonnull(og_host_node_of_cpu(&host, 0));
}
END_TEST

Suite *libhost_hwtopo_suite(void)
{
	Suite *s = suite_create("hwtopo");
	TCase *tc = tcase_create("hwtopo");

	tcase_add_test(tc, reads_a_gpu_server);
	tcase_add_test(tc, finds_pci_nodes);
	tcase_add_test(tc, knows_no_pci_unless_asked);
	tcase_add_test(tc, honours_a_forced_locality);
	tcase_add_test(tc, leaves_the_environment_alone);
	tcase_add_loop_test(tc, bears_a_spoilt_file, 0, OG_COUNT(spoilt));
	tcase_add_test(tc, knows_what_the_kernel_has_free);
	tcase_add_test(tc, makes_core_ids_unique);
	tcase_add_test(tc, keeps_memory_only_nodes_without_cpus);
	tcase_add_test(tc, breaks_ties_by_id);
	tcase_add_test(tc, refuses_what_is_no_host);
	tcase_add_test(tc, reads_the_live_machine);
	suite_add_tcase(s, tc);
	return s;
}
