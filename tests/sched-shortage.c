// SPDX-License-Identifier: Apache-2.0
/* What is short on a host, in words. */
#include "shortage.h"

#include "oned.h"
#include "sched-suites.h"
#include "sched-text.h"

static const struct {
	const char *name;
	struct og_text_host host;
	struct og_text_vm vm;
	const char *want;
} nodes[] = {
	{ "the device's node, then the others",
	  { .nodes = 3, .busy = { 3, 2, 4 }, .gpus = { { "e1:00.0", 1 } } },
	  { .pin = "CORE", .vnodes = { 4 }, .pcis = { "10de" } },
	  "GPU e1:00.0 is on node 1: 2 of 4 cores free there, 4 needed; node "
	  "0: 1 of 4 cores free; node 2: 0 of 4 cores free" },
	{ "no device",
	  { .nodes = 2, .busy = { 3, 2 } },
	  { .pin = "THREAD", .vnodes = { 6 } },
	  "node 0: 2 of 8 CPUs free, 6 needed; node 1: 4 of 8 CPUs free" },
	{ "a device of no node",
	  { .nodes = 1, .busy = { 4 }, .gpus = { { "e1:00.0", -1 } } },
	  { .pin = "CORE", .vnodes = { 1 }, .pcis = { "10de" } },
	  "node 0: 0 of 4 cores free, 1 needed" },
	{ "memory",
	  { .nodes = 1, .node_mem = 1024, .gpus = { { "e1:00.0", 0 } } },
	  { .mem = 2048, .pin = "CORE", .vnodes = { 1 }, .pcis = { "10de" } },
	  "GPU e1:00.0 is on node 0: 1024 of 1024 MiB free there, 2048 "
	  "needed" },
	{ "huge pages",
	  { .nodes = 1, .hugepages = 100 },
	  { .mem = 1024,
	    .pin = "CORE",
	    .topology = "<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE>",
	    .vnodes = { 1 } },
	  "node 0: 100 of 100 huge pages of 2 MiB free, 512 needed" },
	{ "no pages of that size",
	  { .nodes = 1, .hugepages = 100 },
	  { .mem = 1024,
	    .topology = "<HUGEPAGE_SIZE>1024</HUGEPAGE_SIZE>",
	    .vnodes = { 1 } },
	  "node 0: 0 of 0 huge pages of 1024 MiB free, 1 needed" },
	{ "NODE_AFFINITY asks one node for all of its memory",
	  { .nodes = 2, .node_mem = 1024 },
	  { .mem = 2048,
	    .topology = "<NODE_AFFINITY>1</NODE_AFFINITY>",
	    .vnodes = { 1, 1 } },
	  "node 1: 1024 of 1024 MiB free, 2048 needed" },
	{ "the virtual node that is hardest to place",
	  { .nodes = 1, .busy = { 2 } },
	  { .pin = "CORE", .vnodes = { 1, 3 } },
	  "node 0: 2 of 4 cores free, 3 needed" },
	{ "THREADS that no core has",
	  { .nodes = 1 },
	  { .pin = "THREAD",
	    .topology = "<THREADS>4</THREADS>",
	    .vnodes = { 4 } },
	  "THREADS=4, a core there has 2" },
	{ "THREADS that is no power of two",
	  { .nodes = 1 },
	  { .pin = "THREAD",
	    .topology = "<THREADS>3</THREADS>",
	    .vnodes = { 3 } },
	  "THREADS=3 is no power of two" },
	{ "many nodes are not all told",
	  { .nodes = 7, .cores = 1 },
	  { .pin = "CORE", .vnodes = { 2 } },
	  "node 0: 1 of 1 cores free, 2 needed; node 1: 1 of 1 cores free; "
	  "node 2: 1 of 1 cores free; node 3: 1 of 1 cores free; 3 more "
	  "nodes" },
	{ "a host without nodes",
	  { .nodes = 0 },
	  { .pin = "CORE", .vnodes = { 1 } },
	  "oned knows no NUMA nodes there" },
	{ "a device of a node that oned does not know",
	  { .nodes = 1, .busy = { 4 }, .gpus = { { "e1:00.0", 4 } } },
	  { .pin = "CORE", .vnodes = { 1 }, .pcis = { "10de" } },
	  "GPU e1:00.0 is on node 4: oned knows no such node there; node 0: 0 "
	  "of 4 cores free" },
};

