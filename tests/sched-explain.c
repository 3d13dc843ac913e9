// SPDX-License-Identifier: Apache-2.0
/*
 * test-explain: what is said of a VM that waits. Of every change that is
 * told, the test makes it and asks the cycle itself whether it helped.
 */
#include <fcntl.h>
#include <unistd.h>

#include "explain.h"
#include "harness.h"
#include "input.h"
#include "sched-jsonout.h"
#include "sched-text.h"

static const struct og_choose_conf usual = { .policy = OG_POLICY_PREFERRED };

/* ---- the smallest change ------------------------------------------------ */

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

/* ---- what a cycle does to it -------------------------------------------- */

START_TEST(sees_what_came_before)
{
	struct og_text text = {
		HOSTS({ .id = 1, .cpu = 400 }),
		VMS({ .id = 5, .cpu = 3 }, { .id = 6, .cpu = 3 }),
	};
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };

	og_text_message(&text, &msg);
	ck_assert_int_eq(og_explain(&msg, &usual, 6, &e, NULL), 0);
	ck_assert_uint_eq(e.n_vms, 1);
	ck_assert_int_eq(e.vms[0].id, 6);
	ck_assert(!e.vms[0].hosts[0].fits);
	ck_assert_int_eq(e.vms[0].hosts[0].why, OG_REASON_CPU);
	ck_assert_int_eq(e.vms[0].hosts[0].cpu_free, 100);
	ck_assert_int_eq(e.vms[0].change.amount, 200);
}
END_TEST

START_TEST(max_host_is_a_matter_of_time)
{
	const struct og_choose_conf one = { .policy = OG_POLICY_PREFERRED,
					    .max_host = 1 };
	struct og_text text = {
		HOSTS({ .id = 1 }),
		VMS({ .id = 5 }, { .id = 6 }),
	};
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };

	og_text_message(&text, &msg);
	ck_assert_int_eq(og_explain(&msg, &one, OG_EXPLAIN_ALL, &e, NULL), 0);
	ck_assert_uint_eq(e.n_vms, 2);
	ck_assert(e.vms[0].hosts[0].is_chosen);
	ck_assert_int_eq(e.vms[0].change.kind, OG_CHANGE_NONE);
	ck_assert_int_eq(e.vms[1].hosts[0].why, OG_REASON_DISPATCH);
	ck_assert_int_eq(e.vms[1].change.kind, OG_CHANGE_WAIT);
}
END_TEST

START_TEST(group_and_state)
{
	static const struct og_text_host hosts[] = {
		{ .id = 1 },
		{ .id = 2, .more = "<STATE>4</STATE>" },
	};
	static const char apart[] =
		"<VM_GROUP><ID>0</ID><ROLES><ROLE><ID>0</ID><NAME>a</NAME>"
		"<POLICY>ANTI_AFFINED</POLICY><VMS>5,6</VMS></ROLE></ROLES>"
		"<TEMPLATE/></VM_GROUP>";
	static const struct og_text_vm vms[] = { { .id = 5 }, { .id = 6 } };
	struct og_text text = { .hosts = hosts,
				.n_hosts = 1,
				.vms = vms,
				.n_vms = 2,
				.groups = apart };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_message_free) struct og_message down = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	og_cleanup(og_explain_free) struct og_explain off = { 0 };

	og_text_message(&text, &msg);
	ck_assert_int_eq(og_explain(&msg, &usual, 6, &e, NULL), 0);
	ck_assert_int_eq(e.vms[0].hosts[0].why, OG_REASON_AFFINITY);
	ck_assert_int_eq(e.vms[0].change.kind, OG_CHANGE_GROUP);
	text.hosts = hosts + 1;
	text.n_vms = 1;
	og_text_message(&text, &down);
	ck_assert_int_eq(og_explain(&down, &usual, 5, &off, NULL), 0);
	ck_assert_int_eq(off.vms[0].hosts[0].why, OG_REASON_STATE);
	ck_assert_int_eq(off.vms[0].change.kind, OG_CHANGE_STATE);
}
END_TEST

static const struct {
	const char *name;
	int vm, state;
	const char *error; /* NULL: none */
} ids[] = {
	{ "it waits", 7, 1, NULL },
	{ "it runs", 7, 3, "VM 7 does not wait for a host: its state is 3" },
	{ "another", 8, 1, "VM 8 is not in the message" },
};

START_TEST(one_vm)
{
	struct og_text text = { HOSTS({ .id = 1 }),
				VMS({ .id = 7, .state = ids[_i].state }) };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	struct og_err err = { 0 };
	int r;

	og_text_message(&text, &msg);
	r = og_explain(&msg, &usual, ids[_i].vm, &e, &err);
	ck_assert_msg((r == 0) == !ids[_i].error, "%s: %d", ids[_i].name, r);
	ck_assert_msg(!ids[_i].error || strncmp(err.msg, ids[_i].error,
						strlen(ids[_i].error)) == 0,
		      "%s: %s", ids[_i].name, err.msg);
	ck_assert_uint_eq(e.n_vms, ids[_i].error ? 0 : 1);
}
END_TEST

