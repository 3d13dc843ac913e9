// SPDX-License-Identifier: Apache-2.0
/*
 * Where a VM is counted as local, spread or double-booked, and that the node
 * moves it. The host: two nodes of 4 cores of 2 threads, node 0 has CPUs 0 to
 * 7, node 1 CPUs 8 to 15; GPU 21:00.0 is on node 0, e1:00.0 on node 1.
 */
#include "bench-suites.h"
#include "build.h"
#include "nodeside.h"

static const struct {
	const char *name;
	const char *cpus[2]; /* of its virtual nodes */
	int32_t memory_node[2];
	unsigned gpus; /* bits: 1 node 0's, 2 node 1's */
	bool local, spread;
	const char *busy;    /* CPUs of others */
	const char *settled; /* where the node puts the first */
	unsigned twice;	     /* CPUs that others have, unless settled */
} cases[] = {
	{ .name = "local on node 1",
	  .cpus = { "8-9" },
	  .memory_node = { 1 },
	  .gpus = 2,
	  .local = true,
	  .settled = "8-9" },
	{ .name = "CPUs on the other node",
	  .cpus = { "0-1" },
	  .gpus = 2,
	  .settled = "8-9" },
	{ .name = "memory on the other node",
	  .cpus = { "8-9" },
	  .gpus = 2,
	  .settled = "8-9" },
	{ .name = "CPUs on both",
	  .cpus = { "7-8" },
	  .memory_node = { 1 },
	  .gpus = 2,
	  .spread = true,
	  .settled = "8-9" },
	{ .name = "GPUs of both, one virtual node",
	  .cpus = { "0-1" },
	  .gpus = 3,
	  .settled = "0-1" },
	{ .name = "GPUs of both, two virtual nodes",
	  .cpus = { "0-1", "8-9" },
	  .memory_node = { 0, 1 },
	  .gpus = 3,
	  .local = true,
	  .settled = "0-1" },
	{ .name = "two virtual nodes on the same one",
	  .cpus = { "0-1", "2-3" },
	  .gpus = 3,
	  .settled = "0-1" },
	{ .name = "two virtual nodes, one beside no GPU",
	  .cpus = { "0-1", "8-9" },
	  .memory_node = { 0, 1 },
	  .gpus = 1,
	  .settled = "0-1" },
	{ .name = "its CPUs are taken",
	  .cpus = { "8-9" },
	  .memory_node = { 1 },
	  .gpus = 2,
	  .local = true,
	  .busy = "9,10",
	  .twice = 1,
	  .settled = "12-13" },
	{ .name = "no room beside the GPU",
	  .cpus = { "0-1" },
	  .gpus = 2,
	  .busy = "8-15",
	  .settled = "0-1" },
};

static void build(struct og_host *host, const char *busy)
{
	static const struct og_build shape = { 2, 4, 2, 1024 * OG_MIB, 0, 0 };

	og_host_init(host);
	og_build_host(host, &shape);
	og_build_gpu(host, "21:00.0", 0);
	og_build_gpu(host, "e1:00.0", 1);
	ck_assert_int_eq(og_host_finish(host, NULL), 0);
	if (busy)
		og_build_mark(host, busy, og_build_use);
}

static void add_cpus(struct og_pinned_node *node, const char *list)
{
	struct og_cpuset set;

	ck_assert_int_eq(og_cpuset_parse(list, strlen(list), &set), 0);
	node->cpus = og_calloc(16, sizeof(*node->cpus));
	for (int32_t cpu = 0; cpu < 16; cpu++)
		if (og_cpuset_has(&set, (unsigned)cpu))
			node->cpus[node->n_cpus++] = cpu;
	node->vcpus = (uint32_t)node->n_cpus;
}

static void pinned(const struct og_host *host, int i, struct og_pinned *vm)
{
	*vm = (struct og_pinned){
		.id = 7,
		.pin = OG_PIN_THREAD,
		.threads = 2,
		.nodes = og_calloc(2, sizeof(*vm->nodes)),
		.devices = og_calloc(2, sizeof(*vm->devices)),
	};
	for (size_t k = 0; k < 2 && cases[i].cpus[k]; k++) {
		struct og_pinned_node *node = &vm->nodes[vm->n_nodes++];

		add_cpus(node, cases[i].cpus[k]);
		node->memory = OG_MIB;
		node->memory_node = cases[i].memory_node[k];
		node->node = og_host_node_of_cpu(host, node->cpus[0])->id;
	}
	for (size_t k = 0; k < 2; k++)
		if (cases[i].gpus & 1u << k)
			vm->devices[vm->n_devices++] = &host->devices[k];
}

START_TEST(judges_where_it_is)
{
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_pinned_free) struct og_pinned vm = { 0 };
	unsigned twice;

	build(&host, cases[_i].busy);
	pinned(&host, _i, &vm);
	ck_assert_msg(og_nodeside_is_local(&vm, &host) == cases[_i].local,
		      "%s: local", cases[_i].name);
	ck_assert_msg(og_nodeside_is_spread(&vm, &host) == cases[_i].spread,
		      "%s: spread", cases[_i].name);
	twice = og_nodeside_mark(&vm, &host);
	ck_assert_msg(twice == cases[_i].twice, "%s: %u CPUs twice",
		      cases[_i].name, twice);
	twice = og_nodeside_mark(&vm, &host);
	ck_assert_msg(twice > cases[_i].twice, "%s: marked nothing",
		      cases[_i].name);
}
END_TEST

START_TEST(the_node_settles_it)
{
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_pinned_free) struct og_pinned vm = { 0 };
	struct og_pinned_node want = { 0 };
	struct og_err err = { 0 };
	bool moved = false, same;

	build(&host, cases[_i].busy);
	pinned(&host, _i, &vm);
	ck_assert_msg(og_nodeside_settle(&vm, &host, &moved, &err) == 0,
		      "%s: %s", cases[_i].name, err.msg);
	add_cpus(&want, cases[_i].settled);
	same = vm.nodes[0].n_cpus == want.n_cpus &&
	       memcmp(vm.nodes[0].cpus, want.cpus,
		      want.n_cpus * sizeof(*want.cpus)) == 0;
	free(want.cpus);
	ck_assert_msg(same, "%s: CPU %d first", cases[_i].name,
		      vm.nodes[0].cpus[0]);
	ck_assert_msg(og_nodeside_mark(&vm, &host) == 0, "%s: twice",
		      cases[_i].name);
	if (cases[_i].local)
		ck_assert_msg(moved == (cases[_i].busy != NULL), "%s: moved",
			      cases[_i].name);
}
END_TEST

Suite *og_suite_nodeside(void)
{
	Suite *s = suite_create("nodeside");
	TCase *tc = tcase_create("nodeside");

	tcase_add_loop_test(tc, judges_where_it_is, 0, OG_COUNT(cases));
	tcase_add_loop_test(tc, the_node_settles_it, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return s;
}
