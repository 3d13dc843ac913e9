// SPDX-License-Identifier: Apache-2.0
/* Networks of NICs with NETWORK_MODE=auto. */
#include "cycle-case.h"
#include "sched-suites.h"

static const struct og_cycle_case nets[] = {
	{ .name = "the one with the fewest leases in use",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10, .used = 5 }, { .id = 11, .used = 3 },
			 { .id = 12, .used = 4 }),
		    VMS({ .id = 5, .nics = { "10 11 12" } }) },
	  .plan = "5>0/0+0:11" },
	{ .name = "packing",
	  .conf = { .net_rank = "USED_LEASES" },
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10, .used = 5 }, { .id = 11, .used = 3 }),
		    VMS({ .id = 5, .nics = { "10 11" } }) },
	  .plan = "5>0/0+0:10" },
	{ .name = "fixed, and the highest id of equals",
	  .conf = { .net_rank = "PRIORITY" },
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10, .tmpl = "<PRIORITY>7</PRIORITY>" },
			 { .id = 12 }, { .id = 11 },
			 { .id = 13, .tmpl = "<PRIORITY>7</PRIORITY>" }),
		    VMS({ .id = 5, .nics = { "10 11 12 13" } },
			{ .id = 6, .nics = { "11 12" } }) },
	  .plan = "5>0/0+0:13 6>0/0+0:12" },
	{ .name = "the NIC's own expression comes first",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10, .used = 5 }, { .id = 11, .used = 3 }),
		    VMS({ .id = 5,
			  .nics = { "10 11" },
			  .nic_rank = "USED_LEASES" }) },
	  .plan = "5>0/0+0:10" },
	{ .name = "an expression that is none makes all equal, and is told",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10 }, { .id = 11, .used = 3 }),
		    VMS({ .id = 5, .nics = { "10 11" }, .nic_rank = "1 +" }) },
	  .plan = "5>0/0+0:11",
	  .log = "WARN: 5 SCHED_RANK of a NIC \"1 +\": column 4: the "
		 "expression ends too early\n" },
	{ .name = "each NIC in a network of its own",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10 }, { .id = 11 }, { .id = 12 }),
		    VMS({ .id = 5,
			  .nics = { "11 12", "11 12", "10 11 12" } }) },
	  .plan = "5>0/0+0:12+1:11+2:10" },
	{ .name = "there is none of its own for the second",
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10 }),
		    VMS({ .id = 5, .nics = { "10", "10" } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: no network of its own for each NIC: "
		 "1 host (host 0: NIC 1)\n" },
	{ .name = "or all in one, where that is allowed",
	  .conf = { .same_nets = true },
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10, .size = 2 }),
		    VMS({ .id = 5, .nics = { "10", "10" } }) },
	  .plan = "5>0/0+0:10+1:10" },
	{ .name = "but not the same lease",
	  .conf = { .same_nets = true },
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10, .size = 1 }),
		    VMS({ .id = 5, .nics = { "10", "10" } },
			{ .id = 6, .nics = { "10" } }) },
	  .plan = "6>0/0+0:10",
	  .log = "ERROR: 5 no host fits: no free lease in a network: 1 host "
		 "(host 0: NIC 1)\n" },
	{ .name = "leases are taken one by one",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10, .size = 10, .used = 8 }),
		    VMS({ .id = 5, .nics = { "10" } },
			{ .id = 6, .nics = { "10" } },
			{ .id = 7, .nics = { "10" } }) },
	  .plan = "5>0/0+0:10 6>0/0+0:10",
	  .log = "ERROR: 7 no host fits: no free lease in a network: 1 host "
		 "(host 0: NIC 0)\n" },
	{ .name = "ranks see leases of the cycle",
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10 }, { .id = 11 }),
		    VMS({ .id = 5, .nics = { "10 11" } },
			{ .id = 6, .nics = { "10 11" } },
			{ .id = 7, .nics = { "10 11" } }) },
	  .plan = "5>0/0+0:11 6>0/0+0:10 7>0/0+0:11" },
	{ .name = "or not, to the letter of rank",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10 }, { .id = 11 }),
		    VMS({ .id = 5, .nics = { "10 11" } },
			{ .id = 6, .nics = { "10 11" } }) },
	  .plan = "5>0/0+0:11 6>0/0+0:11" },
	{ .name = "a host whose cluster has none is passed over",
	  .text = { HOSTS({ .id = 0, .cluster = 7, .running = 3 }, { .id = 1 }),
		    STORES({ .id = 100, .clusters = "0 7" }),
		    NETS({ .id = 10, .clusters = "7" }),
		    VMS({ .id = 5, .nics = { "10" } },
			{ .id = 6, .nics = { "10" }, .hosts = "1" }) },
	  .plan = "5>0/100+0:10",
	  .log = "ERROR: 6 no host fits: no network in the cluster: 1 host "
		 "(host 1: NIC 0)\n" },
	{ .name = "leases of a host that is passed over are given back",
	  .text = { HOSTS({ .id = 0, .cluster = 7, .running = 3 }, { .id = 1 }),
		    STORES({ .id = 100, .clusters = "0 7" }),
		    NETS({ .id = 10, .size = 1, .clusters = "0 7" },
			 { .id = 11, .clusters = "7" }),
		    VMS({ .id = 5, .nics = { "10", "11" } }) },
	  .plan = "5>0/100+0:10+1:11" },
	{ .name = "its requirements allow none, or one that is not there",
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10 }),
		    VMS({ .id = 5, .nics = { "" } },
			{ .id = 6, .nics = { "77" } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: no network it may use: 1 host (host "
		 "0: NIC 0)\nERROR: 6 no host fits: no network it may use: 1 "
		 "host (host 0: NIC 0)\n" },
	{ .name = "oned says nothing of the NIC",
	  .text = { HOSTS({ .id = 0 }), NETS({ .id = 10 }),
		    VMS({ .id = 5,
			  .tmpl = "<NIC><NIC_ID>2</NIC_ID><NETWORK_MODE>auto"
				  "</NETWORK_MODE></NIC>" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: no network it may use: 1 host (host "
		 "0: NIC 2)\n" },
	{ .name = "a VM that moves keeps its networks",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    NETS({ .id = 10, .used = 100 }),
		    VMS({ .id = 5,
			  .state = 3,
			  .resched = true,
			  .history = "1 0",
			  .nics = { "10" } }) },
	  .plan = "5>>0/0" },
	{ .name = "leases that are no number leave none",
	  .text = { HOSTS({ .id = 0 }),
		    NETS({ .id = 10,
			   .tmpl = "</TEMPLATE><USED_LEASES>x</USED_LEASES>"
				   "<TEMPLATE>" }),
		    VMS({ .id = 5, .nics = { "10" } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: no free lease in a network: 1 host "
		 "(host 0: NIC 0)\n" },
};

START_TEST(network_is_chosen)
{
	og_cycle_check(&nets[_i]);
}
END_TEST

Suite *og_suite_net(void)
{
	Suite *s = suite_create("net");
	TCase *tc = tcase_create("net");

	tcase_add_loop_test(tc, network_is_chosen, 0, OG_COUNT(nets));
	suite_add_tcase(s, tc);
	return s;
}
