// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "hostxml.h"
#include "lib-suites.h"

static const struct og_xml_elem share_elems[] = {
	{ .name = "NUMA_NODES", .children = og_hostxml_numa_nodes },
	{ .name = "PCI_DEVICES", .children = og_hostxml_pci_devices },
	{ 0 },
};

static const struct og_xml_elem share = {
	.name = "HOST_SHARE",
	.children = share_elems,
};

/* Read it; the fault, or "", into `ret_fault`. */
static void read_share(const char *text, struct og_host *host,
		       struct og_err *ret_fault)
{
	struct og_hostxml x = { .host = host };
	struct og_err err = { 0 };

	og_host_init(host);
	ck_assert_msg(og_xml_read(&share, &x, text, strlen(text), &err) == 0,
		      "%s", err.msg);
	*ret_fault = x.fault;
	if (!x.fault.code)
		og_host_finish(host, ret_fault);
}

#define NODE(inner)                            \
	"<HOST_SHARE><NUMA_NODES><NODE>" inner \
	"</NODE></NUMA_NODES></HOST_SHARE>"
#define CORE(inner) NODE("<NODE_ID>0</NODE_ID><CORE><ID>0</ID>" inner "</CORE>")
#define PCI(inner)                             \
	"<HOST_SHARE><PCI_DEVICES><PCI>" inner \
	"</PCI></PCI_DEVICES></HOST_SHARE>"

START_TEST(everything_of_a_node)
{
	og_cleanup(og_host_free) struct og_host host;
	const struct og_node *node;
	struct og_err fault;

	read_share(NODE("<CORE><CPUS><![CDATA[8:23,0:-1,0:7,1:-2]]></CPUS>"
			"<DEDICATED>YES</DEDICATED><ID>3</ID></CORE>"
			"<HUGEPAGE><PAGES>16</PAGES><SIZE>1048576</SIZE>"
			"<USAGE>2</USAGE></HUGEPAGE>"
			"<MEMORY><DISTANCE>1  0 </DISTANCE><TOTAL>100</TOTAL>"
			"<USAGE>40</USAGE></MEMORY><NODE_ID>1</NODE_ID>"),
		   &host, &fault);
	ck_assert_str_eq(fault.msg, "");
	ck_assert_uint_eq(host.n_nodes, 1);
	node = &host.nodes[0];
	ck_assert_int_eq(node->id, 1);
	ck_assert_int_eq(node->mem_total, 100);
	ck_assert_int_eq(node->mem_used, 40);
	ck_assert_uint_eq(node->n_distance, 2);
	ck_assert_int_eq(node->distance[0], 1);
	ck_assert_int_eq(node->distance[1], 0);
	ck_assert_uint_eq(node->pages[0].size_kb, 1048576);
	ck_assert_uint_eq(node->pages[0].total, 16);
	ck_assert_uint_eq(node->pages[0].used, 2);
	ck_assert_int_eq(node->cores[0].id, 3);
	ck_assert(node->cores[0].dedicated);
	ck_assert_uint_eq(node->cores[0].n_cpus, 3);
	ck_assert_uint_eq(node->cores[0].cpus[0].users, 1);
	ck_assert_int_eq(node->cores[0].cpus[0].vm, 7);
	ck_assert(node->cores[0].cpus[1].isolated);
	ck_assert_int_eq(node->cores[0].cpus[2].vm, 23);
}
END_TEST

