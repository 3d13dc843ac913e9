// SPDX-License-Identifier: Apache-2.0
/* PCI_NUMA_POLICY: which locality is good enough, and what is told of it. */
#include "cycle-case.h"
#include "sched-suites.h"

#define REQUIRED  "<PCI_NUMA_POLICY>required</PCI_NUMA_POLICY>"
#define PREFERRED "<PCI_NUMA_POLICY>preferred</PCI_NUMA_POLICY>"
#define SOCKET	  "<PCI_NUMA_POLICY>socket</PCI_NUMA_POLICY>"
#define NONE	  "<PCI_NUMA_POLICY>none</PCI_NUMA_POLICY>"

/* oned pins to node 0; the node may move the VM to node 1. */
#define MENDABLE(n) \
	.id = n, .nodes = 2, .busy = { 0, 1 }, .gpus = { { "e1:00.0", 1 } }
/* As that, but node 1 is full. */
#define REMOTE(n) \
	.id = n, .nodes = 2, .busy = { 0, 4 }, .gpus = { { "e1:00.0", 1 } }
/* oned itself pins to the device's node. */
#define LOCAL(n) .id = n, .nodes = 2, .gpus = { { "e1:00.0", 0 } }

/*
 * The device's node 1 shares a socket with node 0. oned pins to node 0; the
 * node can move the VM (first), or node 1 is full.
 */
#define TOLD .socket = "0,1"
#define MENDABLE_IN_SOCKET(n)                        \
	.id = n, .nodes = 4, .busy = { 0, 1, 4, 4 }, \
	.gpus = { { "e1:00.0", 1, TOLD } }
#define SAME_SOCKET(n)                               \
	.id = n, .nodes = 4, .busy = { 0, 4, 4, 4 }, \
	.gpus = { { "e1:00.0", 1, TOLD } }
/* oned pins to node 2, of another socket. */
#define MENDABLE_OFF_SOCKET(n)                       \
	.id = n, .nodes = 4, .busy = { 4, 1, 0, 4 }, \
	.gpus = { { "e1:00.0", 1, TOLD } }
#define OTHER_SOCKET(n)                              \
	.id = n, .nodes = 4, .busy = { 4, 4, 0, 4 }, \
	.gpus = { { "e1:00.0", 1, TOLD } }
#define UNTOLD "PCI_NUMA_POLICY=socket, sockets unknown"

#define PINNED(n, more)                                                        \
	.id = n, .cpu = 2, .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" }, \
	.topology = more

#define OFF(host) "host " #host " (h" #host "): "
#define WARN_MOVE(vm, host)                                     \
	"WARN: " #vm                                            \
	" " OFF(host) "oned pins to node 0, GPU e1:00.0 is on " \
		      "node 1: the node must move its CPUs and memory there\n"
#define WARN_REMOTE(vm, host)                                                \
	"WARN: " #vm " " OFF(host) "stays remote: oned pins to node 0, GPU " \
				   "e1:00.0 is on node 1: 0 of 4 "           \
				   "cores free there, 2 needed\n"

