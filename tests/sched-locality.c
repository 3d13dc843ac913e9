// SPDX-License-Identifier: Apache-2.0
/* What one host means for one VM: local, mendable, remote, not allocated. */
#include "locality.h"
#include "sched-suites.h"
#include "sched-text.h"

static const struct {
	const char *name;
	struct og_text_host host;
	struct og_text_vm vm;
	enum og_locality want;
	const char *story;
	uint32_t far;
} cases[] = {
	{ "no pin, no tie",
	  { .nodes = 2, .gpus = { { "e1:00.0", 1 } } },
	  { .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "no device, no tie",
	  { .nodes = 2 },
	  { .pin = "CORE", .vnodes = { 2 } },
	  OG_LOCAL,
	  "" },
	{ "memory apart matters to nobody without a device",
	  { .nodes = 2, .busy = { 0, 4 }, .node_mem = 1024 },
	  { .mem = 1024, .pin = "CORE", .vnodes = { 2 } },
	  OG_LOCAL,
	  "" },
	{ "oned is right by luck",
	  { .nodes = 2, .busy = { 1 }, .gpus = { { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "a device of no node",
	  { .nodes = 2, .gpus = { { "e1:00.0", -1 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "one vnode on the other node, room there",
	  { .nodes = 2, .busy = { 0, 2 }, .gpus = { { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_MENDABLE,
	  "oned pins to node 0, GPU e1:00.0 is on node 1" },
	{ "one vnode on the other node, no room there",
	  { .nodes = 2, .busy = { 0, 3 }, .gpus = { { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 0, GPU e1:00.0 is on node 1: 1 of 4 cores free "
	  "there, 2 needed",
	  1 },
	{ "the bonus of the second vnode is right",
	  { .nodes = 2, .busy = { 0, 2 }, .gpus = { { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 1, 1 }, .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "two vnodes, both elsewhere",
	  { .nodes = 3, .busy = { 0, 1, 2 }, .gpus = { { "e1:00.0", 2 } } },
	  { .pin = "CORE", .vnodes = { 2, 2 }, .pcis = { "10de" } },
	  OG_MENDABLE,
	  "oned pins nothing to node 2, where GPU e1:00.0 is" },
	{ "NODE_AFFINITY elsewhere ties it",
	  { .nodes = 2, .gpus = { { "e1:00.0", 1 } } },
	  { .topology = "<NODE_AFFINITY>0</NODE_AFFINITY>",
	    .vnodes = { 2 },
	    .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 0, GPU e1:00.0 is on node 1; its template ties "
	  "it there",
	  1 },
	{ "NODE_AFFINITY to the device",
	  { .nodes = 2, .gpus = { { "e1:00.0", 1 } } },
	  { .topology = "<NODE_AFFINITY>1</NODE_AFFINITY>",
	    .vnodes = { 2 },
	    .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "two devices of two nodes, one vnode",
	  { .nodes = 2, .gpus = { { "21:00.0", 0 }, { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de", "10de" } },
	  OG_REMOTE,
	  "oned pins to node 0, GPU e1:00.0 is on node 1; its devices are on "
	  "more nodes than it has virtual nodes",
	  1 },
	{ "three devices, the node goes where two of them are",
	  { .nodes = 2,
	    .busy = { 0, 1 },
	    .gpus = { { "21:00.0", 0 }, { "41:00.0", 1 }, { "e1:00.0", 1 } } },
	  { .pin = "CORE",
	    .vnodes = { 2 },
	    .pcis = { "10de", "10de", "10de" } },
	  OG_REMOTE,
	  "oned pins to node 0, GPU 41:00.0 is on node 1; its devices are on "
	  "more nodes than it has virtual nodes",
	  1 },
	{ "three devices, where two of them are is no room",
	  { .nodes = 2,
	    .busy = { 0, 3 },
	    .gpus = { { "21:00.0", 0 }, { "41:00.0", 1 }, { "e1:00.0", 1 } } },
	  { .pin = "CORE",
	    .vnodes = { 2 },
	    .pcis = { "10de", "10de", "10de" } },
	  OG_REMOTE,
	  "oned pins to node 0, GPU 41:00.0 is on node 1; its devices are on "
	  "more nodes than it has virtual nodes",
	  2 },
	{ "three devices of three nodes, two vnodes",
	  { .nodes = 3,
	    .gpus = { { "21:00.0", 0 }, { "41:00.0", 1 }, { "e1:00.0", 2 } } },
	  { .pin = "CORE",
	    .vnodes = { 1, 1 },
	    .pcis = { "10de", "10de", "10de" } },
	  OG_REMOTE,
	  "oned pins nothing to node 2, where GPU e1:00.0 is; its devices are "
	  "on more nodes than it has virtual nodes",
	  1 },
	{ "two devices of two nodes, two vnodes",
	  { .nodes = 2, .gpus = { { "21:00.0", 0 }, { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 2, 2 }, .pcis = { "10de", "10de" } },
	  OG_LOCAL,
	  "" },
	{ "two vnodes find two devices of three nodes",
	  { .nodes = 3,
	    .busy = { 3, 0, 0 },
	    .gpus = { { "21:00.0", 1 }, { "e1:00.0", 2 } } },
	  { .pin = "CORE", .vnodes = { 1, 1 }, .pcis = { "10de", "10de" } },
	  OG_LOCAL,
	  "" },
	{ "CPUs beside the device, memory not",
	  { .nodes = 2,
	    .busy = { 0, 4 },
	    .gpus = { { "e1:00.0", 0 } },
	    .node_mem = 1024 },
	  { .mem = 2048,
	    .pin = "CORE",
	    .vnodes = { 2, 2 },
	    .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned takes CPUs of node 0, memory of node 1; no node has 2 CPUs "
	  "and 1024 MiB of memory free" },
	{ "same socket, no room beside the device",
	  { .nodes = 4,
	    .busy = { 4, 1, 4, 4 },
	    .gpus = { { "e1:00.0", 0, .socket = "0,1" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_SAME_SOCKET,
	  "oned pins to node 1, GPU e1:00.0 is on node 0 of the same socket: "
	  "0 of 4 cores free there, 2 needed",
	  1 },
	{ "same socket as another device tells",
	  { .nodes = 4,
	    .busy = { 4, 1, 4, 4 },
	    .gpus = { { "41:00.0", 0 },
		      { "e1:00.0", 1, .vm = 7, .socket = "0,1" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_SAME_SOCKET,
	  "oned pins to node 1, GPU 41:00.0 is on node 0 of the same socket: "
	  "0 of 4 cores free there, 2 needed",
	  1 },
	{ "same socket, and the node can mend it",
	  { .nodes = 4,
	    .busy = { 2, 1, 4, 4 },
	    .gpus = { { "e1:00.0", 0, .socket = "0,1" } } },
	  { .pin = "THREAD", .vnodes = { 2 }, .pcis = { "41:00.0" } },
	  OG_ALLOC_FAILS,
	  "oned would not give it all devices" },
	{ "another socket",
	  { .nodes = 4,
	    .busy = { 4, 4, 0, 4 },
	    .gpus = { { "e1:00.0", 0, .socket = "0,1" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 2, GPU e1:00.0 is on node 0: 0 of 4 cores free "
	  "there, 2 needed",
	  1 },
	{ "sockets that nobody tells",
	  { .nodes = 4,
	    .busy = { 4, 1, 4, 4 },
	    .gpus = { { "e1:00.0", 0, .socket = "2,3" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 1, GPU e1:00.0 is on node 0: 0 of 4 cores free "
	  "there, 2 needed",
	  1 },
	{ "a socket that is no list of nodes",
	  { .nodes = 2,
	    .busy = { 4, 1 },
	    .gpus = { { "e1:00.0", 0, .socket = "0,,1" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 1, GPU e1:00.0 is on node 0: 0 of 4 cores free "
	  "there, 2 needed",
	  1 },
	{ "memory of the same socket",
	  { .nodes = 2,
	    .busy = { 0, 4 },
	    .gpus = { { "e1:00.0", 0, .socket = "0,1" } },
	    .node_mem = 1024 },
	  { .mem = 2048,
	    .pin = "CORE",
	    .vnodes = { 2, 2 },
	    .pcis = { "10de" } },
	  OG_SAME_SOCKET,
	  "oned takes CPUs of node 0, memory of node 1 of the same socket; no "
	  "node has 2 CPUs and 1024 MiB of memory free" },
	{ "two devices, one of them in another socket",
	  { .nodes = 4,
	    .busy = { 4, 1, 4, 4 },
	    .gpus = { { "21:00.0", 0, .socket = "0,1" },
		      { "e1:00.0", 3, .socket = "2,3" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de", "10de" } },
	  OG_REMOTE,
	  "oned pins to node 1, GPU 21:00.0 is on node 0; its devices are on "
	  "more nodes than it has virtual nodes",
	  2 },
	{ "two devices of one socket, one vnode",
	  { .nodes = 4,
	    .busy = { 4, 1, 4, 4 },
	    .gpus = { { "21:00.0", 0, .socket = "0,1" },
		      { "e1:00.0", 1, .socket = "0,1" } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de", "10de" } },
	  OG_SAME_SOCKET,
	  "oned pins to node 1, GPU 21:00.0 is on node 0 of the same socket; "
	  "its devices are on more nodes than it has virtual nodes",
	  1 },
	{ "a device of a node that oned does not know",
	  { .nodes = 2, .gpus = { { "e1:00.0", 5 } } },
	  { .pin = "CORE", .vnodes = { 2 }, .pcis = { "10de" } },
	  OG_REMOTE,
	  "oned pins to node 1, GPU e1:00.0 is on node 5: oned knows no such "
	  "node there",
	  1 },
	{ "VMS_THREAD 2: CPUs that oned counts twice but lists once",
	  { .nodes = 1, .share = "<VMS_THREAD>2</VMS_THREAD>" },
	  { .pin = "THREAD", .vnodes = { 16 } },
	  OG_ALLOC_FAILS,
	  "with this VMS_THREAD oned counts CPUs that it cannot list" },
	{ "VMS_THREAD 2: CPUs that are in use once",
	  { .nodes = 1,
	    .busy = { 4 },
	    .share = "<VMS_THREAD>2</VMS_THREAD>",
	    .gpus = { { "e1:00.0", 0 } } },
	  { .pin = "THREAD", .vnodes = { 8 }, .pcis = { "10de" } },
	  OG_LOCAL,
	  "" },
	{ "vnodes that do not fit together",
	  { .nodes = 2, .busy = { 0, 4 }, .gpus = { { "e1:00.0", 0 } } },
	  { .pin = "CORE", .vnodes = { 3, 3 }, .pcis = { "10de" } },
	  OG_ALLOC_FAILS,
	  "its virtual nodes do not fit together" },
};

START_TEST(a_host_is_judged)
{
	struct og_text text = { .hosts = &cases[_i].host,
				.n_hosts = 1,
				.vms = &cases[_i].vm,
				.n_vms = 1 };
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autobuf story = OG_BUF_INIT;
	struct og_nearness near;
	enum og_locality got;

	og_text_message(&text, &msg);
	og_oned_predict(&msg.hosts[0].share, &msg.vms[0], &alloc);
	got = og_locality_judge(&msg.hosts[0].share, &msg.vms[0], &alloc, &near,
				&story);
	ck_assert_msg(got == cases[_i].want, "%s: %d, %s", cases[_i].name, got,
		      og_buf_text(&story));
	ck_assert_msg(near.far == cases[_i].far, "%s: %u far", cases[_i].name,
		      near.far);
	ck_assert_msg(strcmp(og_buf_text(&story), cases[_i].story) == 0,
		      "%s: %s", cases[_i].name, og_buf_text(&story));
}
END_TEST

Suite *og_suite_locality(void)
{
	Suite *s = suite_create("locality");
	TCase *tc = tcase_create("locality");

	tcase_add_loop_test(tc, a_host_is_judged, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return s;
}
