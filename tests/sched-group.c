// SPDX-License-Identifier: Apache-2.0
/* VM groups: who goes with whom, and who never does. */
#include "cycle-case.h"
#include "group.h"
#include "sched-suites.h"

#define GROUP(roles, rules)                           \
	.groups = "<VM_GROUP><ID>0</ID><ROLES>" roles \
		  "</ROLES><TEMPLATE>" rules "</TEMPLATE></VM_GROUP>"
#define ROLE(id, name, inner) \
	"<ROLE><ID>" id "</ID><NAME>" name "</NAME>" inner "</ROLE>"
#define AFFINED(vms)	  "<POLICY>AFFINED</POLICY><VMS>" vms "</VMS>"
#define ANTI_AFFINED(vms) "<POLICY>ANTI_AFFINED</POLICY><VMS>" vms "</VMS>"
#define MEMBER		  .tmpl = "<VMGROUP><ROLE>web</ROLE></VMGROUP>"
#define RUNS(id)	  .more = "<VMS><ID>" id "</ID></VMS>"
#define HUGE_VM		  "<MEMORY>2251799813685247</MEMORY>"
#define AGAINST(n, host)                                                       \
	"no host fits: against the affinity of its VM group: " n " (" host ")" \
	"\n"
#define ALONE(vm) "ERROR: " vm " " AGAINST("1 host", "host 0")

static const struct og_cycle_case apart[] = {
	{ .name = "an anti-affined role",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }, { .id = 2, .running = 9 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }),
		    GROUP(ROLE("0", "web", ANTI_AFFINED("5,6,7,8")), "") },
	  .plan = "5>1/0 6>0/0 7>2/0",
	  .log = "ERROR: 8 " AGAINST("3 hosts", "first host 1") },
	{ .name = "members that run count",
	  .text = { HOSTS({ .id = 0, RUNS("900") }, { .id = 1, .running = 9 }),
		    VMS({ .id = 5 }),
		    GROUP(ROLE("0", "web", ANTI_AFFINED("5,900")), "") },
	  .plan = "5>1/0" },
	{ .name = "others that run do not",
	  .text = { HOSTS({ .id = 0, RUNS("901") }, { .id = 1, .running = 9 }),
		    VMS({ .id = 5 }),
		    GROUP(ROLE("0", "web", ANTI_AFFINED("5,900")), "") },
	  .plan = "5>0/0" },
	{ .name = "a role of one is free",
	  .text = { HOSTS({ .id = 0, RUNS("5") }), VMS({ .id = 5 }),
		    GROUP(ROLE("0", "web", ANTI_AFFINED("5")), "") },
	  .plan = "5>0/0" },
	{ .name = "anti-affined roles, each with its own",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }),
		    GROUP(ROLE("0", "web", "<VMS>5,6</VMS>")
				  ROLE("1", "db", "<VMS>7,8</VMS>"),
			  "<ANTI_AFFINED>web, db</ANTI_AFFINED>") },
	  .conf = { .host_rank = "ID" },
	  .plan = "5>1/0 6>1/0 7>0/0 8>0/0" },
	{ .name = "a rule with an unknown role means nothing",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5 }, { .id = 6 }),
		    GROUP(ROLE("0", "web", "<VMS>5</VMS>")
				  ROLE("1", "db", "<VMS>6</VMS>"),
			  "<ANTI_AFFINED>web,db,cache</ANTI_AFFINED>") },
	  .plan = "5>0/0 6>0/0" },
	{ .name = "hosts of a role",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 5 },
			  { .id = 2, .running = 9 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }),
		    GROUP(ROLE("0", "web",
			       "<VMS>5</VMS><HOST_AFFINED>2, 1</HOST_AFFINED>")
				  ROLE("1", "db",
				       "<VMS>6</VMS><HOST_ANTI_AFFINED>0,1"
				       "</HOST_ANTI_AFFINED>"),
			  "") },
	  .plan = "5>1/0 6>2/0 7>0/0" },
};