static const struct og_cycle_case cases[] = {
	{ .name = "local says nothing",
	  .text = { HOSTS({ LOCAL(0) }), VMS({ PINNED(5, NULL) }) },
	  .plan = "5>0/0" },
	{ .name = "mendable is told",
	  .text = { HOSTS({ MENDABLE(0) }), VMS({ PINNED(5, NULL) }) },
	  .plan = "5>0/0",
	  .log = WARN_MOVE(5, 0) },
	{ .name = "remote is told",
	  .text = { HOSTS({ REMOTE(0) }), VMS({ PINNED(5, NULL) }) },
	  .plan = "5>0/0",
	  .log = WARN_REMOTE(5, 0) },
	{ .name = "local before mendable before remote, whatever runs there",
	  .text = { HOSTS({ REMOTE(0) }, { MENDABLE(1), .running = 1 },
			  { LOCAL(2), .running = 2 }),
		    VMS({ PINNED(5, NULL) }, { PINNED(6, NULL) },
			{ PINNED(7, NULL) }) },
	  .plan = "5>2/0 6>1/0 7>0/0",
	  .log = WARN_MOVE(6, 1) WARN_REMOTE(7, 0) },
	{ .name = "required refuses what must be mended",
	  .text = { HOSTS({ MENDABLE(0) }), VMS({ PINNED(5, REQUIRED) }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=required: 1 host "
		 "(host 0: oned pins to node 0, GPU e1:00.0 is on node 1)\n" },
	{ .name = "required refuses what stays remote",
	  .text = { HOSTS({ REMOTE(0) }), VMS({ PINNED(5, REQUIRED) }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=required: 1 host "
		 "(host 0: oned pins to node 0, GPU e1:00.0 is on node 1: "
		 "0 of 4 cores free there, 2 needed)\n" },
	{ .name = "required refuses another node of the socket",
	  .text = { HOSTS({ SAME_SOCKET(0) }), VMS({ PINNED(5, REQUIRED) }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=required: 1 host "
		 "(host 0: oned pins to node 0, GPU e1:00.0 is on node 1 of "
		 "the same socket: 0 of 4 cores free there, 2 needed)\n" },
	{ .name = "socket takes what is local",
	  .text = { HOSTS({ LOCAL(0) }), VMS({ PINNED(5, SOCKET) }) },
	  .plan = "5>0/0" },
	{ .name = "socket takes what is in the socket and can be mended",
	  .text = { HOSTS({ MENDABLE_IN_SOCKET(0) }),
		    VMS({ PINNED(5, SOCKET) }) },
	  .plan = "5>0/0",
	  .log = "WARN: 5 host 0 (h0): oned pins to node 0, GPU e1:00.0 is on "
		 "node 1 of the same socket: the node must move its CPUs and "
		 "memory there\n" },
	{ .name = "socket takes the socket's other node",
	  .text = { HOSTS({ SAME_SOCKET(0) }), VMS({ PINNED(5, SOCKET) }) },
	  .plan = "5>0/0",
	  .log = "WARN: 5 host 0 (h0): stays in the same socket only: oned "
		 "pins to node 0, GPU e1:00.0 is on node 1 of the same "
		 "socket: 0 of 4 cores free there, 2 needed\n" },
	{ .name = "socket waits rather than leave it, mendable or not",
	  .text = { HOSTS({ MENDABLE_OFF_SOCKET(0) }, { OTHER_SOCKET(1) }),
		    VMS({ PINNED(5, SOCKET) }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=socket: 2 hosts "
		 "(first host 1: oned pins to node 2, GPU e1:00.0 is on node "
		 "1: 0 of 4 cores free there, 2 needed)\n" },
	{ .name = "socket, where nobody tells of sockets",
	  .text = { HOSTS({ MENDABLE(0) }, { REMOTE(1), .running = 1 }),
		    VMS({ PINNED(5, SOCKET) }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: " UNTOLD ": 2 hosts (first host 0: "
		 "oned pins to node 0, GPU e1:00.0 is on node 1; onegpu's PCI "
		 "probe tells which nodes share a socket, once the host is "
		 "deleted and created again)\n" },
	{ .name = "socket, where nobody tells, but it is local",
	  .text = { HOSTS({ REMOTE(0) }, { LOCAL(1), .running = 1 }),
		    VMS({ PINNED(5, SOCKET) }) },
	  .plan = "5>1/0" },
	{ .name = "socket without a pin can never be",
	  .text = { HOSTS({ LOCAL(0) }),
		    VMS({ .id = 5,
			  .pcis = { "10de" },
			  .user = "<SCHED_PCI_NUMA_POLICY>socket"
				  "</SCHED_PCI_NUMA_POLICY>" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=socket: 1 host "
		 "(host 0: without a TOPOLOGY with PIN_POLICY nothing is "
		 "pinned)\n" },
	{ .name = "socket without a device asks for nothing",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5 }) },
	  .policy = OG_POLICY_SOCKET,
	  .plan = "5>0/0" },
	{ .name = "configured socket",
	  .text = { HOSTS({ OTHER_SOCKET(0) }), VMS({ PINNED(5, NULL) }) },
	  .policy = OG_POLICY_SOCKET,
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=socket: 1 host "
		 "(host 0: oned pins to node 2, GPU e1:00.0 is on node 1: "
		 "0 of 4 cores free there, 2 needed)\n" },
	{ .name = "local, mendable, same socket, remote, in this order",
	  .text = { HOSTS({ OTHER_SOCKET(0) }, { SAME_SOCKET(1), .running = 1 },
			  { MENDABLE_OFF_SOCKET(2), .running = 2 },
			  { LOCAL(3), .running = 3 }),
		    VMS({ PINNED(5, NULL) }, { PINNED(6, NULL) },
			{ PINNED(7, NULL) }, { PINNED(8, NULL) }) },
	  .plan = "5>3/0 6>2/0 7>1/0 8>0/0",
	  .log = "WARN: 6 host 2 (h2): oned pins to node 2, GPU e1:00.0 is on "
		 "node 1: the node must move its CPUs and memory there\n"
		 "WARN: 7 host 1 (h1): stays in the same socket only: oned "
		 "pins to node 0, GPU e1:00.0 is on node 1 of the same "
		 "socket: 0 of 4 cores free there, 2 needed\n"
		 "WARN: 8 host 0 (h0): stays remote: oned pins to node 2, GPU "
		 "e1:00.0 is on node 1: 0 of 4 cores free there, 2 needed\n" },
	{ .name = "of remote hosts the one with more of its devices near",
	  .text = { HOSTS({ .id = 0,
			    .nodes = 2,
			    .busy = { 0, 3 },
			    .gpus = { { "21:00.0", 0 },
				      { "41:00.0", 1 },
				      { "e1:00.0", 1 } } },
			  { .id = 1,
			    .running = 9,
			    .nodes = 2,
			    .busy = { 0, 1 },
			    .gpus = { { "21:00.0", 0 },
				      { "41:00.0", 1 },
				      { "e1:00.0", 1 } } }),
		    VMS({ .id = 5,
			  .cpu = 2,
			  .pin = "CORE",
			  .vnodes = { 2 },
			  .pcis = { "10de", "10de", "10de" } }) },
	  .plan = "5>1/0",
	  .log = "WARN: 5 host 1 (h1): stays remote: oned pins to node 0, GPU "
		 "41:00.0 is on node 1; its devices are on more nodes than it "
		 "has virtual nodes\n" },
	{ .name = "none does not ask for the socket either",
	  .text = { HOSTS({ OTHER_SOCKET(0) },
			  { SAME_SOCKET(1), .running = 1 }),
		    VMS({ PINNED(5, NONE) }) },
	  .plan = "5>0/0" },
	{ .name = "required goes where it is local",
	  .text = { HOSTS({ MENDABLE(0) }, { LOCAL(1), .running = 9 }),
		    VMS({ PINNED(5, REQUIRED) }) },
	  .plan = "5>1/0" },
	{ .name = "none does not ask",
	  .text = { HOSTS({ REMOTE(0) }, { LOCAL(1), .running = 1 }),
		    VMS({ PINNED(5, NONE) }) },
	  .plan = "5>0/0" },
	{ .name = "configured required",
	  .text = { HOSTS({ MENDABLE(0) }), VMS({ PINNED(5, NULL) }) },
	  .policy = OG_POLICY_REQUIRED,
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=required: 1 host "
		 "(host 0: oned pins to node 0, GPU e1:00.0 is on node 1)\n" },
	{ .name = "configured none",
	  .text = { HOSTS({ REMOTE(0) }), VMS({ PINNED(5, NULL) }) },
	  .policy = OG_POLICY_NONE,
	  .plan = "5>0/0" },
	{ .name = "the VM's word beats the configured one",
	  .text = { HOSTS({ MENDABLE(0) }), VMS({ PINNED(5, PREFERRED) }) },
	  .policy = OG_POLICY_REQUIRED,
	  .plan = "5>0/0",
	  .log = WARN_MOVE(5, 0) },
	{ .name = "required without a pin can never be",
	  .text = { HOSTS({ LOCAL(0) }),
		    VMS({ .id = 5,
			  .pcis = { "10de" },
			  .user = "<SCHED_PCI_NUMA_POLICY>required"
				  "</SCHED_PCI_NUMA_POLICY>" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: PCI_NUMA_POLICY=required: 1 host "
		 "(host 0: without a TOPOLOGY with PIN_POLICY nothing is "
		 "pinned)\n" },
	{ .name = "required without a device asks for nothing",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5 }) },
	  .policy = OG_POLICY_REQUIRED,
	  .plan = "5>0/0" },
	{ .name = "required with a device of no node",
	  .text = { HOSTS({ .id = 0,
			    .nodes = 2,
			    .gpus = { { "e1:00.0", -1 } } }),
		    VMS({ PINNED(5, REQUIRED) }) },
	  .plan = "5>0/0" },
};

START_TEST(policy_is_kept)
{
	og_cycle_check(&cases[_i]);
}
END_TEST

Suite *og_suite_policies(void)
{
	Suite *s = suite_create("policies");
	TCase *tc = tcase_create("policies");

	tcase_add_loop_test(tc, policy_is_kept, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return s;
}
