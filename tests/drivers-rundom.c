// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "drivers.h"
#include "harness.h"
#include "host.h"
#include "rundom.h"

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

/* A guest of one cell of 1 GiB that stands on node 1, with `devices`. */
#define CELL(backing, devices)                                               \
	"<domain><name>one-5</name><memory unit='GiB'>9</memory>" backing    \
	"<numatune><memnode cellid='0' nodeset='1'/></numatune><cpu><numa>"  \
	"<cell id='0' memory='1' unit='GiB'/></numa></cpu><devices>" devices \
	"</devices></domain>"
#define DIMM(model, source, size, more)                                   \
	"<memory model='" model "'><source>" source "</source><target>"   \
	"<size unit='MiB'>" size "</size><node>0</node>" more "</target>" \
	"</memory>"

/* CPUs 0 and 1 are threads of one core, so are 2 and 3; memory in MiB. */
static const struct {
	const char *name, *text;
	const char *held; /* CPUs with a user */
	int vm;
	bool dedicated; /* the first core */
	int64_t memory[2];
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
	{ .name = "memory by cell",
	  .text = "<domain><name>one-5</name><numatune><memnode cellid='0' "
		  "nodeset='1'/></numatune><cpu><numa><cell id='0' memory='1' "
		  "unit='GiB'/></numa></cpu></domain>",
	  .held = "",
	  .memory = { 0, 1024 } },
	{ .name = "memory as a whole",
	  .text = "<domain><memory>1048576</memory><numatune><memory "
		  "nodeset='0-1'/></numatune></domain>",
	  .held = "",
	  .memory = { 512, 512 } },
	{ .name = "memory anywhere",
	  .text = "<domain><memory>1048576</memory><numatune><memory "
		  "placement='auto'/></numatune></domain>",
	  .held = "" },
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
	{ .name = "a cell of its own and one of the whole",
	  .text = "<domain><memory unit='GiB'>3</memory><numatune><memory "
		  "nodeset='0'/><memnode cellid='1' nodeset='1'/></numatune>"
		  "<cpu><numa><cell id='0' memory='1' unit='GiB'/><cell id='1' "
		  "memory='2' unit='GiB'/></numa></cpu></domain>",
	  .held = "",
	  .memory = { 1024, 2048 } },
	{ .name = "memory that was plugged in",
	  .text = CELL("", DIMM("dimm", "", "256", "")),
	  .held = "",
	  .memory = { 0, 1280 } },
	{ .name = "memory that was plugged in, of another node",
	  .text = CELL("", DIMM("dimm", "<nodemask>0</nodemask>", "256", "")),
	  .held = "",
	  .memory = { 256, 1024 } },
	{ .name = "a file as memory",
	  .text = CELL("", DIMM("nvdimm", "<path>/pmem</path>", "256", "")),
	  .held = "",
	  .memory = { 0, 1280 } },
	{ .name = "memory of no cell is of no node",
	  .text = CELL("", "<memory model='virtio-pmem'><source><path>/p</path>"
			   "</source><target><size unit='MiB'>256</size>"
			   "</target></memory>"),
	  .held = "",
	  .memory = { 0, 1024 } },
	{ .name = "virtio-mem: what was asked for",
	  .text = CELL("", DIMM("virtio-mem", "", "512",
				"<requested unit='MiB'>256</requested>"
				"<current unit='MiB'>128</current>")),
	  .held = "",
	  .memory = { 0, 1280 } },
	{ .name = "virtio-mem: what was not given back yet",
	  .text = CELL("", DIMM("virtio-mem", "", "512",
				"<requested unit='MiB'>128</requested>"
				"<current unit='MiB'>384</current>")),
	  .held = "",
	  .memory = { 0, 1408 } },
	{ .name = "two pieces of memory",
	  .text = CELL("",
		       DIMM("dimm", "", "256", "") DIMM("dimm", "", "128", "")),
	  .held = "",
	  .memory = { 0, 1408 } },
	{ .name = "plugged into a domain that is bound as a whole",
	  .text = "<domain><memory unit='MiB'>1024</memory><numatune><memory "
		  "nodeset='1'/></numatune><devices>" DIMM(
			  "dimm", "<nodemask>0</nodemask>", "256",
			  "") "</devices></domain>",
	  .held = "",
	  .memory = { 256, 768 } },
	{ .name = "plugged into a domain that is bound to nothing",
	  .text = "<domain><memory unit='MiB'>1024</memory><devices>" DIMM(
		  "dimm", "", "256", "") "</devices></domain>",
	  .held = "" },
};

static void make_host(struct og_host *host)
{
	og_host_init(host);
	for (int n = 0; n < 2; n++) {
		struct og_node *node = og_host_add_node(host, n);
		struct og_core *core = og_node_add_core(node, 0);

		node->mem_total = 4 << 20;
		og_node_add_pages(node, 2048)->total = 1000;
		og_core_add_cpu(core, n * 2, OG_VM_NONE, false);
		og_core_add_cpu(core, n * 2 + 1, OG_VM_NONE, false);
	}
	ck_assert_int_eq(og_host_finish(host, NULL), 0);
}

static int read_text(const char *text, struct og_rundom *dom,
		     struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);

	return og_rundom_read(og_xml_root(doc), dom, err);
}

START_TEST(marks)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	struct og_cpuset held = { 0 };
	og_autobuf list = OG_BUF_INIT;
	struct og_err err = { 0 };

	make_host(&host);
	ck_assert_msg(read_text(marked[_i].text, &dom, &err) == 0, "%s",
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
		ck_assert_int_eq(host.nodes[n].mem_used,
				 marked[_i].memory[n] * 1024);
}
END_TEST

