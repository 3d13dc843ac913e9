// SPDX-License-Identifier: Apache-2.0
/*
 * Nodes of sixteen CPUs, some of them taken: where does the next VM cost the
 * one after it least?
 */
#include "drivers.h"
#include "harness.h"
#include "pack.h"

enum { NODES = 4, CPUS = 16, NODE_KB = 1024 * 1024 };

static const struct {
	const char *name;
	unsigned held[NODES][4]; /* CPUs of each VM that runs there */
	unsigned full;		 /* bit n: node n has no memory */
	unsigned avoid;		 /* bit n */
	unsigned cpus;
	int node;
} cases[] = {
	{ "an empty host: any", { { 0 }, { 0 }, { 0 }, { 0 } }, 0, 0, 4, 0 },
	{ "most tightly, where it spoils no room for the largest",
	  { { 8, 2 }, { 8, 4 }, { 8 }, { 8 } },
	  0,
	  0,
	  2,
	  1 },
	{ "not where it takes the room of the largest",
	  { { 8 }, { 8 }, { 8, 4 }, { 8, 8 } },
	  0,
	  0,
	  4,
	  2 },
	{ "from what is more than plenty first",
	  { { 8, 2 }, { 8, 4 }, { 8 }, { 0 } },
	  0,
	  0,
	  2,
	  3 },
	{ "two rooms for the largest rather than one of twice its size",
	  { { 8 }, { 0 }, { 8, 8 }, { 8, 8 } },
	  0,
	  0,
	  8,
	  1 },
	{ "the largest room is kept where none is plenty",
	  { { 8, 3 }, { 8, 1 }, { 8, 8 }, { 8, 8 } },
	  0,
	  0,
	  5,
	  0 },
	{ "five count as eight",
	  { { 5, 3 }, { 5, 4, 1 }, { 5, 5, 5 }, { 5, 5, 5 } },
	  0,
	  0,
	  2,
	  1 },
	{ "the VM itself may be the largest",
	  { { 2, 2, 2 }, { 4, 4, 1 }, { 4, 4, 4, 4 }, { 4, 4, 4, 4 } },
	  0,
	  0,
	  6,
	  1 },
	{ "not without memory",
	  { { 8, 2 }, { 8, 4 }, { 8 }, { 8 } },
	  1 << 1,
	  0,
	  2,
	  0 },
	{ "not where other cells are",
	  { { 8, 2 }, { 8, 4 }, { 8 }, { 8 } },
	  0,
	  1 << 1,
	  2,
	  0 },
	{ "unless there is no other",
	  { { 8, 8 }, { 8, 4 }, { 8, 8 }, { 8, 8 } },
	  0,
	  1 << 1,
	  4,
	  1 },
	{ "no node has as many",
	  { { 8, 6 }, { 8, 7 }, { 8, 8 }, { 8, 8 } },
	  0,
	  0,
	  3,
	  -1 },
	{ "no node has as many, and the host has",
	  { { 8, 2 }, { 8, 2 }, { 8, 2 }, { 8, 2 } },
	  0,
	  0,
	  7,
	  -1 },
};

static void make_host(size_t which, struct og_host *host)
{
	int32_t vm = 100;

	og_host_init(host);
	for (int n = 0; n < NODES; n++) {
		struct og_node *node = og_host_add_node(host, n);
		unsigned cpu = 0;

		node->mem_total = NODE_KB;
		if (cases[which].full >> n & 1)
			node->mem_used = NODE_KB;
		for (int c = 0; c < CPUS; c++)
			og_core_add_cpu(og_node_add_core(node, c), n * CPUS + c,
					OG_VM_NONE, false);
		for (size_t k = 0; k < OG_COUNT(cases[which].held[n]); k++) {
			for (unsigned i = 0; i < cases[which].held[n][k]; i++) {
				node->cores[cpu].cpus[0].users = 1;
				node->cores[cpu++].cpus[0].vm = vm;
			}
			vm++;
		}
	}
	ck_assert_int_eq(og_host_finish(host, NULL), 0);
}

START_TEST(keeps_room)
{
	struct og_vnode vnode = { cases[_i].cpus, NODE_KB / 2, -1 };
	struct og_fit_request req = { .pin = OG_PIN_THREAD,
				      .threads = 1,
				      .books = OG_BOOKS_NODE,
				      .vnodes = &vnode,
				      .n_vnodes = 1 };
	og_cleanup(og_host_free) struct og_host host;
	struct og_cpuset avoid = { { 0 } };
	int32_t node;

	make_host((size_t)_i, &host);
	for (unsigned n = 0; n < NODES; n++)
		if (cases[_i].avoid >> n & 1)
			og_cpuset_add(&avoid, n);
	node = og_pack_node(&host, &req, &avoid);
	ck_assert_msg(node == cases[_i].node, "%s: node %d", cases[_i].name,
		      node);
}
END_TEST

/* The largest VM has eight CPUs: there is plenty where 24 would be left. */
static const struct {
	const char *name;
	unsigned threads; /* CPUs that a core has; 1 or 2 */
	uint32_t cpus;
	bool dedicated; /* it is of policy CORE */
	bool roomy;
} rooms[] = {
	{ "sixteen are not three times eight", 1, 1, false, false },
	{ "an empty node of 32 is", 2, 1, false, true },
	{ "and is no more where eleven are the largest", 2, 11, false, false },
	{ "nor where each of the eight is a core of its own", 2, 1, true,
	  false },
};

START_TEST(tells_plenty)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_vnode vnode = { rooms[_i].cpus, 0, -1 };
	struct og_fit_request req = { .pin = OG_PIN_THREAD,
				      .threads = 1,
				      .vnodes = &vnode,
				      .n_vnodes = 1 };

	og_host_init(&host);
	for (int n = 0; n < 2; n++) {
		struct og_node *node = og_host_add_node(&host, n);

		for (int c = 0; c < CPUS; c++) {
			struct og_core *core = og_node_add_core(node, c);

			for (unsigned t = 0; t < rooms[_i].threads; t++)
				og_core_add_cpu(
					core, n * CPUS + c + (int)t * 2 * CPUS,
					n || t || c >= 8 ? OG_VM_NONE : 7,
					false);
			core->dedicated = rooms[_i].dedicated && !n && c < 8;
		}
	}
	ck_assert_int_eq(og_host_finish(&host, NULL), 0);
	ck_assert_msg(og_pack_is_roomy(&host, &req, 0, rooms[_i].cpus) ==
			      rooms[_i].roomy,
		      "%s", rooms[_i].name);
}
END_TEST

Suite *og_suite_pack(void)
{
	Suite *s = suite_create("pack");
	TCase *c = tcase_create("pack");

	tcase_add_loop_test(c, keeps_room, 0, OG_COUNT(cases));
	tcase_add_loop_test(c, tells_plenty, 0, OG_COUNT(rooms));
	suite_add_tcase(s, c);
	return s;
}