/* ---- the numbers of a host ---------------------------------------------- */

START_TEST(numbers_of_a_host)
{
	struct og_text text = {
		HOSTS({ .id = 1,
			.nodes = 2,
			.busy = { 1, 4 },
			.hugepages = 8,
			.gpus = { { "21:00.0", 0, 9 }, { "e1:00.0", 1 } } }),
		VMS({ .id = 3,
		      .pin = "CORE",
		      .vnodes = { 2 },
		      .cpu = 2,
		      .topology = "<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE>",
		      .pcis = { "10de", "e1:00.0", "10de" } }),
	};
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	const struct og_explain_host *h;

	og_text_message(&text, &msg);
	ck_assert_int_eq(og_explain(&msg, &usual, 3, &e, NULL), 0);
	h = &e.vms[0].hosts[0];
	ck_assert_uint_eq(h->n_nodes, 2);
	ck_assert_uint_eq(h->nodes[0].cpus, 4);
	ck_assert_uint_eq(h->nodes[0].cpus_free, 3);
	ck_assert_uint_eq(h->nodes[1].cpus_free, 0);
	ck_assert_int_eq(h->nodes[1].pages_free, 8);
	ck_assert_uint_eq(h->n_pcis, 3);
	ck_assert(!h->pcis[0].is_given && h->pcis[1].is_given);
	ck_assert_str_eq(h->pcis[0].wants, "10de:*");
	ck_assert_uint_eq(h->pcis[0].matching, 2);
	ck_assert_uint_eq(h->pcis[0].held, 1);
	ck_assert_str_eq(h->pcis[1].wants, "e1:00.0");
	ck_assert_uint_eq(h->pcis[1].matching, 1);
	ck_assert_int_eq(h->pcis[1].node, 1);
}
END_TEST

static const struct {
	int64_t hundredths;
	const char *text;
} numbers[] = {
	{ 0, "0" },	 { 100, "1" },	 { 50, "0.5" },	   { 5, "0.05" },
	{ 125, "1.25" }, { 6400, "64" }, { -150, "-1.5" }, { -5, "-0.05" },
};

START_TEST(cpu_numbers)
{
	og_autobuf out = OG_BUF_INIT;

	og_explain_put_cpus(&out, numbers[_i].hundredths);
	ck_assert_str_eq(og_buf_text(&out), numbers[_i].text);
}
END_TEST

/* ---- whole messages ------------------------------------------------------ */

static const char *const messages[] = {
	"batch-two-hosts",    "faulty-host", "gpu-node1-node0-freer",
	"migrate-and-resume", "no-gpu-left", "two-gpus-two-vnodes",
};

static void explain_message(const char *name, struct og_explain *ret_explain)
{
	og_autofree char *relative =
		og_asprintf("tests/messages/%s/place.in.xml", name);
	og_autofree char *path = og_test_path(relative);
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	struct og_err err = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	ck_assert_msg(fd >= 0, "%s", path);
	r = og_input_read(fd, path, &msg, &err);
	close(fd);
	ck_assert_msg(r == 0, "%s", err.msg);
	ck_assert_int_eq(
		og_explain(&msg, &usual, OG_EXPLAIN_ALL, ret_explain, NULL), 0);
}

static void check_golden(const char *name, const char *kind,
			 const struct og_buf *out)
{
	og_autofree char *relative =
		og_asprintf("tests/golden/explain/%s.%s", name, kind);
	og_autofree char *path = og_test_path(relative);

	og_test_golden(path, og_buf_text(out), out->len);
}

START_TEST(message_explained)
{
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	og_autobuf text = OG_BUF_INIT;
	og_autobuf json = OG_BUF_INIT;

	explain_message(messages[_i], &e);
	og_explain_text(&e, &text);
	og_explain_json(&e, &json);
	check_golden(messages[_i], "txt", &text);
	check_golden(messages[_i], "json", &json);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("explain");
	TCase *tc = tcase_create("explain");

	tcase_add_loop_test(tc, smallest_change, 0, OG_COUNT(changes));
	tcase_add_loop_test(tc, the_change_helps, 0, OG_COUNT(changes));
	tcase_add_test(tc, sees_what_came_before);
	tcase_add_test(tc, max_host_is_a_matter_of_time);
	tcase_add_test(tc, group_and_state);
	tcase_add_loop_test(tc, one_vm, 0, OG_COUNT(ids));
	tcase_add_test(tc, numbers_of_a_host);
	tcase_add_loop_test(tc, cpu_numbers, 0, OG_COUNT(numbers));
	tcase_add_loop_test(tc, message_explained, 0, OG_COUNT(messages));
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite(), og_suite_jsonout() };

	return og_test_run(suites, OG_COUNT(suites));
}
