// SPDX-License-Identifier: Apache-2.0
/*
 * The smallest change that would place a VM. Of every change that is told,
 * the test makes it and asks the cycle itself whether it helped.
 */
#include "explain-suites.h"
#include "explain.h"
#include "sched-text.h"

static const struct og_choose_conf usual = { .policy = OG_POLICY_PREFERRED };

struct change_case {
	const char *name;
	struct og_text_host hosts[2];
	struct og_text_vm vm;
	struct og_text_store store;
	enum og_change kind;
	int host; /* that would take it */
	int64_t amount;
	/* The same with the change made: must be placed, at that host. */
	struct og_text_host then_hosts[2];
	struct og_text_vm then;
	/* One step less of it: must not be placed. */
	struct og_text_vm too_little;
};

#define PINNED(n, ...)                                                    \
	{                                                                 \
		.pin = "THREAD", .vnodes = { n }, .cpu = (n), __VA_ARGS__ \
	}

static const struct change_case changes[] = {
	{ .name = "CPU of a VM that floats",
	  .hosts = { { .id = 1, .cpu = 400 }, { .id = 2, .cpu = 600 } },
	  .vm = { .cpu = 8 },
	  .kind = OG_CHANGE_CPU,
	  .host = 2,
	  .amount = 200,
	  .then = { .cpu = 6 },
	  .too_little = { .cpu = 7 } },
	{ .name = "CPUs of a pinned VM",
	  .hosts = { { .id = 1, .nodes = 2, .busy = { 3, 1 } },
		     { .id = 2, .nodes = 1, .busy = { 2 } } },
	  .vm = PINNED(8),
	  .kind = OG_CHANGE_CPU,
	  .host = 1,
	  .amount = 200,
	  .then = PINNED(6),
	  .too_little = PINNED(7) },
	{ .name = "CPUs of two virtual nodes",
	  .hosts = { { .id = 1, .nodes = 2, .busy = { 1, 1 } } },
	  .vm = { .pin = "THREAD", .vnodes = { 8, 8 }, .cpu = 16 },
	  .kind = OG_CHANGE_CPU,
	  .host = 1,
	  .amount = 400,
	  .then = { .pin = "THREAD", .vnodes = { 6, 6 }, .cpu = 12 },
	  .too_little = { .pin = "THREAD", .vnodes = { 7, 7 }, .cpu = 14 } },
	{ .name = "a core in place of its threads",
	  .hosts = { { .id = 1, .nodes = 1 } },
	  .vm = { .pin = "CORE", .vnodes = { 6 }, .cpu = 6 },
	  .kind = OG_CHANGE_PIN,
	  .host = 1,
	  .amount = 1,
	  .then = PINNED(6) },
	{ .name = "memory of the host",
	  .hosts = { { .id = 1, .mem = 4096, .mem_used = 1024 } },
	  .vm = { .mem = 4096 },
	  .kind = OG_CHANGE_MEMORY,
	  .host = 1,
	  .amount = 1024,
	  .then = { .mem = 3072 },
	  .too_little = { .mem = 3073 } },
	{ .name = "memory of a node",
	  .hosts = { { .id = 1, .nodes = 2, .node_mem = 2048 } },
	  .vm = PINNED(2, .mem = 3000),
	  .kind = OG_CHANGE_MEMORY,
	  .host = 1,
	  .amount = 952,
	  .then = PINNED(2, .mem = 2048),
	  .too_little = PINNED(2, .mem = 2049) },
	{ .name = "a device",
	  .hosts = { { .id = 1 },
		     { .id = 2, .gpus = { { "21:00.0", 0, 9 } } } },
	  .vm = { .pcis = { "10de" } },
	  .kind = OG_CHANGE_DEVICE,
	  .host = 2,
	  .amount = 1,
	  .then_hosts = { { .id = 1 }, { .id = 2, .gpus = { { "21:00.0" } } } },
	  .then = { .pcis = { "10de" } } },
	{ .name = "two devices",
	  .hosts = { { .id = 1,
		       .gpus = { { "21:00.0", 0, 9 }, { "41:00.0", 0, 9 } } } },
	  .vm = { .pcis = { "10de", "10de" } },
	  .kind = OG_CHANGE_DEVICE,
	  .host = 1,
	  .amount = 2,
	  .then_hosts = { { .id = 1,
			    .gpus = { { "21:00.0" }, { "41:00.0" } } } },
	  .then = { .pcis = { "10de", "10de" } } },
	{ .name = "the policy",
	  .hosts = { { .id = 1,
		       .nodes = 2,
		       .busy = { 0, 4 },
		       .gpus = { { "e1:00.0", 1 } } } },
	  .vm = PINNED(2, .pcis = { "10de" },
		       .topology = "<PCI_NUMA_POLICY>required"
				   "</PCI_NUMA_POLICY>"),
	  .kind = OG_CHANGE_POLICY,
	  .host = 1,
	  .amount = 1,
	  .then = PINNED(2, .pcis = { "10de" }) },
	{ .name = "THREADS",
	  .hosts = { { .id = 1, .nodes = 1 } },
	  .vm = PINNED(2, .topology = "<THREADS>4</THREADS>"),
	  .kind = OG_CHANGE_THREADS,
	  .host = 1,
	  .amount = 1,
	  .then = PINNED(2) },
	{ .name = "the node it names",
	  .hosts = { { .id = 1, .nodes = 2 } },
	  .vm = { .vnodes = { 2 },
		  .cpu = 2,
		  .topology = "<NODE_AFFINITY>7</NODE_AFFINITY>" },
	  .kind = OG_CHANGE_NODE,
	  .host = 1,
	  .amount = 1,
	  .then = { .vnodes = { 2 },
		    .cpu = 2,
		    .topology = "<NODE_AFFINITY>0</NODE_AFFINITY>" } },
	{ .name = "huge pages",
	  .hosts = { { .id = 1, .nodes = 1 } },
	  .vm = PINNED(2, .topology = "<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE>"),
	  .kind = OG_CHANGE_PAGES,
	  .host = 1,
	  .amount = 1,
	  .then = PINNED(2) },
	{ .name = "disk: as much as is free is too much",
	  .hosts = { { .id = 1 } },
	  .store = { .free_mb = 500 },
	  .vm = { .disk = 600 },
	  .kind = OG_CHANGE_DISK,
	  .host = 1,
	  .amount = 101,
	  .then = { .disk = 499 },
	  .too_little = { .disk = 500 } },
	{ .name = "requirements, but no room elsewhere",
	  .hosts = { { .id = 1, .cpu = 10 }, { .id = 2 } },
	  .vm = { .cpu = 2, .mem = 70000, .hosts = "1" },
	  .kind = OG_CHANGE_NONE },
	{ .name = "requirements",
	  .hosts = { { .id = 1, .mem = 10, .cpu = 10 }, { .id = 2 } },
	  .vm = { .cpu = 2, .hosts = "1" },
	  .kind = OG_CHANGE_REQUIREMENTS,
	  .host = 2,
	  .amount = 1,
	  .then = { .cpu = 2 } },
	{ .name = "too many lacks for one change",
	  .hosts = { { .id = 1, .cpu = 100, .mem = 100 } },
	  .vm = { .cpu = 4, .mem = 400 },
	  .kind = OG_CHANGE_NONE },
	{ .name = "no host at all",
	  .vm = { .cpu = 4 },
	  .kind = OG_CHANGE_NONE },
};

