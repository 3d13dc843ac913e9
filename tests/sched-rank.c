// SPDX-License-Identifier: Apache-2.0
/* Which host ranks first, and what ranks see of the cycle. */
#include "cycle-case.h"
#include "rank.h"
#include "sched-suites.h"

#define TMPL(inner) .more = "<TEMPLATE>" inner "</TEMPLATE>"
#define RANK(text)  .user = "<SCHED_RANK>" text "</SCHED_RANK>"
#define FREE_CPU(n)                                                           \
	.more = "<MONITORING><CAPACITY><FREE_CPU>" n "</FREE_CPU></CAPACITY>" \
		"</MONITORING>"

static const struct og_cycle_case policies[] = {
	{ .name = "packing",
	  .conf = { .host_rank = "RUNNING_VMS" },
	  .text = { HOSTS({ .id = 0, .running = 3 }, { .id = 1, .running = 5 },
			  { .id = 2, .running = 4 }),
		    VMS({ .id = 5 }, { .id = 6 }) },
	  .plan = "5>1/0 6>1/0" },
	{ .name = "the most free CPU",
	  .conf = { .host_rank = "FREE_CPU" },
	  .text = { HOSTS({ .id = 0, FREE_CPU("100") },
			  { .id = 1, FREE_CPU("300") }, { .id = 2 }),
		    VMS({ .id = 5 }) },
	  .plan = "5>1/0" },
	{ .name = "fixed, of the cluster where the host has none",
	  .conf = { .host_rank = "PRIORITY" },
	  .text = { HOSTS({ .id = 0, TMPL("<PRIORITY>4</PRIORITY>") },
			  { .id = 1,
			    .more = "<TEMPLATE><PRIORITY/></TEMPLATE>"
				    "<CLUSTER_TEMPLATE><PRIORITY>9</PRIORITY>"
				    "</CLUSTER_TEMPLATE>" },
			  { .id = 2,
			    .more = "<TEMPLATE><PRIORITY>1</PRIORITY>"
				    "</TEMPLATE><CLUSTER_TEMPLATE><PRIORITY>99"
				    "</PRIORITY></CLUSTER_TEMPLATE>" }),
		    VMS({ .id = 5 }) },
	  .plan = "5>1/0" },
	{ .name = "every place an attribute may stand in",
	  .conf = { .host_rank = "A + B * 10 + C * 100 + D * 1000" },
	  .text = { HOSTS({ .id = 0,
			    .share = "<A>1</A><DATASTORES><B>1</B>"
				     "</DATASTORES>",
			    .more = "<MONITORING><SYSTEM><C>1</C></SYSTEM>"
				    "</MONITORING><D>1</D>" },
			  { .id = 1, TMPL("<A>1110</A><B><X>99</X></B>") }),
		    VMS({ .id = 5 }) },
	  .plan = "5>0/0" },
	{ .name = "the VM's own expression comes first",
	  .text = { HOSTS({ .id = 0, .running = 3 }, { .id = 1, .running = 5 },
			  { .id = 2, .running = 4 }),
		    VMS({ .id = 5, RANK("RUNNING_VMS") }, { .id = 6 }) },
	  .plan = "5>1/0 6>0/0" },
	{ .name = "RANK is its old name",
	  .text = { HOSTS({ .id = 0, .running = 3 }, { .id = 1, .running = 5 }),
		    VMS({ .id = 5, .user = "<RANK>RUNNING_VMS</RANK>" },
			{ .id = 6,
			  .user = "<SCHED_RANK>- RUNNING_VMS</SCHED_RANK>"
				  "<RANK>RUNNING_VMS</RANK>" },
			{ .id = 7,
			  .user = "<RANK>RUNNING_VMS</RANK>"
				  "<SCHED_RANK>- RUNNING_VMS</SCHED_RANK>" }) },
	  .plan = "5>1/0 6>0/0 7>0/0" },
	{ .name = "a rank is an integer",
	  .text = { HOSTS({ .id = 0, TMPL("<X>1.9</X>") },
			  { .id = 1, TMPL("<X>1.1</X>") }),
		    VMS({ .id = 5, RANK("X") }, { .id = 6, RANK("X * 10") }) },
	  .plan = "5>1/0 6>0/0" },
	{ .name = "what is divided by zero comes last",
	  .text = { HOSTS({ .id = 0, TMPL("<X>-9</X>") }, { .id = 1 }),
		    VMS({ .id = 5, RANK("90 / X") }) },
	  .plan = "5>0/0" },
	{ .name = "an expression that is none makes all equal, and is told",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 5 }),
		    VMS({ .id = 5, RANK("RUNNING_VMS +") }) },
	  .plan = "5>1/0",
	  .log = "WARN: 5 SCHED_RANK \"RUNNING_VMS +\" is ignored: column 14: "
		 "the expression ends too early\n" },
	{ .name = "locality comes before rank",
	  .text = { HOSTS({ .id = 0,
			    .nodes = 2,
			    .busy = { 3 },
			    .gpus = { { "e1:00.0", 0 } },
			    TMPL("<X>9</X>") },
			  { .id = 1,
			    .nodes = 2,
			    .gpus = { { "e1:00.0", 0 } },
			    TMPL("<X>1</X>") }),
		    VMS({ .id = 5,
			  .pin = "CORE",
			  .vnodes = { 2 },
			  .pcis = { "10de" },
			  RANK("X") }) },
	  .plan = "5>1/0" },
	{ .name = "but not for a policy of none",
	  .policy = OG_POLICY_NONE,
	  .text = { HOSTS({ .id = 0,
			    .nodes = 2,
			    .busy = { 3 },
			    .gpus = { { "e1:00.0", 0 } },
			    TMPL("<X>9</X>") },
			  { .id = 1,
			    .nodes = 2,
			    .gpus = { { "e1:00.0", 0 } },
			    TMPL("<X>1</X>") }),
		    VMS({ .id = 5,
			  .pin = "CORE",
			  .vnodes = { 2 },
			  .pcis = { "10de" },
			  RANK("X") }) },
	  .plan = "5>0/0" },
};

