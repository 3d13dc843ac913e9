// SPDX-License-Identifier: Apache-2.0
/* The CPUs and devices that running domains hold. */
#include "drivers.h"
#include "harness.h"

#define PIN(vcpu, cpus) "<vcpupin vcpu='" vcpu "' cpuset='" cpus "'/>"
#define DOMAIN(name, tune)                                             \
	"<domain><name>" name "</name><memory unit='MiB'>512</memory>" \
	"<cputune>" tune "</cputune></domain>"
#define POLICY(pin)                                                         \
	"<metadata><p:vm xmlns:p='urn:onegpu:domain:1'><p:pin policy='" pin \
	"'/></p:vm></metadata>"

#define HOSTDEV(address)                              \
	"<domain><devices><hostdev mode='subsystem' " \
	"type='pci'><source>" address "</source></hostdev></devices></domain>"

static const struct {
	const char *name, *text;
	const char *held; /* CPUs with a user */
	int vm;
	bool dedicated; /* the first core */
} marked[] = {
	{ .name = "one each",
	  .text = DOMAIN("one-5", PIN("0", "0") PIN("1", "2")),
	  .held = "0,2",
	  .vm = 5,
	  .dedicated = true },
	{ .name = "both threads of a core: not CORE",
	  .text = DOMAIN("one-5", PIN("0", "0") PIN("1", "1") PIN("2", "2")),
	  .held = "0-2",
	  .vm = 5 },
	{ .name = "a core each, but one has a set: not CORE",
	  .text = DOMAIN("one-5",
			 PIN("0", "0") PIN("1", "2-3") PIN("2", "2-3")),
	  .held = "0,2-3",
	  .vm = 5 },
	{ .name = "two on one CPU: not CORE",
	  .text = DOMAIN("one-5", PIN("0", "0") PIN("1", "0")),
	  .held = "0",
	  .vm = 5 },
	{ .name = "a stranger",
	  .text = DOMAIN("web", PIN("0", "0")),
	  .held = "0",
	  .vm = OG_RUNDOM_FOREIGN,
	  .dedicated = true },
	{ .name = "almost ours",
	  .text = DOMAIN("one-5x", PIN("0", "0")),
	  .held = "0",
	  .vm = OG_RUNDOM_FOREIGN,
	  .dedicated = true },
	{ .name = "a set of as many",
	  .text = DOMAIN("one-5", PIN("0", "0-1") PIN("1", "0,1")),
	  .held = "0-1",
	  .vm = 5 },
	{ .name = "an affinity",
	  .text = DOMAIN("one-5", PIN("0", "0-3") PIN("1", "0-3")),
	  .held = "" },
	{ .name = "exclusion",
	  .text = DOMAIN("one-5", PIN("0", "0-1,^1")),
	  .held = "0",
	  .vm = 5,
	  .dedicated = true },
	{ .name = "CPUs that are not there",
	  .text = DOMAIN("one-5", PIN("0", "77")),
	  .held = "" },
	{ .name = "no pins", .text = DOMAIN("one-5", ""), .held = "" },
	{ .name = "policy CORE",
	  .text = "<domain><name>one-5</name>" POLICY("CORE") "<cputune>" PIN(
		  "0", "0") "</cputune></domain>",
	  .held = "0",
	  .vm = 5,
	  .dedicated = true },
	{ .name = "policy THREAD",
	  .text = "<domain><name>one-5</name>" POLICY("THREAD") "<cputune>" PIN(
		  "0", "0") "</cputune></domain>",
	  .held = "0",
	  .vm = 5 },
	{ .name = "policy NONE",
	  .text = "<domain><name>one-5</name>" POLICY("NONE") "<cputune>" PIN(
		  "0", "0") "</cputune></domain>",
	  .held = "" },
	{ .name = "somebody else's vm element",
	  .text = "<domain><name>one-5</name><metadata><vm><pin "
		  "policy='CORE'/></vm></metadata><cputune>" PIN(
			  "0", "0") "</cputune></domain>",
	  .held = "0",
	  .vm = 5,
	  .dedicated = true },
	{ .name = "a set for all vCPUs",
	  .text = "<domain><name>web</name><vcpu placement='static' "
		  "cpuset='2-3'>2</vcpu></domain>",
	  .held = "2-3",
	  .vm = OG_RUNDOM_FOREIGN },
	{ .name = "a wider set for all vCPUs is an affinity",
	  .text = "<domain><vcpu cpuset='0-3'>2</vcpu></domain>",
	  .held = "" },
	{ .name = "a set for those without a pin",
	  .text = "<domain><name>web</name><vcpu "
		  "cpuset='3'>2</vcpu><cputune>" PIN("0",
						     "0") "</cputune></domain>",
	  .held = "0,3",
	  .vm = OG_RUNDOM_FOREIGN,
	  .dedicated = true },
	{ .name = "all have a pin: the set is nobody's",
	  .text = "<domain><name>web</name><vcpu "
		  "cpuset='3'>1</vcpu><cputune>" PIN("0",
						     "0") "</cputune></domain>",
	  .held = "0",
	  .vm = OG_RUNDOM_FOREIGN,
	  .dedicated = true },
};

