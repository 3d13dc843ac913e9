// SPDX-License-Identifier: Apache-2.0
/*
 * How near a VM's devices are to one another: by themselves, and as what
 * decides between hosts where the VM is equally near to them.
 */
#include "together.h"

#include "cycle-case.h"
#include "sched-suites.h"

static const struct {
	const char *name;
	struct og_text_gpu gpus[4];
	unsigned wanted;
	uint32_t sum;
	enum og_together widest;
} sets[] = {
	{ "one device", { { "21:00.0", 0 } }, 1, 0, OG_TOGETHER_SWITCH },
	{ "one switch",
	  { { "21:00.0", 0, .pcie_switch = "a", .root = "r" },
	    { "22:00.0", 0, .pcie_switch = "a", .root = "r" } },
	  2,
	  0,
	  OG_TOGETHER_SWITCH },
	{ "two switches of a root complex",
	  { { "21:00.0", 0, .pcie_switch = "a", .root = "r" },
	    { "22:00.0", 0, .pcie_switch = "b", .root = "r" } },
	  2,
	  1,
	  OG_TOGETHER_ROOT },
	{ "one node, two root complexes",
	  { { "21:00.0", 0, .root = "r" }, { "22:00.0", 0, .root = "s" } },
	  2,
	  2,
	  OG_TOGETHER_NODE },
	{ "one node, nothing told",
	  { { "21:00.0", 0 }, { "22:00.0", 0 } },
	  2,
	  2,
	  OG_TOGETHER_NODE },
	{ "one socket",
	  { { "21:00.0", 0, .socket = "0,1" }, { "22:00.0", 1 } },
	  2,
	  3,
	  OG_TOGETHER_SOCKET },
	{ "two sockets",
	  { { "21:00.0", 0, .socket = "0" }, { "22:00.0", 1, .socket = "1" } },
	  2,
	  4,
	  OG_TOGETHER_HOST },
	{ "nodes that are not told are not one node",
	  { { "21:00.0", -1 }, { "22:00.0", -1 } },
	  2,
	  4,
	  OG_TOGETHER_HOST },
	{ "but one switch is one switch",
	  { { "21:00.0", -1, .pcie_switch = "a" },
	    { "22:00.0", -1, .pcie_switch = "a" } },
	  2,
	  0,
	  OG_TOGETHER_SWITCH },
	{ "three: all pairs count",
	  { { "21:00.0", 0, .pcie_switch = "a" },
	    { "22:00.0", 0, .pcie_switch = "a" },
	    { "23:00.0", 1 } },
	  3,
	  0 + 4 + 4,
	  OG_TOGETHER_HOST },
	{ "what is held does not count",
	  { { "21:00.0", 0, .vm = 9 }, { "22:00.0", 1 }, { "23:00.0", 1 } },
	  2,
	  2,
	  OG_TOGETHER_NODE },
};

START_TEST(sets_are_judged)
{
	struct og_text_host host = { .nodes = 2 };
	struct og_text_vm vm = { .id = 1 };
	struct og_text text = {
		.hosts = &host, .n_hosts = 1, .vms = &vm, .n_vms = 1
	};
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	enum og_together widest;
	uint32_t sum;

	for (size_t i = 0; i < OG_COUNT(sets[_i].gpus); i++)
		host.gpus[i] = sets[_i].gpus[i];
	for (unsigned i = 0; i < sets[_i].wanted; i++)
		vm.pcis[i] = "10de";
	og_text_message(&text, &msg);
	og_oned_predict(&msg.hosts[0].share, &msg.vms[0], &alloc);
	sum = og_together_sum(&msg.hosts[0].share, &alloc, &widest);
	ck_assert_msg(sum == sets[_i].sum && widest == sets[_i].widest,
		      "%s: %u, %s", sets[_i].name, sum,
		      og_together_name(widest));
}
END_TEST

/* Four GPUs of node 0 on two switches; the first two are as `what` says. */
#define QUAD(n, a, b, c, d)                           \
	.id = n, .nodes = 1,                          \
	.gpus = { { "21:00.0", 0, .pcie_switch = a }, \
		  { "22:00.0", 0, .pcie_switch = b }, \
		  { "23:00.0", 0, .pcie_switch = c }, \
		  { "24:00.0", 0, .pcie_switch = d } }
#define TWO(n) .id = n, .pcis = { "10de", "10de" }

static const struct og_cycle_case cycles[] = {
	{ .name = "two below one switch, whatever runs there",
	  .text = { HOSTS({ QUAD(0, "a", "b", "a", "b") },
			  { QUAD(1, "a", "a", "b", "b"), .running = 9 }),
		    VMS({ TWO(5) }) },
	  .plan = "5>1/0" },
	{ .name = "oned takes the first addresses, so a pair further on is "
		  "none",
	  .text = { HOSTS({ QUAD(0, "a", "b", "b", "c"), .running = 9 },
			  { .id = 1,
			    .nodes = 1,
			    .gpus = { { "21:00.0", 0 }, { "22:00.0", 0 } } }),
		    VMS({ TWO(5) }) },
	  .plan = "5>1/0" },
	{ .name = "one device has nothing to be near to: rank",
	  .text = { HOSTS({ QUAD(0, "a", "b", "a", "b") },
			  { QUAD(1, "a", "a", "b", "b"), .running = 9 }),
		    VMS({ .id = 5, .pcis = { "10de" } }) },
	  .plan = "5>0/0" },
	{ .name = "beside its devices comes before",
	  .text = { HOSTS({ QUAD(0, "a", "b", "a", "b"), .running = 9 },
			  { .id = 1,
			    .nodes = 2,
			    .busy = { 4, 0 },
			    .gpus = { { "21:00.0", 0, .pcie_switch = "a" },
				      { "22:00.0", 0, .pcie_switch = "a" } } }),
		    VMS({ TWO(5), .cpu = 2, .pin = "CORE", .vnodes = { 2 } }) },
	  .plan = "5>0/0" },
	{ .name = "under policy none it plays no part",
	  .text = { HOSTS({ QUAD(0, "a", "b", "a", "b") },
			  { QUAD(1, "a", "a", "b", "b"), .running = 9 }),
		    VMS({ TWO(5) }) },
	  .policy = OG_POLICY_NONE,
	  .plan = "5>0/0" },
	{ .name = "gpus_first comes after it",
	  .text = { HOSTS({ .id = 0,
			    .nodes = 1,
			    .gpus = { { "21:00.0", 0, .pcie_switch = "a" },
				      { "22:00.0", 0, .pcie_switch = "b" } } },
			  { QUAD(1, "a", "a", "b", "b"), .running = 9 }),
		    VMS({ TWO(5) }) },
	  .conf = { .gpus_first = true },
	  .plan = "5>1/0" },
};

START_TEST(hosts_are_told_apart)
{
	og_cycle_check(&cycles[_i]);
}
END_TEST

Suite *og_suite_together(void)
{
	Suite *s = suite_create("together");
	TCase *tc = tcase_create("together");

	tcase_add_loop_test(tc, sets_are_judged, 0, OG_COUNT(sets));
	tcase_add_loop_test(tc, hosts_are_told_apart, 0, OG_COUNT(cycles));
	suite_add_tcase(s, tc);
	return s;
}
