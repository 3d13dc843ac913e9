// SPDX-License-Identifier: Apache-2.0
/* test-explain: what is said of a VM that waits, and whole messages. */
#include <fcntl.h>
#include <unistd.h>

#include "explain-suites.h"
#include "explain.h"
#include "harness.h"
#include "input.h"
#include "sched-text.h"
#include "shortage.h"

static const struct og_choose_conf usual = { .policy = OG_POLICY_PREFERRED };

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

	og_shortage_put_cpus(&out, numbers[_i].hundredths);
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

/* A GPU on each of two nodes of one socket; node 1 is full. */
#define TOLD .socket = "0,1", .root = "r"
#define ONE_SOCKET                                   \
	.id = 1, .nodes = 4, .busy = { 1, 4, 4, 4 }, \
	.gpus = { { "21:00.0", 1, TOLD },            \
		  { "22:00.0", 1, TOLD },            \
		  { "e1:00.0", 2 } }
#define TWO_GPUS(policy)                                             \
	.id = 3, .pin = "THREAD", .vnodes = { 2 }, .cpu = 2,         \
	.topology = "<PCI_NUMA_POLICY>" policy "</PCI_NUMA_POLICY>", \
	.pcis = { "10de", "10de" }

static const struct {
	const char *name, *text, *json;
	struct og_text_host host;
	struct og_text_vm vm;
} words[] = {
	{ "in the same socket only",
	  "chosen: fits, but only in the same socket: oned pins",
	  "\"locality\": \"socket\"",
	  { ONE_SOCKET },
	  { TWO_GPUS("socket") } },
	{ "devices of one root complex",
	  "its devices share one root complex",
	  "\"devices_share\": \"root-complex\"",
	  { ONE_SOCKET },
	  { TWO_GPUS("preferred") } },
	{ "sockets that are not told",
	  "host 1 (h1): PCI_NUMA_POLICY=socket, sockets unknown: oned pins to",
	  "\"reason\": \"socket-unknown\"",
	  { .id = 1,
	    .nodes = 2,
	    .gpus = { { "21:00.0", 0 }, { "22:00.0", 0 } },
	    .busy = { 4, 0 } },
	  { TWO_GPUS("socket") } },
	{ "another policy would help",
	  "smallest change: PCI_NUMA_POLICY=preferred: host 1",
	  "\"kind\": \"policy\"",
	  { .id = 1,
	    .nodes = 2,
	    .gpus = { { "21:00.0", 0 }, { "22:00.0", 0 } },
	    .busy = { 4, 0 } },
	  { TWO_GPUS("socket") } },
};

START_TEST(words_of_sockets)
{
	struct og_text text = { .hosts = &words[_i].host,
				.n_hosts = 1,
				.vms = &words[_i].vm,
				.n_vms = 1 };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain e = { 0 };
	og_autobuf out = OG_BUF_INIT, json = OG_BUF_INIT;

	og_text_message(&text, &msg);
	ck_assert_int_eq(og_explain(&msg, &usual, 3, &e, NULL), 0);
	og_explain_text(&e, &out);
	og_explain_json(&e, &json);
	/* Lines are folded at blanks. */
	for (char *c = strchr(out.data, '\n'); c; c = strchr(c, '\n')) {
		size_t n = strspn(c, "\n ");

		*c = ' ';
		memmove(c + 1, c + n, strlen(c + n) + 1);
	}
	ck_assert_msg(strstr(out.data, words[_i].text), "%s: %s",
		      words[_i].name, out.data);
	ck_assert_msg(strstr(og_buf_text(&json), words[_i].json), "%s: %s",
		      words[_i].name, og_buf_text(&json));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("explain");
	TCase *tc = tcase_create("explain");

	tcase_add_test(tc, sees_what_came_before);
	tcase_add_test(tc, max_host_is_a_matter_of_time);
	tcase_add_test(tc, group_and_state);
	tcase_add_loop_test(tc, one_vm, 0, OG_COUNT(ids));
	tcase_add_test(tc, numbers_of_a_host);
	tcase_add_loop_test(tc, cpu_numbers, 0, OG_COUNT(numbers));
	tcase_add_loop_test(tc, words_of_sockets, 0, OG_COUNT(words));
	tcase_add_loop_test(tc, message_explained, 0, OG_COUNT(messages));
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite(), og_suite_changes(),
				  og_suite_jsonout() };

	return og_test_run(suites, OG_COUNT(suites));
}