static const struct og_cycle_case limits[] = {
	{ .name = "ranks see what the cycle placed",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }, { .id = 2, .running = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }) },
	  .plan = "5>1/0 6>0/0 7>2/0 8>1/0" },
	{ .name = "ranks of the beginning, as rank has them",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }, { .id = 2, .running = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }) },
	  .plan = "5>1/0 6>1/0 7>1/0 8>1/0" },
	{ .name = "CPU and memory in use count too",
	  .conf = { .host_rank = "- CPU_USAGE" },
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5, .cpu = 4 }, { .id = 6 },
			{ .id = 7, RANK("- MEM_USAGE") }) },
	  .plan = "5>1/0 6>0/0 7>1/0" },
	{ .name = "a limit of VMs a host and cycle",
	  .conf = { .max_host = 1, .host_rank = "RUNNING_VMS" },
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }) },
	  .plan = "5>1/0 6>0/0",
	  .log = "ERROR: 7 no host fits: max_host VMs were sent there in this "
		 "cycle: 2 hosts (first host 1)\n" },
	{ .name = "a host that is disabled",
	  .text = { HOSTS({ .id = 0, .more = "<STATE>4</STATE>" },
			  { .id = 1, .more = "<STATE>2</STATE>", .cpu = 50 }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: too little CPU: 1 host (host 1: 0.5 "
		 "free, 1 needed); not monitored, in error or disabled: 1 host "
		 "(host 0)\n" },
	{ .name = "a VM that is powered off may move",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5,
			  .state = 8,
			  .resched = true,
			  .history = "1 0",
			  .tmpl = "</TEMPLATE><LCM_STATE>0</LCM_STATE>"
				  "<TEMPLATE>" },
			{ .id = 6,
			  .state = 3,
			  .resched = true,
			  .history = "1 0",
			  .tmpl = "</TEMPLATE><LCM_STATE>2</LCM_STATE>"
				  "<TEMPLATE>" }) },
	  .plan = "5>>0/0" },
};