static void write_case(const struct change_case *c,
		       const struct og_text_host hosts[2],
		       const struct og_text_vm *vm, struct og_message *msg)
{
	struct og_text_store store = c->store;
	struct og_text text = { .hosts = hosts,
				.vms = vm,
				.n_vms = 1,
				.stores = &store,
				.n_stores = 1 };

	while (text.n_hosts < 2 && hosts[text.n_hosts].id)
		text.n_hosts++;
	og_text_message(&text, msg);
}

static const struct og_text_host *then_hosts(const struct change_case *c)
{
	return c->then_hosts[0].id ? c->then_hosts : c->hosts;
}

START_TEST(smallest_change)
{
	const struct change_case *c = &changes[_i];
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	const struct og_explain_change *got;

	write_case(c, c->hosts, &c->vm, &msg);
	ck_assert_int_eq(og_explain(&msg, &usual, OG_EXPLAIN_ALL, &e, NULL), 0);
	ck_assert_uint_eq(e.n_vms, 1);
	got = &e.vms[0].change;
	ck_assert_msg(got->kind == c->kind, "%s: kind %d: %s", c->name,
		      got->kind, got->text ? got->text : "none");
	if (c->kind == OG_CHANGE_NONE)
		return;
	ck_assert_msg(got->host == c->host, "%s: host %d", c->name, got->host);
	ck_assert_msg(got->amount == c->amount, "%s: amount %lld", c->name,
		      (long long)got->amount);
}
END_TEST

static bool is_placed(const struct change_case *c,
		      const struct og_text_host hosts[2],
		      const struct og_text_vm *vm, int32_t *ret_host)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };

	write_case(c, hosts, vm, &msg);
	og_choose(&msg, &usual, &plan);
	*ret_host = plan.n_actions ? plan.actions[0].host : -1;
	return plan.n_actions == 1;
}

START_TEST(the_change_helps)
{
	const struct change_case *c = &changes[_i];
	int32_t host;

	ck_assert_msg(!is_placed(c, c->hosts, &c->vm, &host), "%s: fits as is",
		      c->name);
	if (c->kind == OG_CHANGE_NONE)
		return;
	ck_assert_msg(is_placed(c, then_hosts(c), &c->then, &host),
		      "%s: does not help", c->name);
	ck_assert_msg(host == c->host, "%s: goes to host %d", c->name, host);
	if (c->too_little.cpu || c->too_little.mem || c->too_little.disk)
		ck_assert_msg(!is_placed(c, c->hosts, &c->too_little, &host),
			      "%s: less would do", c->name);
}
END_TEST

Suite *og_suite_changes(void)
{
	Suite *s = suite_create("changes");
	TCase *tc = tcase_create("changes");

	tcase_add_loop_test(tc, smallest_change, 0, OG_COUNT(changes));
	tcase_add_loop_test(tc, the_change_helps, 0, OG_COUNT(changes));
	suite_add_tcase(s, tc);
	return s;
}