static const struct og_cycle_case together[] = {
	{ .name = "with those that run",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 }),
		    VMS({ .id = 4, .state = 3, .history = "1 0", MEMBER },
			{ .id = 5, MEMBER }, { .id = 6, MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("4,5,6")), "") },
	  .plan = "5>1/0 6>1/0" },
	{ .name = "on one of their hosts",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 },
			  { .id = 2, .running = 8 }),
		    VMS({ .id = 3, .state = 3, .history = "2 0", MEMBER },
			{ .id = 4, .state = 3, .history = "1 0", MEMBER },
			{ .id = 5, MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("3,4,5")), "") },
	  .plan = "5>2/0" },
	{ .name = "none runs: where there is room for all",
	  .text = { HOSTS({ .id = 0, .cpu = 200 },
			  { .id = 1, .cpu = 300, .running = 9 }),
		    VMS({ .id = 5, MEMBER }, { .id = 6, MEMBER },
			{ .id = 7, MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("5,6,7")), "") },
	  .plan = "5>1/0 6>1/0 7>1/0" },
	{ .name = "there is none for all",
	  .text = { HOSTS({ .id = 0, .cpu = 200 }, { .id = 1, .cpu = 200 }),
		    VMS({ .id = 5, MEMBER }, { .id = 6, MEMBER },
			{ .id = 7, MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("5,6,7")), "") },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: too little CPU: 2 hosts (first host "
		 "1: 2 free, 3 needed)\n"
		 "ERROR: 6 no host fits: against the affinity of its VM group: "
		 "2 hosts (first host 1)\n"
		 "ERROR: 7 no host fits: against the affinity of its VM group: "
		 "2 hosts (first host 1)\n" },
	{ .name = "nobody has that much memory",
	  .conf = { .memory_scale = 1000 },
	  .text = { HOSTS({ .id = 0 }),
		    VMS({ .id = 4, .tmpl = HUGE_VM },
			{ .id = 5, .tmpl = HUGE_VM },
			{ .id = 6, .tmpl = HUGE_VM },
			{ .id = 7, .tmpl = HUGE_VM },
			{ .id = 8, .tmpl = HUGE_VM }),
		    GROUP(ROLE("0", "web", AFFINED("4,5,6,7,8")), "") },
	  .plan = "",
	  .log = "ERROR: 4 no host fits: too little memory: 1 host (host 0: "
		 "65536 MiB free, 9007199254740991 needed)\n"
		 "ERROR: 5 no host fits: against the affinity of its VM group: "
		 "1 host (host 0)\n"
		 "ERROR: 6 no host fits: against the affinity of its VM group: "
		 "1 host (host 0)\n"
		 "ERROR: 7 no host fits: against the affinity of its VM group: "
		 "1 host (host 0)\n"
		 "ERROR: 8 no host fits: against the affinity of its VM group: "
		 "1 host (host 0)\n" },
	{ .name = "nobody comes between a leader and its mates",
	  .text = { HOSTS({ .id = 0, .cpu = 200 }),
		    VMS({ .id = 5, MEMBER }, { .id = 6 }, { .id = 7, MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("5,7")), "") },
	  .plan = "5>0/0 7>0/0",
	  .log = "ERROR: 6 no host fits: too little CPU: 1 host (host 0: 0 "
		 "free, 1 needed)\n" },
	{ .name = "a mate of high priority takes its leader with it",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 1 }),
		    VMS({ .id = 5, MEMBER },
			{ .id = 6,
			  .user = "<USER_PRIORITY>9</USER_PRIORITY>",
			  MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>0/0 6>0/0" },
	{ .name = "the leader needs what its mates require",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 }),
		    VMS({ .id = 5, MEMBER },
			{ .id = 6,
			  .user = "<SCHED_REQUIREMENTS>ID = 1"
				  "</SCHED_REQUIREMENTS>",
			  .hosts = "1",
			  MEMBER }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>1/0 6>1/0" },
	{ .name = "affined roles, and rules that share one are one",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }),
		    GROUP(ROLE("0", "a", "<VMS>5</VMS>")
				  ROLE("1", "b", "<VMS>6</VMS>")
					  ROLE("2", "c", "<VMS>7</VMS>"),
			  "<AFFINED>a,b</AFFINED><AFFINED>b,c</AFFINED>") },
	  .plan = "5>1/0 6>1/0 7>1/0 8>0/0" },
	{ .name = "an affined role in an affined rule starts",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }),
		    GROUP(ROLE("0", "a", AFFINED("5,6"))
				  ROLE("1", "b", "<VMS>7</VMS>"),
			  "<AFFINED>a,b</AFFINED>") },
	  .plan = "5>1/0 6>1/0 7>1/0" },
	{ .name = "devices for all of them, or none starts",
	  .text = { HOSTS({ .id = 0, .gpus = { { "21:00.0" }, { "22:00.0" } } },
			  { .id = 1, .gpus = { { "21:00.0" } } }),
		    VMS({ .id = 5, .pcis = { "10de" } },
			{ .id = 6, .pcis = { "10de" } },
			{ .id = 7, .pcis = { "10de" } }),
		    GROUP(ROLE("0", "web", AFFINED("5,6,7")), "") },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: no room for the VMs that must be "
		 "beside it: 2 hosts (first host 1: VM 6: the only device "
		 "10de:* is held)\n"
		 "ERROR: 6 " AGAINST(
			 "2 hosts",
			 "first host 1") "ERROR: 7 " AGAINST("2 hosts",
							     "first host 1") },
	{ .name = "where there are devices for all, whatever runs there",
	  .text = { HOSTS({ .id = 0,
			    .running = 9,
			    .gpus = { { "21:00.0" }, { "22:00.0" } } },
			  { .id = 1, .gpus = { { "21:00.0" } } }),
		    VMS({ .id = 5, .pcis = { "10de" } },
			{ .id = 6, .pcis = { "10de" } }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>0/0 6>0/0" },
	{ .name = "nobody comes between them and their devices",
	  .text = { HOSTS({ .id = 0,
			    .gpus = { { "21:00.0" }, { "22:00.0" } } }),
		    VMS({ .id = 5, .pcis = { "10de" } },
			{ .id = 6, .pcis = { "10de" } },
			{ .id = 7, .pcis = { "10de" } }),
		    GROUP(ROLE("0", "web", AFFINED("5,7")), "") },
	  .plan = "5>0/0 7>0/0",
	  .log = "ERROR: 6 no host fits: no free PCI device for it: 1 host "
		 "(host 0: all 2 devices 10de:* are held)\n" },
	{ .name = "nodes for all of them",
	  .text = { HOSTS({ .id = 0, .nodes = 1, .running = 9 },
			  { .id = 1, .nodes = 1, .busy = { 1 } }),
		    VMS({ .id = 5, .cpu = 2, .pin = "CORE", .vnodes = { 2 } },
			{ .id = 6, .cpu = 2, .pin = "CORE", .vnodes = { 2 } }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>0/0 6>0/0" },
	{ .name = "a mate that nobody can place holds no one up",
	  .text = { HOSTS({ .id = 0, .gpus = { { "21:00.0" } } }),
		    VMS({ .id = 5, .pcis = { "10de" } },
			{ .id = 6,
			  .pcis = { "10de" },
			  .user = "<SCHED_PCI_NUMA_POLICY>x"
				  "</SCHED_PCI_NUMA_POLICY>" }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>0/0",
	  .log = "ERROR: 6 PCI_NUMA_POLICY \"x\" is none of required, "
		 "socket, preferred, none\n" },
	{ .name = "together and apart at once is nowhere",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }),
		    GROUP(ROLE("0", "a", ANTI_AFFINED("5,6"))
				  ROLE("1", "b", ""),
			  "<AFFINED>a,b</AFFINED>") },
	  .plan = "5>1/0",
	  .log = "ERROR: 6 " AGAINST("2 hosts", "first host 0") },
	{ .name = "a group whose VMs are not here",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5 }),
		    GROUP(ROLE("0", "a", AFFINED("8,9"))
				  ROLE("40", "b", ANTI_AFFINED("x,,7,-1")),
			  "<AFFINED>b</AFFINED><AFFINED/>") },
	  .plan = "5>0/0" },
};

static const struct og_cycle_case to_the_letter[] = {
	{ .name = "mates follow in a later cycle",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }),
		    GROUP(ROLE("0", "web", AFFINED("5,6")), "") },
	  .plan = "5>1/0",
	  .log = "ERROR: 6 " AGAINST("2 hosts", "first host 1") },
	{ .name = "an affined role in an affined rule never starts",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }),
		    GROUP(ROLE("0", "a", AFFINED("5,6"))
				  ROLE("1", "b", "<VMS>7</VMS>"),
			  "<AFFINED>a,b</AFFINED>") },
	  .plan = "",
	  .log = ALONE("5") ALONE("6") ALONE("7") },
};