/* More expressions than orders are kept, each seen again later. */
START_TEST(orders_make_room)
{
	const struct og_text text = {
		HOSTS({ .id = 0, TMPL("<X>1</X>") },
		      { .id = 1, TMPL("<X>2</X>") },
		      { .id = 2, TMPL("<X>3</X>") }),
		VMS({ .id = 5 }),
	};
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_rank_freep) struct og_rank *rank = NULL;
	struct og_err err = { 0 };

	og_text_message(&text, &msg);
	rank = og_rank_new(&msg, "X", true);
	for (int round = 0; round < 2; round++)
		for (int i = -12; i <= 12; i++) {
			og_autofree char *expr = og_asprintf("X * %d", i);
			const struct og_ranked *order =
				og_rank_hosts(rank, expr, &err);

			ck_assert_int_eq(order[0].id, i < 0 ? 0 : 2);
			ck_assert_int_eq(order[2].id, i < 0 ? 2 : 0);
			ck_assert_int_eq(order[1].id, 1);
		}
	ck_assert_int_eq(og_rank_hosts(rank, NULL, &err)[0].id, 2);
	ck_assert_int_eq(err.code, 0);
}
END_TEST

/* An order that follows one host at a time is the order sorted anew. */
START_TEST(orders_follow_their_hosts)
{
	enum { HOSTS_N = 20, MOVES = 200 };
	static struct og_text_host hosts[HOSTS_N];
	static const struct og_text_vm vm = { .id = 5 };
	struct og_text text = {
		.hosts = hosts, .n_hosts = HOSTS_N, .vms = &vm, .n_vms = 1
	};
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_rank_freep) struct og_rank *rank = NULL;
	struct og_err err = { 0 };
	uint32_t name, seed = 1;

	for (int i = 0; i < HOSTS_N; i++)
		hosts[i] = (struct og_text_host){ .id = i, .running = i % 5 };
	og_text_message(&text, &msg);
	rank = og_rank_new(&msg, "- RUNNING_VMS", true);
	name = og_names_find(&msg.names, "RUNNING_VMS");
	for (int i = 0; i < MOVES; i++) {
		const struct og_ranked *order = og_rank_hosts(rank, "", &err);
		og_cleanup(og_rank_freep) struct og_rank *fresh =
			og_rank_new(&msg, "- RUNNING_VMS", false);
		const struct og_ranked *want = og_rank_hosts(fresh, "", &err);

		for (int h = 0; h < HOSTS_N; h++)
			ck_assert_int_eq(order[h].id, want[h].id);
		for (int k = 0; k <= i % 12; k++) {
			struct og_shost *host;

			seed = seed * 1103515245 + 12345;
			host = &msg.hosts[(seed >> 16) % HOSTS_N];
			og_attrs_move(&host->attrs, name, seed & 1 ? 1 : -2);
			og_rank_moved(rank, host);
		}
	}
}
END_TEST

START_TEST(host_by_rank)
{
	og_cycle_check(&policies[_i]);
}
END_TEST

START_TEST(limits_of_the_cycle)
{
	og_cycle_check(&limits[_i]);
}
END_TEST

Suite *og_suite_rank(void)
{
	Suite *s = suite_create("rank");
	TCase *tc = tcase_create("rank");

	tcase_add_loop_test(tc, host_by_rank, 0, OG_COUNT(policies));
	tcase_add_loop_test(tc, limits_of_the_cycle, 0, OG_COUNT(limits));
	tcase_add_test(tc, orders_make_room);
	tcase_add_test(tc, orders_follow_their_hosts);
	suite_add_tcase(s, tc);
	return s;
}
