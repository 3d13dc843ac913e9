// SPDX-License-Identifier: Apache-2.0
/*
 * What the attributes of a VM become that are not of its start, features,
 * displays and devices, and how big a VM may be.
 */
#include "drivers.h"
#include "vm-rows.h"

#define CAP2   "<CPU>1</CPU><VCPU>2</VCPU><MEMORY>512</MEMORY>"
#define RAW(x) CAP "<RAW><TYPE>KVM</TYPE><DATA>" x "</DATA></RAW>"
#define CELL(n)                                     \
	"<NUMA_NODE><TOTAL_CPUS>" n "</TOTAL_CPUS>" \
	"<MEMORY>262144</MEMORY></NUMA_NODE>"
#define CPUM(x) CAP "<CPU_MODEL>" x "</CPU_MODEL>"

static const struct og_row rows[] = {
	{ "nothing said",
	  CAP,
	  { "<domain type=\"kvm\"><name>one-42</name><title>n</title>",
	    "<os><type arch=\"x86_64\" machine=\"q35\">hvm</type></os>",
	    "<features><acpi/></features><devices>"
	    "<emulator>/usr/bin/qemu-kvm-one</emulator>" },
	  "<vcpu" },
	{ "CPU", "<CPU>2.5</CPU><MEMORY>1</MEMORY>", { "<shares>2560<" } },
	{ "CPU rounds up",
	  "<CPU>0.0011</CPU><MEMORY>1</MEMORY>",
	  { "<shares>2</shares>" } },
	{ "CPU is at most what the kernel takes",
	  "<CPU>999</CPU><MEMORY>1</MEMORY>",
	  { "<shares>262144</shares>" } },
	{ "CGROUPS_VERSION",
	  "<CPU>2.555</CPU><MEMORY>1</MEMORY>",
	  { "<shares>256</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	{ "CGROUPS_VERSION at least",
	  "<CPU>0.001</CPU><MEMORY>1</MEMORY>",
	  { "<shares>1</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	/* 100 times a single precision 0.15 is a little more than 15. */
	{ "CPU rounds up as oned's does",
	  "<CPU>0.15</CPU><MEMORY>1</MEMORY>",
	  { "<shares>16</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	{ "VCPU", CAP2, { "<vcpu>2</vcpu>" } },
	{ "VCPU of the configuration",
	  CAP,
	  { "<vcpu>3</vcpu>" },
	  NULL,
	  "VCPU: 3" },
	{ "VCPU_MAX",
	  CAP2 "<VCPU_MAX>4</VCPU_MAX>",
	  { "<vcpu current=\"2\">4</vcpu>" } },
	{ "VCPU_MAX alone",
	  CAP "<VCPU_MAX>4</VCPU_MAX>",
	  { "<vcpu current=\"4\">4</vcpu>" } },
	{ "VCPU_MAX with cells",
	  CAP2 "<VCPU_MAX>4</VCPU_MAX>" CELL("1") CELL("1"),
	  { "<cell id=\"0\" cpus=\"0-0\"", "<cell id=\"1\" cpus=\"1-3\"" } },
	{ "MEMORY", CAP, { "<memory>524288</memory>" }, "<currentMemory" },
	{ "MEMORY_MAX",
	  CAP "<MEMORY_MAX>1024</MEMORY_MAX>",
	  { "<memory>1048576</memory><currentMemory>524288<" } },
	{ "MEMORY_MAX no more than MEMORY",
	  CAP "<MEMORY_MAX>512</MEMORY_MAX>",
	  { "<memory>524288</memory>" },
	  "<currentMemory" },
	{ "MEMORY_RESIZE_MODE",
	  CAP2 "<MEMORY_MAX>1024</MEMORY_MAX><MEMORY_RESIZE_MODE>HOTPLUG"
	       "</MEMORY_RESIZE_MODE>",
	  { "<memory>524288</memory><maxMemory slots=\"16\">1048576<",
	    "<numa><cell id=\"0\" cpus=\"0-1\" memory=\"524288\" "
	    "unit=\"KiB\"/></numa>" } },
	{ "MEMORY_SLOTS",
	  CAP2 "<MEMORY_MAX>1024</MEMORY_MAX><MEMORY_RESIZE_MODE>HOTPLUG"
	       "</MEMORY_RESIZE_MODE><MEMORY_SLOTS>4</MEMORY_SLOTS>",
	  { "<maxMemory slots=\"4\">" } },
	{ "EMULATOR",
	  CAP "<EMULATOR>/opt/q&amp;a</EMULATOR>",
	  { "<emulator>/opt/q&amp;a</emulator>" } },
	{ "EMULATOR_CPUS",
	  CAP,
	  { "<emulatorpin cpuset=\"0,16\"/>" },
	  NULL,
	  "EMULATOR_CPUS: 0,16" },
	{ "TYPE", CAP, { "<domain type=\"qemu\">" }, NULL, "TYPE: qemu" },

	{ "CPU_MODEL/MODEL",
	  CPUM("<MODEL>EPYC-Rome</MODEL>"),
	  { "<cpu mode=\"custom\"><model fallback=\"forbid\">EPYC-Rome<" } },
	{ "CPU_MODEL/MODEL=host-passthrough",
	  CPUM("<MODEL>host-passthrough</MODEL>"),
	  { "<cpu mode=\"host-passthrough\"/>" } },
	{ "CPU_MODEL/MODEL=host-model",
	  CPUM("<MODEL>host-model</MODEL>"),
	  { "<cpu mode=\"host-model\"/>" } },
	{ "CPU_MODEL/MODEL=maximum",
	  CPUM("<MODEL>maximum</MODEL>"),
	  { "<cpu mode=\"maximum\"/>" } },
	{ "CPU_MODEL/FEATURES",
	  CPUM("<MODEL>maximum</MODEL><FEATURES>aes, avx2,,</FEATURES>"),
	  { "<feature policy=\"require\" name=\"aes\"/>"
	    "<feature policy=\"require\" name=\"avx2\"/></cpu>" } },
	{ "CPU_MODEL/FEATURES of no model",
	  CPUM("<FEATURES>aes</FEATURES>"),
	  { "</cputune><os>" },
	  "<cpu>" },
	{ "EVC_MODE",
	  CPUM("<MODEL>host-passthrough</MODEL>"),
	  { "<model fallback=\"forbid\">Skylake-Server</model>" },
	  "host-passthrough",
	  "EVC_MODE: Skylake-Server" },
	{ "TOPOLOGY",
	  CAP2 "<TOPOLOGY><SOCKETS>2</SOCKETS></TOPOLOGY>",
	  { "<topology sockets=\"2\" cores=\"1\" threads=\"1\"/>" } },
	{ "TOPOLOGY/HUGEPAGE_SIZE",
	  CAP2
	  "<TOPOLOGY><HUGEPAGE_SIZE>2</HUGEPAGE_SIZE></TOPOLOGY>" CELL("2"),
	  { "<memoryBacking><hugepages><page size=\"2048\" unit=\"KiB\" "
	    "nodeset=\"0\"/></hugepages></memoryBacking>" } },
	{ "TOPOLOGY/MEMORY_ACCESS",
	  CAP2
	  "<TOPOLOGY><MEMORY_ACCESS>Private</MEMORY_ACCESS></TOPOLOGY>" CELL(
		  "2"),
	  { "memory=\"262144\" memAccess=\"private\"/>" } },
	{ "TOPOLOGY/MEMORY_ACCESS that oned drops",
	  CAP2 "<TOPOLOGY><MEMORY_ACCESS>x'</MEMORY_ACCESS><HUGEPAGE_SIZE>2"
	       "</HUGEPAGE_SIZE></TOPOLOGY>" CELL("2"),
	  { "memory=\"262144\"/>" },
	  "memAccess" },
	{ "TOPOLOGY/MEMORY_ACCESS without cells",
	  CAP2 "<TOPOLOGY><MEMORY_ACCESS>shared</MEMORY_ACCESS></TOPOLOGY>",
	  { "no PIN_POLICY, HUGEPAGE_SIZE or NODE_AFFINITY" },
	  "<memoryBacking" },
	{ "NUMA_NODE/DISTANCE",
	  CAP2 "<NUMA_NODE><TOTAL_CPUS>2</TOTAL_CPUS><MEMORY>524288</MEMORY>"
	       "<DISTANCE>0:99</DISTANCE></NUMA_NODE>",
	  { "<distances><sibling id=\"0\" value=\"10\"/></distances>" } },
	{ "NUMA_NODE without CPUs",
	  CAP2 CELL("2") CELL("0"),
	  { "<cell id=\"1\" memory=\"262144\"/>" } },
	{ "NUMA_NODE of neither CPUs nor memory",
	  CAP2 "<NUMA_NODE/>" CELL("2"),
	  { "<numa><cell id=\"0\" cpus=\"0-1\" memory=\"262144\"/></numa>" } },

	{ "CONTEXT",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID><TARGET>hda</TARGET></CONTEXT>",
	  { "<disk type=\"file\" device=\"cdrom\"><source file=\"/ds/9/42/"
	    "disk.1\"/><target dev=\"hda\" bus=\"sata\"/><readonly/><driver "
	    "name=\"qemu\" type=\"raw\" cache=\"none\"/></disk>" } },
	{ "CONTEXT_DISK_TYPE",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID><TARGET>hda</TARGET></CONTEXT>",
	  { "<disk type=\"block\" device=\"cdrom\"><source dev=\"/ds/9/42/" },
	  NULL,
	  "CONTEXT_DISK_TYPE: BLOCK" },
	{ "CONTEXT without a TARGET",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID></CONTEXT>",
	  { "</domain>" },
	  "<disk" },
	{ "Q35_ROOT_PORTS",
	  CAP,
	  { "index=\"3\" model=\"pcie-root-port\"/><controller type=\"pci\" "
	    "index=\"4\" model=\"pcie-to-pci-bridge\"/>" },
	  NULL,
	  "Q35_ROOT_PORTS: 3" },
	{ "Q35_NUMA_PCIE",
	  CAP2 CELL("2"),
	  { "index=\"16\" model=\"pcie-root-port\"/><controller "
	    "type=\"pci\" index=\"17\" model=\"pcie-to-pci-bridge\"/>" },
	  "pcie-expander-bus",
	  "Q35_NUMA_PCIE: no" },
	{ "RAW",
	  RAW("&lt;a x='1'&gt;&amp;lt;&lt;/a&gt;"),
	  { "<a x=\"1\">&lt;</a></domain>" } },
	{ "RAW with devices",
	  RAW("&lt;devices&gt;&lt;rng/&gt;&lt;/devices&gt;"),
	  { "<rng/></devices></domain>" } },
	{ "RAW of QEMU",
	  RAW("&lt;qemu:commandline&gt;&lt;qemu:arg value='-x'/&gt;"
	      "&lt;/qemu:commandline&gt;"),
	  { "<qemu:commandline xmlns:qemu=\"http://libvirt.org/schemas/domain/"
	    "qemu/1.0\"><qemu:arg value=\"-x\"/></qemu:commandline>" } },
	{ "metadata of devices, in small letters",
	  CAP "<PCI><ADDRESS>0000:e1:00:0</ADDRESS><VM_ADDRESS>01:00.0"
	      "</VM_ADDRESS><VENDOR>10DE</VENDOR><DEVICE>233A</DEVICE>"
	      "<CLASS>0302</CLASS></PCI>",
	  { "<one:pci_devices>10de:233a:0302</one:pci_devices>" } },
	{ "RAW of another kind",
	  CAP "<RAW><TYPE>vmware</TYPE><DATA>&lt;</DATA></RAW>",
	  { "</devices></domain>" } },
	{ "RAW of the configuration",
	  RAW("&lt;a/&gt;"),
	  { "<a/><b/></domain>" },
	  NULL,
	  "RAW: <b/>" },
	{ "metadata",
	  CAP,
	  { "<one:vm xmlns:one=\"http://opennebula.org/xmlns/libvirt/1.0\">"
	    "<one:system_datastore>/ds/9/42</one:system_datastore>"
	    "<one:name>n</one:name>",
	    "<one:uid>1</one:uid>", "<one:gid>2</one:gid>" } },
};

START_TEST(writes)
{
	og_row_domain(&rows[_i]);
}
END_TEST

static unsigned count(const char *text, const char *piece)
{
	unsigned n = 0;

	for (; (text = strstr(text, piece)); text++)
		n++;
	return n;
}

static void check_big(const char *tmpl, const char *name, const char *piece,
		      unsigned want)
{
	og_autofree char *whole = og_row_vm(name, tmpl);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_test_doc(whole);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	ck_assert_msg(og_test_vm(doc, &vm, &err) == 0, "%s", err.msg);
	og_row_write(&vm, &text);
	ck_assert_uint_eq(count(og_buf_text(&text), piece), want);
}

/* 32 nodes with 32 vCPUs each: 1024, pinned one by one. */
START_TEST(many_vcpus)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, "<CPU>1024</CPU><VCPU>1024</VCPU><MEMORY>32768"
			  "</MEMORY><TOPOLOGY><PIN_POLICY>CORE</PIN_POLICY>"
			  "<SOCKETS>32</SOCKETS><CORES>32</CORES></TOPOLOGY>");
	for (unsigned node = 0; node < 32; node++) {
		og_buf_fmt(&text,
			   "<NUMA_NODE><TOTAL_CPUS>32</TOTAL_CPUS><MEMORY>"
			   "1048576</MEMORY><NODE_ID>%u</NODE_ID><DISTANCE>"
			   "0-31:30</DISTANCE><CPUS>",
			   node);
		for (unsigned cpu = 0; cpu < 32; cpu++)
			og_buf_fmt(&text, "%s%u", cpu ? "," : "",
				   node * 32 + cpu);
		og_buf_str(&text, "</CPUS></NUMA_NODE>");
	}
	check_big(og_buf_text(&text), "n", "<vcpupin ", 1024);
	check_big(og_buf_text(&text), "n", "<sibling ", 32 * 32);
	check_big(og_buf_text(&text), "n", "<memnode ", 32);
}
END_TEST

START_TEST(many_devices)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, CAP);
	for (unsigned i = 0; i < 64; i++)
		og_buf_fmt(&text,
			   "<PCI><PCI_ID>%u</PCI_ID><ADDRESS>0000:%02x:00:0"
			   "</ADDRESS><NUMA_NODE>-</NUMA_NODE><VM_ADDRESS>"
			   "%02x:00.0</VM_ADDRESS></PCI>",
			   i, 0x40 + i, i + 1);
	check_big(og_buf_text(&text), "n", "<hostdev ", 64);
}
END_TEST

START_TEST(long_names)
{
	og_autobuf name = OG_BUF_INIT;
	og_autofree char *title = NULL;

	for (unsigned i = 0; i < 4096; i++)
		og_buf_char(&name, i % 2 ? 'a' : '\'');
	title = og_asprintf("<title>%s</title>", og_buf_text(&name));
	check_big(CAP, og_buf_text(&name), title, 1);
}
END_TEST

Suite *og_suite_guest(void)
{
	Suite *s = suite_create("guest");
	TCase *c = tcase_create("guest");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_test(c, many_vcpus);
	tcase_add_test(c, many_devices);
	tcase_add_test(c, long_names);
	suite_add_tcase(s, c);
	return s;
}