START_TEST(nodes_are_told)
{
	struct og_text text = { .hosts = &nodes[_i].host,
				.n_hosts = 1,
				.vms = &nodes[_i].vm,
				.n_vms = 1 };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autobuf got = OG_BUF_INIT;

	og_text_message(&text, &msg);
	ck_assert_msg(og_oned_fit(&msg.hosts[0].share, &msg.vms[0]) ==
			      OG_FIT_NUMA,
		      "%s: it fits", nodes[_i].name);
	og_shortage_nodes(&msg.hosts[0].share, &msg.vms[0], &got);
	ck_assert_msg(strcmp(og_buf_text(&got), nodes[_i].want) == 0, "%s: %s",
		      nodes[_i].name, og_buf_text(&got));
}
END_TEST

#define FOUR                                                 \
	{                                                    \
		{ "21:00.0", 0 }, { "22:00.0", 0, .vm = 7 }, \
			{ "41:00.0", 0, .vm = 8 },           \
		{                                            \
			"42:00.0"                            \
		}                                            \
	}

static const struct {
	const char *name;
	struct og_text_host host;
	struct og_text_vm vm;
	const char *want;
} devices[] = {
	{ "too few of them",
	  { .gpus = FOUR },
	  { .pcis = { "10de", "10de", "10de" } },
	  "2 of 4 devices 10de:* free, 3 wanted" },
	{ "none is free",
	  { .gpus = { { "21:00.0", 0, .vm = 7 }, { "22:00.0", 0, .vm = 7 } } },
	  { .pcis = { "10de" } },
	  "all 2 devices 10de:* are held" },
	{ "the only one",
	  { .gpus = { { "21:00.0", 0, .vm = 7 } } },
	  { .pcis = { "10de" } },
	  "the only device 10de:* is held" },
	{ "there is none",
	  { .gpus = FOUR },
	  { .pcis = { "1002" } },
	  "no device 1002:* there" },
	{ "an address that a VM holds",
	  { .gpus = FOUR },
	  { .pcis = { "41:00.0" } },
	  "GPU 41:00.0 is held by VM 8" },
	{ "an address that is not there",
	  { .gpus = FOUR },
	  { .pcis = { "61:00.0" } },
	  "no device 61:00.0 there" },
	{ "an address that is none",
	  { .gpus = FOUR },
	  { .pcis = { "4G:00.0" } },
	  "its SHORT_ADDRESS is none" },
	{ "the first that gets none is told, in oned's order",
	  { .gpus = FOUR },
	  { .pcis = { "1002", "22:00.0" } },
	  "GPU 22:00.0 is held by VM 7" },
	{ "a request of nothing",
	  { .gpus = FOUR },
	  { .tmpl = "<PCI><PCI_ID>3</PCI_ID></PCI>" },
	  "PCI 3 gives no VENDOR, DEVICE, CLASS or SHORT_ADDRESS" },
	{ "by device and class",
	  { .gpus = FOUR },
	  { .tmpl = "<PCI><PCI_ID>0</PCI_ID><DEVICE>26b9</DEVICE>"
		    "<CLASS>0300</CLASS></PCI>" },
	  "no device *:26b9:0300 there" },
};

START_TEST(devices_are_told)
{
	struct og_text text = { .hosts = &devices[_i].host,
				.n_hosts = 1,
				.vms = &devices[_i].vm,
				.n_vms = 1 };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autobuf got = OG_BUF_INIT;

	og_text_message(&text, &msg);
	ck_assert_msg(og_oned_fit(&msg.hosts[0].share, &msg.vms[0]) ==
			      OG_FIT_PCI,
		      "%s: it fits", devices[_i].name);
	og_shortage_devices(&msg.hosts[0].share, &msg.vms[0], &got);
	ck_assert_msg(strcmp(og_buf_text(&got), devices[_i].want) == 0,
		      "%s: %s", devices[_i].name, og_buf_text(&got));
}
END_TEST

Suite *og_suite_shortage(void)
{
	Suite *s = suite_create("shortage");
	TCase *tc = tcase_create("shortage");

	tcase_add_loop_test(tc, nodes_are_told, 0, OG_COUNT(nodes));
	tcase_add_loop_test(tc, devices_are_told, 0, OG_COUNT(devices));
	suite_add_tcase(s, tc);
	return s;
}
