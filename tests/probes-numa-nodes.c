// SPDX-License-Identifier: Apache-2.0
#include "probes-numa.h"

#include <errno.h>

#include "sysnode.h"
#include "tree.h"

#define NODE "sys/devices/system/node/"

/* --- orders --- */

static const struct {
	const char *what, *online, *row;
	int32_t id;
	const char *want;
	int error;
} orders[] = {
	{ "two", "0-1", "20 10\n", 1, "1 0", 0 },
	{ "alone", "0", "10\n", 0, "0", 0 },
	{ "ties by id", "0-3", "21 21 10 21\n", 2, "2 0 1 3", 0 },
	{ "a ring", "0-3", "10 16 22 16\n", 0, "0 1 3 2", 0 },
	{ "gaps", "0,8,250", "40 80 10\n", 250, "250 0 8", 0 },
	{ "nearer than home", "0-1", "20 10\n", 0, "0 1", 0 },
	{ "unreachable", "0-2", "10 255 20\n", 0, "0 2 1", 0 },
	{ "no line end", "0-1", "20 10", 1, "1 0", 0 },
	{ "spaces", "0-1", "  20  10 \n\n", 1, "1 0", 0 },
	{ "too short", "0-2", "30 10\n", 1, "1 0 2", -EINVAL },
	{ "too long", "0-2", "30 10 20 40\n", 1, "1 0 2", -EINVAL },
	{ "over two lines", "0-2", "30\n10 20\n", 1, "1 0 2", -EINVAL },
	{ "words", "0-2", "30 near 20\n", 1, "1 0 2", -EINVAL },
	{ "negative", "0-2", "30 10 -1\n", 1, "1 0 2", -ERANGE },
	{ "too far", "0-2", "30 10 2147483648\n", 1, "1 0 2", -ERANGE },
	{ "nothing", "0-2", "", 1, "1 0 2", -EINVAL },
};

START_TEST(orders_nodes)
{
	struct og_cpuset online;
	og_autobuf text = OG_BUF_INIT;
	int32_t ids[8];
	size_t n;

	ck_assert_int_eq(og_cpuset_parse(orders[_i].online,
					 strlen(orders[_i].online), &online),
			 0);
	ck_assert_msg(og_sysnode_order(orders[_i].row, strlen(orders[_i].row),
				       &online, orders[_i].id,
				       ids) == orders[_i].error,
		      "%s", orders[_i].what);
	n = og_cpuset_count(&online);
	for (size_t i = 0; i < n; i++)
		og_buf_fmt(&text, "%s%d", i ? " " : "", ids[i]);
	ck_assert_msg(strcmp(og_buf_text(&text), orders[_i].want) == 0,
		      "%s: %s", orders[_i].what, og_buf_text(&text));
}
END_TEST

/* --- which there are --- */

static const struct {
	const char *what;
	const char *dirs[4];
	const char *want;
	bool uma;
} found[] = {
	{ "gaps", { "node0", "node8", "node16" }, "0,8,16", false },
	{ "other names", { "node1", "has_cpu", "power" }, "1", false },
	{ "no plain number",
	  { "node0", "node01", "node1x", "node-1" },
	  "0",
	  false },
	{ "too high",
	  { "node0", "node8192", "node99999999999999999999" },
	  "0",
	  false },
	{ "none", { "node", "nodes" }, "0", true },
};

static void check_ids(const struct og_cpuset *set, const char *want)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	ck_assert_str_eq(og_buf_text(&text), want);
}

START_TEST(finds_nodes)
{
	struct og_sysnodes nodes;
	og_autotree tree;

	og_tree_make(&tree);
	for (size_t i = 0; i < 4 && found[_i].dirs[i]; i++) {
		og_autofree char *path =
			og_asprintf(NODE "%s", found[_i].dirs[i]);

		og_tree_dir(&tree, path);
	}
	og_sysnodes_find(tree.root, &nodes);
	check_ids(&nodes.ids, found[_i].want);
	check_ids(&nodes.online, found[_i].want);
	ck_assert_int_eq(nodes.uma, found[_i].uma);
}
END_TEST

static const struct {
	const char *what, *status, *want;
} gpus[] = {
	{ "its node", "Node: 1\nStatus: online\n", "0" },
	{ "after other lines", "Status: online\nNode:\t1\n", "0" },
	{ "no node", "Node: -1\nStatus: offline\n", "0-1" },
	{ "not there", "Node: 7\n", "0-1" },
	{ "no number", "Node: one\n", "0-1" },
	{ "more after it", "Node: 1 2\n", "0-1" },
	{ "empty", "", "0-1" },
};

START_TEST(leaves_out_gpu_memory)
{
	struct og_sysnodes nodes;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, NODE "node0");
	og_tree_dir(&tree, NODE "node1");
	og_tree_put(&tree, "proc/driver/nvidia/gpus/0009:01:00.0/numa_status",
		    gpus[_i].status);
	og_sysnodes_find(tree.root, &nodes);
	check_ids(&nodes.ids, gpus[_i].want);
	check_ids(&nodes.online, "0-1");
}
END_TEST