START_TEST(marks)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	struct og_cpuset held = { 0 };
	og_autobuf list = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_test_rundom_host(&host);
	ck_assert_msg(og_test_rundom(marked[_i].text, &dom, &err) == 0, "%s",
		      err.msg);
	og_rundom_mark(&dom, &host);
	for (int id = 0; id < 4; id++) {
		struct og_cpu *cpu = og_node_cpu(&host.nodes[id / 2], id, NULL);

		if (!cpu->users)
			continue;
		og_cpuset_add(&held, (unsigned)id);
		ck_assert_int_eq(cpu->vm, marked[_i].vm);
		ck_assert_uint_eq(cpu->users, 1);
	}
	og_cpuset_format(&list, &held);
	ck_assert_msg(strcmp(og_buf_text(&list), marked[_i].held) == 0,
		      "%s: %s", marked[_i].name, og_buf_text(&list));
	ck_assert_int_eq(host.nodes[0].cores[0].dedicated,
			 marked[_i].dedicated);
	for (int n = 0; n < 2; n++)
		ck_assert_int_eq(host.nodes[n].mem_used, 0);
}
END_TEST

static const struct {
	const char *text, *error;
} refused[] = {
	{ "<VM/>", "the root element is <VM>, not <domain>" },
	{ DOMAIN("one-5", "<vcpupin vcpu='0'/>"), "<vcpupin> has no cpuset" },
	{ DOMAIN("one-5", PIN("0", "x")), "cpuset=\"x\"> is no list" },
	{ DOMAIN("one-5", PIN("0", "9-1")), "is no list" },
	{ DOMAIN("one-5", PIN("0", "99999999")), "is no list" },
	{ "<domain><vcpu cpuset='x'>1</vcpu></domain>", "cpuset=\"x\"> is no" },
	{ "<domain><vcpu cpuset='0'>all</vcpu></domain>",
	  "<vcpu> is no number of CPUs" },
	{ "<domain><vcpu cpuset='0'>99999999</vcpu></domain>",
	  "<vcpu> is no number of CPUs" },
	{ "<domain><devices><disk type='nvme'><source><address bus='x'/>"
	  "</source></disk></devices></domain>",
	  "<address> is no PCI address" },
	{ HOSTDEV("<address bus='0x100'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address slot='0x20'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address function='-1'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address bus=' 1'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address bus='1a'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address bus='0x'/>"), "<address> is no PCI address" },
	{ HOSTDEV("<address domain='0x100000000'/>"),
	  "<address> is no PCI address" },
};

START_TEST(refuses)
{
	struct og_rundom dom;
	struct og_err err = { 0 };

	ck_assert_int_lt(og_test_rundom(refused[_i].text, &dom, &err), 0);
	ck_assert_msg(strstr(err.msg, refused[_i].error), "%s", err.msg);
}
END_TEST

static const struct {
	const char *text;
	const char *devices[2]; /* their names; NULL: fewer */
} passed[] = {
	{ HOSTDEV("<address domain='0x0000' bus='0xe1' slot='0x1f' "
		  "function='0x7'/>"),
	  { "0000:e1:1f.7" } },
	{ HOSTDEV("<address domain='0x10000' bus='225'/>"),
	  { "10000:e1:00.0" } },
	{ "<domain><devices><interface type='hostdev'><source><address "
	  "type='pci' bus='0x1'/></source></interface></devices><devices>"
	  "<hostdev type='pci'><source><address bus='0x2'/></source></hostdev>"
	  "</devices></domain>",
	  { "0000:01:00.0", "0000:02:00.0" } },
	{ "<domain><devices><disk type='nvme' device='disk'><source type='pci' "
	  "managed='yes' namespace='1'><address domain='0x0000' bus='0x06' "
	  "slot='0x00' function='0x0'/></source><address type='pci' bus='0x9' "
	  "slot='0x01'/></disk></devices></domain>",
	  { "0000:06:00.0" } },
	{ "<domain><devices><disk type='file'><source file='/x'/>"
	  "<backingStore type='nvme'><source type='pci'><address bus='0x6'/>"
	  "</source></backingStore><mirror type='nvme'><source type='pci'>"
	  "<address bus='0x7'/></source></mirror></disk></devices></domain>",
	  { "0000:07:00.0", "0000:06:00.0" } },
	{ "<domain><devices><disk type='nvme'/><disk type='file'><source "
	  "file='/x'/><address type='pci' bus='0x9'/></disk></devices>"
	  "</domain>",
	  { NULL } },
	{ "<domain><devices><hostdev type='mdev'><source><address uuid='x'/>"
	  "</source></hostdev><hostdev type='usb'><source><address bus='x'/>"
	  "</source></hostdev><interface type='bridge'><source/></interface>"
	  "<disk type='pci'><source><address bus='0x1'/></source></disk>"
	  "</devices></domain>",
	  { NULL } },
};

START_TEST(knows_devices)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	char name[OG_BDF_TEXT];
	size_t n = 0;

	ck_assert_int_eq(og_test_rundom(passed[_i].text, &dom, NULL), 0);
	for (; n < 2 && passed[_i].devices[n]; n++) {
		ck_assert_uint_lt(n, dom.n_devices);
		og_bdf_name(&dom.devices[n], name);
		ck_assert_str_eq(name, passed[_i].devices[n]);
	}
	ck_assert_uint_eq(dom.n_devices, n);
}
END_TEST

Suite *og_suite_rundom(void)
{
	Suite *s = suite_create("rundom");
	TCase *c = tcase_create("rundom");

	tcase_add_loop_test(c, marks, 0, OG_COUNT(marked));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	tcase_add_loop_test(c, knows_devices, 0, OG_COUNT(passed));
	suite_add_tcase(s, c);
	return s;
}