#define BACKING(pages) \
	"<memoryBacking><hugepages>" pages "</hugepages></memoryBacking>"
#define WHOLE(pages)                                     \
	"<domain><memory unit='MiB'>8</memory>" BACKING( \
		pages) "<numatune>"                      \
		       "<memory nodeset='1'/></numatune></domain>"

/* Pages of 2 MiB that are used, and ordinary memory in KiB, of both nodes. */
static const struct {
	const char *name, *text;
	uint64_t pages[2];
	int64_t memory[2];
} paged[] = {
	{ "as a whole", WHOLE("<page size='2048' unit='KiB'/>"), { 0, 4 } },
	{ "of a size nobody has",
	  WHOLE("<page size='1' unit='GiB'/>"),
	  { 0, 0 },
	  { 0, 8192 } },
	{ "for all cells and what was plugged in",
	  CELL(BACKING("<page size='2048'/>"), DIMM("dimm", "", "256", "")),
	  { 0, 512 + 128 } },
	{ "for the cell by its number",
	  CELL(BACKING("<page size='1048576'/><page size='2048' nodeset='0'/>"),
	       ""),
	  { 0, 512 } },
	{ "for another cell",
	  CELL(BACKING("<page size='2048' nodeset='1-3'/>"), ""),
	  { 0, 0 },
	  { 0, 1 << 20 } },
	{ "of what was plugged in alone",
	  CELL("", DIMM("dimm",
			"<pagesize unit='MiB'>2</pagesize>"
			"<nodemask>0</nodemask>",
			"255", "")),
	  { 128, 0 },
	  { 0, 1 << 20 } },
	{ "ordinary pages of what was plugged in",
	  CELL(BACKING("<page size='2048'/>"),
	       DIMM("dimm", "<pagesize unit='KiB'>4</pagesize>", "256", "")),
	  { 0, 512 },
	  { 0, 256 << 10 } },
	{ "not of a file",
	  CELL(BACKING("<page size='2048'/>"),
	       DIMM("nvdimm", "<path>/pmem</path>", "256", "")),
	  { 0, 512 },
	  { 0, 256 << 10 } },
};

START_TEST(marks_huge_pages)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	struct og_err err = { 0 };

	make_host(&host);
	ck_assert_msg(read_text(paged[_i].text, &dom, &err) == 0, "%s: %s",
		      paged[_i].name, err.msg);
	og_rundom_mark(&dom, &host);
	for (int n = 0; n < 2; n++) {
		ck_assert_msg(host.nodes[n].pages[0].used == paged[_i].pages[n],
			      "%s: node %d: %llu pages", paged[_i].name, n,
			      (unsigned long long)host.nodes[n].pages[0].used);
		ck_assert_msg(host.nodes[n].mem_used == paged[_i].memory[n],
			      "%s: node %d: %lld KiB", paged[_i].name, n,
			      (long long)host.nodes[n].mem_used);
	}
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
	{ "<domain><numatune><memnode cellid='0' nodeset='0'/></numatune>"
	  "</domain>",
	  "a cell that is not there" },
	{ "<domain><numatune><memnode cellid='0'/></numatune><cpu><numa><cell "
	  "id='0' memory='1'/></numa></cpu></domain>",
	  "<memnode> has no nodeset" },
	{ "<domain><numatune><memnode cellid='0' nodeset='0'/></numatune><cpu>"
	  "<numa><cell id='0'/></numa></cpu></domain>",
	  "<cell> has no size" },
	{ "<domain><numatune><memory nodeset='0'/></numatune></domain>",
	  "no <memory>" },
	{ "<domain><memory unit='acre'>1</memory><numatune><memory "
	  "nodeset='0'/></numatune></domain>",
	  "<memory> has no size in a known unit" },
	{ "<domain><memory unit='T'>99999999999</memory><numatune><memory "
	  "nodeset='0'/></numatune></domain>",
	  "<memory> has no size" },
	{ "<domain><memoryBacking><hugepages><page size='-1'/></hugepages>"
	  "</memoryBacking></domain>",
	  "<page> has no size" },
	{ CELL(BACKING("<page size='2048' nodeset='x'/>"), ""),
	  "nodeset=\"x\"> is no list" },
	{ CELL("", DIMM("dimm", "<nodemask>x</nodemask>", "1", "")),
	  "<nodemask> is no list" },
	{ CELL("", DIMM("dimm", "<nodemask/>", "1", "")),
	  "<nodemask> is no list" },
	{ CELL("", DIMM("dimm", "<pagesize>x</pagesize>", "1", "")),
	  "<pagesize> has no size in a known unit" },
	{ CELL("", DIMM("dimm", "", "x", "")), "<size> has no size" },
	{ CELL("", DIMM("virtio-mem", "", "1", "<current>-1</current>")),
	  "<current> has no size" },
	{ CELL("", "<memory model='dimm'><target><node>x</node></target>"
		   "</memory>"),
	  "<node> of a memory device is no number" },
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

	ck_assert_int_lt(read_text(refused[_i].text, &dom, &err), 0);
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

	ck_assert_int_eq(read_text(passed[_i].text, &dom, NULL), 0);
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
	tcase_add_loop_test(c, marks_huge_pages, 0, OG_COUNT(paged));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	tcase_add_loop_test(c, knows_devices, 0, OG_COUNT(passed));
	suite_add_tcase(s, c);
	return s;
}