START_TEST(never_leaves_out_all)
{
	struct og_sysnodes nodes;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, NODE "node0");
	og_tree_put(&tree, "proc/driver/nvidia/gpus/x/numa_status", "Node: 0");
	og_sysnodes_find(tree.root, &nodes);
	check_ids(&nodes.ids, "0");
}
END_TEST

/* --- how far --- */

static const struct {
	const char *what, *row; /* of node 2 beside nodes 0 and 5 */
	const char *gpu;	/* whose memory a node is */
	const char *want;	/* NULL: not known */
} away[] = {
	{ "three", "21 10 31\n", NULL, " 21 10 31" },
	{ "no line end", "21 10 31", NULL, " 21 10 31" },
	{ "memory of a GPU is no host's", "21 10 80\n", "Node: 5", " 21 10" },
	{ "too short", "21 10\n", NULL, NULL },
	{ "too long", "21 10 31 41\n", NULL, NULL },
	{ "words", "21 10 far\n", NULL, NULL },
	{ "negative", "21 10 -31\n", NULL, NULL },
	{ "empty", "", NULL, NULL },
	{ "no file", NULL, NULL, NULL },
};

START_TEST(tells_how_far)
{
	og_autofree uint32_t *list = NULL;
	struct og_sysnodes nodes;
	og_autobuf text = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, NODE "node0");
	og_tree_dir(&tree, NODE "node2");
	og_tree_dir(&tree, NODE "node5");
	if (away[_i].row)
		og_tree_put(&tree, NODE "node2/distance", away[_i].row);
	if (away[_i].gpu)
		og_tree_put(&tree, "proc/driver/nvidia/gpus/x/numa_status",
			    away[_i].gpu);
	og_sysnodes_find(tree.root, &nodes);
	list = og_sysnode_away(tree.root, &nodes, 2);
	ck_assert_int_eq(!list, !away[_i].want);
	for (size_t i = 0; list && i < og_cpuset_count(&nodes.ids); i++)
		og_buf_fmt(&text, " %u", list[i]);
	ck_assert_str_eq(og_buf_text(&text),
			 away[_i].want ? away[_i].want : "");
}
END_TEST

/* --- pages --- */

static const struct {
	const char *what, *folder, *count, *want;
} pages[] = {
	{ "2 MiB", "hugepages-2048kB", "3\n", " 3*2048" },
	{ "none of them", "hugepages-2048kB", "0\n", " 0*2048" },
	{ "16 GiB", "hugepages-16777216kB", "2\n", " 2*16777216" },
	{ "no number", "hugepages-2048kB", "many\n", "" },
	{ "negative", "hugepages-2048kB", "-1\n", "" },
	{ "more than 64 bits of memory", "hugepages-2048kB",
	  "4503599627370496\n", "" },
	{ "no size", "hugepages-kB", "3\n", "" },
	{ "size 0", "hugepages-0kB", "3\n", "" },
	{ "size with zeros", "hugepages-02048kB", "3\n", "" },
	{ "negative size", "hugepages--2kB", "3\n", "" },
	{ "another unit", "hugepages-2MB", "3\n", "" },
	{ "another name", "hugepagex-2048kB", "3\n", "" },
	{ "short name", "kB", "3\n", "" },
};

/* Beside each stand two good sizes. */
START_TEST(counts_pages)
{
	static const struct og_sysnodes nodes = { .uma = false };
	og_autofree struct og_sysnode_pages *list = NULL;
	og_autofree char *path = og_asprintf(
		NODE "node0/hugepages/%s/nr_hugepages", pages[_i].folder);
	og_autofree char *want =
		og_asprintf(" 1*64%s%s", pages[_i].want, " 9*33554432");
	og_autobuf text = OG_BUF_INIT;
	og_autotree tree;
	size_t n;

	og_tree_make(&tree);
	og_tree_put(&tree, path, pages[_i].count);
	og_tree_put(&tree, NODE "node0/hugepages/hugepages-64kB/nr_hugepages",
		    "1\n");
	og_tree_put(&tree,
		    NODE "node0/hugepages/hugepages-33554432kB/nr_hugepages",
		    "9\n");
	n = og_sysnode_pages(tree.root, &nodes, 0, "nr_hugepages", &list);
	for (size_t i = 0; i < n; i++)
		og_buf_fmt(&text, " %llu*%llu",
			   (unsigned long long)list[i].count,
			   (unsigned long long)list[i].size_kb);
	ck_assert_str_eq(og_buf_text(&text), want);
}
END_TEST

Suite *numa_nodes_suite(void)
{
	Suite *s = suite_create("nodes");
	TCase *tc = tcase_create("nodes");

	tcase_add_loop_test(tc, orders_nodes, 0, OG_COUNT(orders));
	tcase_add_loop_test(tc, finds_nodes, 0, OG_COUNT(found));
	tcase_add_loop_test(tc, leaves_out_gpu_memory, 0, OG_COUNT(gpus));
	tcase_add_test(tc, never_leaves_out_all);
	tcase_add_loop_test(tc, tells_how_far, 0, OG_COUNT(away));
	tcase_add_loop_test(tc, counts_pages, 0, OG_COUNT(pages));
	suite_add_tcase(s, tc);
	return s;
}
