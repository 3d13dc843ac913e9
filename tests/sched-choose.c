// SPDX-License-Identifier: Apache-2.0
/* Which host, in which order, and what is told where there is none. */
#include "cycle-case.h"
#include "sched-suites.h"

#define TWO_NODES	   .nodes = 2, .cores = 4
#define GPU(address, node) .gpus = { { address, node } }

static const struct og_cycle_case order[] = {
	{ .name = "nothing waits",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5, .state = 3 }) },
	  .plan = "" },
	{ .name = "the host with the fewest running VMs",
	  .text = { HOSTS({ .id = 0, .running = 3 }, { .id = 1, .running = 1 },
			  { .id = 2, .running = 2 }),
		    VMS({ .id = 5 }) },
	  .plan = "5>1/0" },
	{ .name = "the highest id of equals",
	  .text = { HOSTS({ .id = 9 }, { .id = 4 }), VMS({ .id = 5 }) },
	  .plan = "5>9/0" },
	{ .name = "each VM counts for the next",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 1 }),
		    VMS({ .id = 5 }, { .id = 6 }, { .id = 7 }, { .id = 8 }) },
	  .plan = "5>0/0 6>1/0 7>0/0 8>1/0" },
	{ .name = "the older VM first, however they are sent",
	  .text = { HOSTS({ .id = 0, .cpu = 100 }),
		    VMS({ .id = 6 }, { .id = 5 }) },
	  .plan = "5>0/0",
	  .log = "ERROR: 6 no host fits: too little CPU: 1 host (host 0: 0 "
		 "free, 1 needed)\n" },
	{ .name = "priority before age",
	  .text = { HOSTS({ .id = 0, .cpu = 200 }),
		    VMS({ .id = 5 },
			{ .id = 6,
			  .user = "<USER_PRIORITY>0.5</USER_PRIORITY>" },
			{ .id = 7,
			  .user = "<USER_PRIORITY>10</USER_PRIORITY>" }) },
	  .plan = "7>0/0 6>0/0",
	  .log = "ERROR: 5 no host fits: too little CPU: 1 host (host 0: 0 "
		 "free, 1 needed)\n" },
	{ .name = "a negative priority is served last",
	  .text = { HOSTS({ .id = 0, .cpu = 100 }),
		    VMS({ .id = 5,
			  .user = "<USER_PRIORITY>-1</USER_PRIORITY>" },
			{ .id = 6 }) },
	  .plan = "6>0/0",
	  .log = "ERROR: 5 no host fits: too little CPU: 1 host (host 0: 0 "
		 "free, 1 needed)\n" },
	{ .name = "only where its requirements allow",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 }, { .id = 2 }),
		    VMS({ .id = 5, .hosts = "1" }) },
	  .plan = "5>1/0" },
	{ .name = "its requirements allow no host",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5, .hosts = "" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: its requirements allow none\n" },
	{ .name = "its requirements name a host that is not there",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5, .hosts = "3" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: its requirements allow none\n" },
};

static const struct og_cycle_case room[] = {
	{ .name = "CPU and memory to the last",
	  .text = { HOSTS({ .id = 0,
			    .cpu = 400,
			    .cpu_used = 200,
			    .mem = 2048,
			    .mem_used = 1024 }),
		    VMS({ .id = 5, .cpu = 2 }) },
	  .plan = "5>0/0" },
	{ .name = "too little memory",
	  .text = { HOSTS({ .id = 0, .mem = 2048, .mem_used = 1025 }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: too little memory: 1 host (host 0: "
		 "1023 MiB free, 1024 needed)\n" },
	{ .name = "a host that is overcommitted already",
	  .text = { HOSTS({ .id = 0, .cpu = 100, .cpu_used = 300 }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: too little CPU: 1 host (host 0: 0 "
		 "free, 1 needed)\n" },
	{ .name = "every reason is counted",
	  .text = { HOSTS({ .id = 0, .cpu = 50 }, { .id = 1, .cpu = 50 },
			  { .id = 2, .mem = 100 }, { .id = 3 }),
		    VMS({ .id = 5, .pcis = { "10de" } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: too little CPU: 2 hosts (first host "
		 "1: 0.5 free, 1 needed); too little memory: 1 host (host 2: "
		 "100 MiB free, 1024 needed); no free PCI device for it: 1 "
		 "host (host 3: no device 10de:* there)\n" },
	{ .name = "VMs of one cycle see each other's devices",
	  .text = { HOSTS({ .id = 0,
			    .gpus = { { "21:00.0", 0 },
				      { "41:00.0", 0, 900 },
				      { "61:00.0", 0 } } }),
		    VMS({ .id = 5, .pcis = { "10de" } },
			{ .id = 6, .pcis = { "21:00.0" } },
			{ .id = 7, .pcis = { "61:00.0" } },
			{ .id = 8, .pcis = { "10de" } }) },
	  .plan = "5>0/0 7>0/0",
	  .log = "ERROR: 6 no host fits: no free PCI device for it: 1 host "
		 "(host 0: GPU 21:00.0 is held by VM 5)\n"
		 "ERROR: 8 no host fits: no free PCI device for it: 1 host "
		 "(host 0: all 3 devices 10de:* are held)\n" },
	{ .name = "and each other's cores",
	  .text = { HOSTS({ .id = 0, .nodes = 1, .cores = 4 }),
		    VMS({ .id = 5, .cpu = 2, .pin = "CORE", .vnodes = { 2 } },
			{ .id = 6, .cpu = 3, .pin = "CORE", .vnodes = { 3 } },
			{ .id = 7, .cpu = 2, .pin = "CORE", .vnodes = { 2 } },
			{ .id = 8, .pin = "THREAD", .vnodes = { 1 } }) },
	  .plan = "5>0/0 7>0/0",
	  .log = "ERROR: 6 no host fits: no NUMA node with room: 1 host (host "
		 "0: node 0: 2 of 4 cores free, 3 needed)\n"
		 "ERROR: 8 no host fits: no NUMA node with room: 1 host (host "
		 "0: node 0: 0 of 8 CPUs free, 1 needed)\n" },
	{ .name = "and each other's memory on a node",
	  .text = { HOSTS({ .id = 0, .nodes = 1, .node_mem = 2048 }),
		    VMS({ .id = 5, .pin = "THREAD", .vnodes = { 1 } },
			{ .id = 6,
			  .mem = 1536,
			  .pin = "THREAD",
			  .vnodes = { 1 } },
			{ .id = 7, .pin = "THREAD", .vnodes = { 1 } }) },
	  .plan = "5>0/0 7>0/0",
	  .log = "ERROR: 6 no host fits: no NUMA node with room: 1 host (host "
		 "0: node 0: 1024 of 2048 MiB free, 1536 needed)\n" },
	{ .name = "vnodes that fit one by one but not together",
	  .text = { HOSTS({ .id = 0, TWO_NODES, .busy = { 0, 4 } }),
		    VMS({ .id = 5,
			  .cpu = 6,
			  .pin = "CORE",
			  .vnodes = { 3, 3 } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: oned would start it without its "
		 "pins: 1 host (host 0: its virtual nodes do not fit "
		 "together)\n" },
	{ .name = "nobody can say what oned does there",
	  .text = { HOSTS({ .id = 0,
			    TWO_NODES,
			    .busy = { 0, 4 },
			    .node_mem = 1024,
			    .short_distance = true,
			    GPU("e1:00.0", 1) },
			  { .id = 1,
			    .running = 1,
			    TWO_NODES,
			    .busy = { 0, 4 },
			    .short_distance = true }),
		    VMS({ .id = 5,
			  .cpu = 2,
			  .pin = "CORE",
			  .vnodes = { 2 },
			  .hosts = "0" },
			{ .id = 6,
			  .cpu = 2,
			  .pin = "CORE",
			  .vnodes = { 2 },
			  .hosts = "0" }) },
	  .plan = "5>0/0",
	  .log = "ERROR: 6 no host fits: oned would start it without its "
		 "pins: 1 host (host 0: DISTANCE lists too few nodes)\n" },
	{ .name = "nine devices of one node",
	  .text = { HOSTS({ .id = 0,
			    .nodes = 1,
			    .gpus = { { "01:00.0", 0 },
				      { "02:00.0", 0 },
				      { "03:00.0", 0 },
				      { "04:00.0", 0 },
				      { "05:00.0", 0 },
				      { "06:00.0", 0 },
				      { "07:00.0", 0 },
				      { "08:00.0", 0 },
				      { "09:00.0", 0 } } }),
		    VMS({ .id = 5,
			  .pin = "CORE",
			  .vnodes = { 1 },
			  .pcis = { "10de", "10de", "10de", "10de", "10de",
				    "10de", "10de", "10de", "10de" } }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: oned would start it without its "
		 "pins: 1 host (host 0: oned would not give it all "
		 "devices)\n" },
};

static const struct og_cycle_case troubles[] = {
	{ .name = "a faulty host is left out, once",
	  .text = { HOSTS({ .id = 0, .share = "<MAX_CPU>x</MAX_CPU>" },
			  { .id = 1, .running = 9 }),
		    VMS({ .id = 5 }, { .id = 6 }) },
	  .plan = "5>1/0 6>1/0",
	  .log = "WARN: host 0 (h0) is left out: HOST_SHARE/MAX_CPU: \"x\" is "
		 "no valid value\n" },
	{ .name = "only a faulty host",
	  .text = { HOSTS({ .id = 0, .share = "<MAX_CPU>x</MAX_CPU>" }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "WARN: host 0 (h0) is left out: HOST_SHARE/MAX_CPU: \"x\" is "
		 "no valid value\n"
		 "ERROR: 5 no host fits: unusable host data: 1 host (host 0: "
		 "HOST_SHARE/MAX_CPU: \"x\" is no valid value)\n" },
	{ .name = "a bad policy is its VM's own trouble",
	  .text = { HOSTS({ .id = 0 }),
		    VMS({ .id = 5,
			  .user = "<SCHED_PCI_NUMA_POLICY>must"
				  "</SCHED_PCI_NUMA_POLICY>" },
			{ .id = 6 }) },
	  .plan = "6>0/0",
	  .log = "ERROR: 5 PCI_NUMA_POLICY \"must\" is none of required, "
		 "socket, preferred, none\n" },
};

START_TEST(vms_and_hosts_in_order)
{
	og_cycle_check(&order[_i]);
}
END_TEST

START_TEST(hosts_with_room)
{
	og_cycle_check(&room[_i]);
}
END_TEST

START_TEST(troubles_are_told_and_do_not_spread)
{
	og_cycle_check(&troubles[_i]);
}
END_TEST

Suite *og_suite_choose(void)
{
	Suite *s = suite_create("choose");
	TCase *tc = tcase_create("choose");

	tcase_add_loop_test(tc, vms_and_hosts_in_order, 0, OG_COUNT(order));
	tcase_add_loop_test(tc, hosts_with_room, 0, OG_COUNT(room));
	tcase_add_loop_test(tc, troubles_are_told_and_do_not_spread, 0,
			    OG_COUNT(troubles));
	suite_add_tcase(s, tc);
	return s;
}