START_TEST(everything_of_a_device)
{
	og_cleanup(og_host_free) struct og_host host;
	const struct og_device *dev;
	struct og_err fault;

	read_share(PCI("<ADDRESS>0000:e1:00:4</ADDRESS><VENDOR>10de</VENDOR>"
		       "<DEVICE>26B9</DEVICE><CLASS>0302</CLASS>"
		       "<NUMA_NODE>1</NUMA_NODE><VMID>23</VMID><UUID>u</UUID>"
		       "<MDEV_MODE>legacy</MDEV_MODE><NEWS>x</NEWS>"),
		   &host, &fault);
	ck_assert_str_eq(fault.msg, "");
	dev = &host.devices[0];
	ck_assert_uint_eq(dev->bdf.bus, 0xe1);
	ck_assert_uint_eq(dev->bdf.func, 4);
	ck_assert_uint_eq(dev->vendor, 0x10de);
	ck_assert_uint_eq(dev->device, 0x26b9);
	ck_assert_uint_eq(dev->class_id, 0x0302);
	ck_assert_int_eq(dev->node, 1);
	ck_assert_int_eq(dev->vm, 23);
	ck_assert_str_eq(dev->uuid, "u");
	ck_assert_str_eq(dev->mdev_mode, "legacy");
}
END_TEST

static const struct {
	const char *text;
	int32_t node;
} nodes[] = {
	{ "0", 0 },   { "7", 7 },  { "-", -1 },	 { "", -1 },
	{ "-1", -1 }, { "x", -1 }, { "1x", -1 },
};

START_TEST(a_device_without_node_has_none)
{
	og_autofree char *text =
		og_asprintf(PCI("<ADDRESS>0000:e1:00:0</ADDRESS>"
				"<NUMA_NODE>%s</NUMA_NODE>"),
			    nodes[_i].text);
	og_cleanup(og_host_free) struct og_host host;
	struct og_err fault;

	read_share(text, &host, &fault);
	ck_assert_str_eq(fault.msg, "");
	ck_assert_int_eq(host.devices[0].node, nodes[_i].node);
	ck_assert_int_eq(host.devices[0].vm, OG_VM_NONE);
	ck_assert_ptr_null(host.devices[0].uuid);
}
END_TEST

#define FAULT(element, value) element ": \"" value "\" is no valid value"

