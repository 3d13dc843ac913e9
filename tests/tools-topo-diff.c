// SPDX-License-Identifier: Apache-2.0
/* Belief and truth, one difference at a time. */
#include "topo-diff.h"
#include "topo-make.h"
#include "topo-suites.h"

/* Make the belief, or the truth, another one than it was. */
typedef void change_fn(struct og_topo *believed, struct og_topo *truth);

static void nothing(struct og_topo *a, struct og_topo *b)
{
	(void)a, (void)b;
}

static void node_is_new(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	a->host.nodes[1].id = 7;
}

static void cpu_is_gone(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	free(b->host.nodes[1].cores[3].cpus);
	b->host.nodes[1].n_cores = 3;
}

static void threads_are_off(struct og_topo *a, struct og_topo *b)
{
	struct og_core *other = og_node_add_core(&a->host.nodes[0], 99);
	struct og_core *core = &a->host.nodes[0].cores[0];

	(void)b;
	og_core_add_cpu(other, core->cpus[1].id, OG_VM_NONE, false);
	core->n_cpus = 1;
}

static void memory_shrank(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	b->host.nodes[0].mem_total /= 2;
}

static void memory_is_a_little_less(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	b->host.nodes[0].mem_total -= 4096;
}

static void pages_grew(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	b->host.nodes[0].pages[1].total = 32;
}

static void distance_is_short(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	a->host.nodes[1].n_distance = 1;
}

static void gpu_is_gone(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	b->devices[0].bdf.slot = 9;
}

static void gpu_is_new(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	free(a->devices[0].name);
	free(a->devices[0].driver);
	free(a->devices[0].vm);
	a->devices[0] = a->devices[--a->n_devices];
}

static void gpu_moved(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	a->devices[0].node = 1;
}

static void gpu_has_no_node(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	a->devices[0].node = -1;
}

static void gpu_is_taken(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	free(b->devices[0].vm);
	b->devices[0].vm = og_strdup("other");
}

static void pins_moved(struct og_topo *a, struct og_topo *b)
{
	(void)b;
	a->vms[1].cpus = (struct og_cpuset){ 0 };
	og_cpuset_add(&a->vms[1].cpus, 9);
}

static void vm_is_gone(struct og_topo *a, struct og_topo *b)
{
	(void)a;
	free(b->vms[0].name);
	b->vms[0].name = og_strdup("builder");
	free(b->devices[0].vm);
	b->devices[0].vm = og_strdup("builder");
}

static const struct {
	const char *name;
	change_fn *change;
	const char *want; /* one line each */
} changes[] = {
	{ "they agree", nothing, "" },
	{ "a little less memory", memory_is_a_little_less, "" },
	{ "another node", node_is_new,
	  "node 1: oned does not have it\n"
	  "node 7: oned has it, the host does not\n" },
	{ "a core went offline", cpu_is_gone,
	  "node 1: oned has CPUs 4-7,12-15, the host 4-6,12-14\n" },
	{ "threads were off", threads_are_off,
	  "node 0: CPUs 0 and 8 are one core, oned has them in two\n" },
	{ "memory", memory_shrank,
	  "node 0: oned has 512 GiB of memory, the host 256 GiB\n" },
	{ "huge pages", pages_grew,
	  "node 0: oned has 16 huge pages of 1048576 KiB, the host 32\n" },
	{ "distances", distance_is_short,
	  "node 1: oned has the nodes by distance as \"1\", the host \"1 0\": "
	  "too short, oned reads past its end\n" },
	{ "a GPU is gone", gpu_is_gone,
	  "0000:03:00.0: oned has it, the host does not\n"
	  "0000:03:09.0: GPU H100 SXM5 80GB, which oned does not have: "
	  "pci.conf leaves it out, or the probe has not run\n" },
	{ "a GPU is new", gpu_is_new,
	  "0000:03:00.0: GPU H100 SXM5 80GB, which oned does not have: "
	  "pci.conf leaves it out, or the probe has not run\n" },
	{ "a GPU on another node", gpu_moved,
	  "0000:03:00.0: oned has it on node 1, it is on node 0: delete the "
	  "host in OpenNebula and create it again\n" },
	{ "a GPU on no node", gpu_has_no_node,
	  "0000:03:00.0: oned has it on no node, it is on node 0: delete the "
	  "host in OpenNebula and create it again\n" },
	{ "a GPU of another VM", gpu_is_taken,
	  "0000:03:00.0: oned gave it to one-0, other has it\n" },
	{ "a VM that was moved", pins_moved,
	  "one-1: oned has it on CPUs 9, it is pinned to 2-3,10-11: moved by "
	  "onegpu\n" },
	{ "a VM that is gone and one of others", vm_is_gone,
	  "0000:03:00.0: oned gave it to one-0, builder has it\n"
	  "one-0: oned has it here, it does not run\n"
	  "builder: pinned to CPUs 0-1,8-9, of which oned knows nothing\n" },
};

START_TEST(differs)
{
	static const struct og_topo_shape shape = { "two", 2, 4, 2, 1, 2 };
	og_cleanup(og_topo_free) struct og_topo believed = { 0 };
	og_cleanup(og_topo_free) struct og_topo truth = { 0 };
	og_cleanup(og_lines_free) struct og_lines lines = { 0 };
	og_autobuf got = OG_BUF_INIT;

	og_topo_make(&shape, &believed);
	og_topo_make(&shape, &truth);
	changes[_i].change(&believed, &truth);
	og_topo_diff(&believed, &truth, &lines);
	for (size_t i = 0; i < lines.n; i++)
		og_buf_fmt(&got, "%s\n", lines.all[i]);
	ck_assert_msg(strcmp(og_buf_text(&got), changes[_i].want) == 0,
		      "%s:\n%s", changes[_i].name, og_buf_text(&got));
}
END_TEST

Suite *suite_topo_diff(void)
{
	Suite *suite = suite_create("topo-diff");
	TCase *tc = tcase_create("topo-diff");

	tcase_add_loop_test(tc, differs, 0, OG_COUNT(changes));
	suite_add_tcase(suite, tc);
	return suite;
}