static const struct {
	const char *name;
	const char *rules[4]; /* of roles a to e, AFFINED */
	uint32_t want[4];
} joins[] = {
	{ "none", { NULL }, { 0 } },
	{ "apart", { "a,b", "c,d" }, { 3, 12 } },
	{ "the lowest first", { "c,d", "a,b" }, { 3, 12 } },
	{ "shared", { "a,b", "b,c" }, { 7 } },
	{ "joined by a third", { "a,b", "c,d", "b,c" }, { 15 } },
	{ "the same twice", { "a,b", "b,a" }, { 3 } },
	{ "an unknown role", { "a,x", "b,c" }, { 6 } },
	{ "white space and nothing", { " a ,, b " }, { 3 } },
	{ "all", { "a,e", "b", "c,d", "d,e" }, { 2, 29 } },
};

START_TEST(affined_rules_are_joined)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	og_cleanup(og_group_free) struct og_group group;

	og_group_init(&group);
	for (size_t i = 0; i < OG_COUNT(names); i++) {
		struct og_role *role = og_group_add_role(&group);

		role->id = (int32_t)i;
		role->name = og_strdup(names[i]);
	}
	og_group_add_rule(&group, OG_ANTI_AFFINED, "a,b");
	for (size_t i = 0; i < 4 && joins[_i].rules[i]; i++)
		og_group_add_rule(&group, OG_AFFINED, joins[_i].rules[i]);
	og_group_finish(&group);
	ck_assert_uint_eq(group.rules[0].roles, 3);
	for (size_t i = 0; i < 4; i++) {
		bool there = i + 1 < group.n_rules;

		ck_assert_msg(there == (joins[_i].want[i] != 0),
			      "%s: %zu rules", joins[_i].name, group.n_rules);
		if (there)
			ck_assert_msg(group.rules[i + 1].roles ==
					      joins[_i].want[i],
				      "%s: %u", joins[_i].name,
				      group.rules[i + 1].roles);
	}
}
END_TEST

START_TEST(vms_apart)
{
	og_cycle_check(&apart[_i]);
}
END_TEST

START_TEST(vms_together)
{
	og_cycle_check(&together[_i]);
}
END_TEST

START_TEST(as_rank_has_it)
{
	og_cycle_check(&to_the_letter[_i]);
}
END_TEST

Suite *og_suite_group(void)
{
	Suite *s = suite_create("group");
	TCase *tc = tcase_create("group");

	tcase_add_loop_test(tc, affined_rules_are_joined, 0, OG_COUNT(joins));
	tcase_add_loop_test(tc, vms_apart, 0, OG_COUNT(apart));
	tcase_add_loop_test(tc, vms_together, 0, OG_COUNT(together));
	tcase_add_loop_test(tc, as_rank_has_it, 0, OG_COUNT(to_the_letter));
	suite_add_tcase(s, tc);
	return s;
}