static const struct {
	const char *text, *want;
} faults[] = {
	{ NODE("<NODE_ID>x</NODE_ID>"), FAULT("NUMA_NODES/NODE/NODE_ID", "x") },
	{ NODE("<NODE_ID>-1</NODE_ID>"),
	  FAULT("NUMA_NODES/NODE/NODE_ID", "-1") },
	{ NODE("<NODE_ID>2147483648</NODE_ID>"),
	  FAULT("NUMA_NODES/NODE/NODE_ID", "2147483648") },
	{ NODE(""), "a NUMA node without NODE_ID" },
	{ NODE("<NODE_ID>0</NODE_ID><CORE><CPUS>0:-1</CPUS></CORE>"),
	  "node 0: a core without ID" },
	{ CORE(""), "node 0 core 0: no CPUS" },
	{ CORE("<CPUS></CPUS>"), "node 0 core 0: no CPUS" },
	{ CORE("<CPUS>0</CPUS></CORE><CORE><ID>1</ID><CPUS>0</CPUS>"),
	  "CPU 0 is in two cores" },
	{ CORE("<CPUS>8192:-1</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "8192:-1") },
	{ CORE("<CPUS>0:-3</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:-3") },
	{ CORE("<CPUS>0:</CPUS>"), FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:") },
	{ CORE("<CPUS>:1</CPUS>"), FAULT("NUMA_NODES/NODE/CORE/CPUS", ":1") },
	{ CORE("<CPUS>0:1:2</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:1:2") },
	{ CORE("<CPUS>0:-1,,1:-1</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:-1,,1:-1") },
	{ CORE("<CPUS>0:-1,</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:-1,") },
	{ CORE("<CPUS>0:-1, 1:-1</CPUS>"),
	  FAULT("NUMA_NODES/NODE/CORE/CPUS", "0:-1, 1:-1") },
	{ CORE("<CPUS>0-3</CPUS>"), FAULT("NUMA_NODES/NODE/CORE/CPUS", "0-3") },
	{ NODE("<MEMORY><TOTAL>-1</TOTAL></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/TOTAL", "-1") },
	{ NODE("<MEMORY><USAGE>1 2</USAGE></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/USAGE", "1 2") },
	{ NODE("<MEMORY><TOTAL>9223372036854775807</TOTAL></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/TOTAL", "9223372036854775807") },
	{ NODE("<MEMORY><USAGE>9223372036854775807</USAGE></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/USAGE", "9223372036854775807") },
	{ NODE("<MEMORY><DISTANCE>0 x</DISTANCE></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/DISTANCE", "x") },
	{ NODE("<MEMORY><DISTANCE>0,1</DISTANCE></MEMORY>"),
	  FAULT("NUMA_NODES/NODE/MEMORY/DISTANCE", "0,1") },
	{ NODE("<HUGEPAGE><SIZE>2M</SIZE></HUGEPAGE>"),
	  FAULT("NUMA_NODES/NODE/HUGEPAGE/SIZE", "2M") },
	{ NODE("<HUGEPAGE><PAGES>-1</PAGES></HUGEPAGE>"),
	  FAULT("NUMA_NODES/NODE/HUGEPAGE/PAGES", "-1") },
	{ NODE("<HUGEPAGE><USAGE></USAGE></HUGEPAGE>"),
	  FAULT("NUMA_NODES/NODE/HUGEPAGE/USAGE", "") },
	{ PCI("<ADDRESS>e1</ADDRESS>"),
	  FAULT("PCI_DEVICES/PCI/ADDRESS", "e1") },
	{ PCI("<VENDOR>10de</VENDOR>"), "PCI_DEVICES/PCI: no ADDRESS" },
	{ PCI("<ADDRESS>0000:e1:00:0</ADDRESS></PCI>"
	      "<PCI><ADDRESS>0000:e1:00:0</ADDRESS>"),
	  "PCI device e1:00.0 is listed twice" },
	{ PCI("<VENDOR>0x10de</VENDOR>"),
	  FAULT("PCI_DEVICES/PCI/VENDOR", "0x10de") },
	{ PCI("<DEVICE>10dez</DEVICE>"),
	  FAULT("PCI_DEVICES/PCI/DEVICE", "10dez") },
	{ PCI("<CLASS>030200</CLASS>"),
	  FAULT("PCI_DEVICES/PCI/CLASS", "030200") },
	{ PCI("<VMID>nobody</VMID>"), FAULT("PCI_DEVICES/PCI/VMID", "nobody") },
	{ PCI("<VMID>-3</VMID>"), FAULT("PCI_DEVICES/PCI/VMID", "-3") },
};

START_TEST(a_fault_is_named)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_err fault;

	read_share(faults[_i].text, &host, &fault);
	ck_assert_msg(strcmp(fault.msg, faults[_i].want) == 0, "%s: %s",
		      faults[_i].text, fault.msg);
}
END_TEST

/* What follows a fault is read: the next host may be after it. */
START_TEST(the_first_fault_is_told_and_reading_goes_on)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_err fault;

	read_share("<HOST_SHARE><NUMA_NODES><NODE><NODE_ID>first</NODE_ID>"
		   "</NODE><NODE><NODE_ID>second</NODE_ID></NODE><NODE>"
		   "<NODE_ID>4</NODE_ID></NODE></NUMA_NODES></HOST_SHARE>",
		   &host, &fault);
	ck_assert_str_eq(fault.msg, FAULT("NUMA_NODES/NODE/NODE_ID", "first"));
	ck_assert_uint_eq(host.n_nodes, 3);
	ck_assert_int_eq(host.nodes[2].id, 4);
}
END_TEST

Suite *og_suite_hostxml(void)
{
	Suite *s = suite_create("hostxml");
	TCase *tc = tcase_create("hostxml");

	tcase_add_test(tc, everything_of_a_node);
	tcase_add_test(tc, everything_of_a_device);
	tcase_add_loop_test(tc, a_device_without_node_has_none, 0,
			    OG_COUNT(nodes));
	tcase_add_loop_test(tc, a_fault_is_named, 0, OG_COUNT(faults));
	tcase_add_test(tc, the_first_fault_is_told_and_reading_goes_on);
	suite_add_tcase(s, tc);
	return s;
}
