// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "drivers.h"
#include "harness.h"

#define HEAD "<VM><ID>3</ID><UID>0</UID><GID>0</GID><NAME>n</NAME><TEMPLATE>"
#define TAIL                                                              \
	"</TEMPLATE><HISTORY_RECORDS><HISTORY><DS_ID>1</DS_ID></HISTORY>" \
	"<HISTORY><DS_ID>9</DS_ID><STIME>5</STIME></HISTORY>"             \
	"</HISTORY_RECORDS></VM>"
#define CAPACITY "<CPU>2</CPU><VCPU>2</VCPU><MEMORY>512</MEMORY>"
#define CELL                                                 \
	"<NUMA_NODE><CPUS>4,1</CPUS><MEMORY>524288</MEMORY>" \
	"<NODE_ID>1</NODE_ID><TOTAL_CPUS>2</TOTAL_CPUS></NUMA_NODE>"
#define DISK0 "<DISK_ID>0</DISK_ID><TARGET>sda</TARGET><TYPE>FILE</TYPE>"
#define NIC0  "<NIC_ID>0</NIC_ID><BRIDGE>b</BRIDGE>"
#define PCI0                                                \
	"<PCI_ID>0</PCI_ID><ADDRESS>0000:e1:00:0</ADDRESS>" \
	"<NUMA_NODE>1</NUMA_NODE><VM_ADDRESS>31:00.0</VM_ADDRESS>"

static int read_text(const char *text, struct og_vm *vm, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);

	return og_test_vm(doc, vm, err);
}

/* Whole documents that are no VM. */
static const struct {
	const char *text, *error;
} broken[] = {
	{ "<DOMAIN/>", "the root element is <DOMAIN>, not <VM>" },
	{ "<VM/>", "<VM> has no ID" },
	{ "<VM><ID>x</ID></VM>", "<VM> has ID=\"x\"" },
	{ "<VM><ID>-1</ID></VM>", "<VM> has ID=\"-1\"" },
	{ "<VM><ID>99999999999</ID></VM>", "<VM> has ID=" },
	{ "<VM><ID>3</ID></VM>", "VM 3: <VM> has no NAME" },
	{ "<VM><ID>3</ID><NAME>n</NAME></VM>", "VM 3: <VM> has no TEMPLATE" },
	{ "<VM><ID>3</ID><NAME>n</NAME><UID>u</UID></VM>", "has UID=\"u\"" },
	{ HEAD CAPACITY "</TEMPLATE><HISTORY_RECORDS/></VM>",
	  "VM 3: HISTORY_RECORDS is empty" },
	{ HEAD CAPACITY "</TEMPLATE></VM>", "HISTORY_RECORDS is empty" },
	{ HEAD CAPACITY "</TEMPLATE><HISTORY_RECORDS><HISTORY/>"
			"</HISTORY_RECORDS></VM>",
	  "HISTORY has no DS_ID" },
	{ HEAD "<CPU>1</CPU>" TAIL, "VM 3: TEMPLATE has no MEMORY" },
	{ HEAD "<MEMORY>1</MEMORY>" TAIL, "VM 3: TEMPLATE has no CPU" },
};

START_TEST(refuses_documents)
{
	struct og_vm vm;
	struct og_err err = { 0 };

	ck_assert_int_lt(read_text(broken[_i].text, &vm, &err), 0);
	ck_assert_msg(strstr(err.msg, broken[_i].error), "%s", err.msg);
}
END_TEST

/* What stands in the template of an otherwise good VM. */
static const struct {
	const char *text, *error;
} bad[] = {
	{ "<CPU>0.5x</CPU><MEMORY>1</MEMORY>", "TEMPLATE has CPU=\"0.5x\"" },
	{ "<CPU>1.2.3</CPU><MEMORY>1</MEMORY>", "TEMPLATE has CPU=" },
	{ "<CPU>-1</CPU><MEMORY>1</MEMORY>", "TEMPLATE has CPU=" },
	{ "<CPU>2.</CPU><MEMORY>1</MEMORY>", "TEMPLATE has CPU=" },
	{ "<CPU>1</CPU><MEMORY>0</MEMORY>", "TEMPLATE has MEMORY=\"0\"" },
	{ "<CPU>1</CPU><MEMORY>9223372036854775807</MEMORY>", "has MEMORY=" },
	{ "<CPU>1</CPU><MEMORY>1</MEMORY><VCPU>0</VCPU>", "VCPU=0" },
	{ "<CPU>1</CPU><MEMORY>1</MEMORY><VCPU>5000</VCPU>", "has VCPU=" },
	{ CAPACITY "<EMULATOR>qemu</EMULATOR>", "absolute path" },
	{ CAPACITY "<OS><UUID>not-a-uuid</UUID></OS>", "OS has UUID=" },
	{ CAPACITY "<OS><MACHINE>q35 -x</MACHINE></OS>", "OS has MACHINE=" },
	{ CAPACITY "<CPU_MODEL><MODEL>a'b</MODEL></CPU_MODEL>",
	  "CPU_MODEL has MODEL=" },
	{ CAPACITY "<CPU_MODEL><FEATURES>a&lt;</FEATURES></CPU_MODEL>",
	  "CPU_MODEL has FEATURES=" },
	{ CAPACITY "<TOPOLOGY><SOCKETS>x</SOCKETS></TOPOLOGY>",
	  "TOPOLOGY has SOCKETS=" },
	{ CAPACITY "<NUMA_NODE><MEMORY>1</MEMORY><TOTAL_CPUS>3</TOTAL_CPUS>"
		   "</NUMA_NODE>",
	  "3 CPUs, VCPU is 2" },
	{ CAPACITY "<NUMA_NODE><MEMORY>1</MEMORY></NUMA_NODE>"
		   "<NUMA_NODE><TOTAL_CPUS>2</TOTAL_CPUS></NUMA_NODE>",
	  "NUMA_NODE 1 has 2 CPUs and no MEMORY" },
	{ CAPACITY "<NUMA_NODE><CPUS>1,</CPUS></NUMA_NODE>", "has CPUS=" },
	{ CAPACITY "<NUMA_NODE><CPUS>1,1</CPUS></NUMA_NODE>", "has CPUS=" },
	{ CAPACITY "<NUMA_NODE><CPUS>0-3</CPUS></NUMA_NODE>", "has CPUS=" },
	{ CAPACITY "<NUMA_NODE><CPUS>8192</CPUS></NUMA_NODE>", "has CPUS=" },
	{ CAPACITY "<TOPOLOGY><PIN_POLICY>CORE</PIN_POLICY></TOPOLOGY>"
		   "<NUMA_NODE><CPUS>1</CPUS><MEMORY>1</MEMORY>"
		   "<TOTAL_CPUS>2</TOTAL_CPUS></NUMA_NODE>",
	  "1 CPUS for TOTAL_CPUS=2" },
	{ CAPACITY "<DISK><TYPE>FILE</TYPE></DISK>", "a DISK has no DISK_ID" },
	{ CAPACITY "<DISK><DISK_ID>../1</DISK_ID></DISK>", "has DISK_ID=" },
	{ CAPACITY "<DISK><DISK_ID>2</DISK_ID><TYPE>FILE</TYPE></DISK>",
	  "DISK 2 has no TARGET" },
	{ CAPACITY "<DISK><DISK_ID>2</DISK_ID><TYPE>FILE</TYPE>"
		   "<TARGET>sd1</TARGET></DISK>",
	  "DISK 2 has TARGET=\"sd1\"" },
	{ CAPACITY "<DISK><DISK_ID>2</DISK_ID><TARGET>sda</TARGET></DISK>",
	  "DISK 2 has no TYPE" },
	{ CAPACITY "<CONTEXT><TARGET>sdb</TARGET></CONTEXT>",
	  "CONTEXT has no DISK_ID" },
	{ CAPACITY "<NIC>" NIC0 "<MODEL>a'b</MODEL></NIC>", "has MODEL=" },
	{ CAPACITY "<GRAPHICS><TYPE>VNC</TYPE><PORT>x</PORT></GRAPHICS>",
	  "GRAPHICS has PORT=" },
	{ CAPACITY "<GRAPHICS><TYPE>VNC</TYPE><RANDOM_PASSWD>YES"
		   "</RANDOM_PASSWD></GRAPHICS>",
	  "no PASSWD" },
	{ CAPACITY "<GRAPHICS><TYPE>SPICE</TYPE></GRAPHICS>"
		   "<SPICE_OPTIONS>&lt;a&gt;</SPICE_OPTIONS>",
	  "TEMPLATE has SPICE_OPTIONS that is not well-formed" },
	{ CAPACITY "<VIDEO><VRAM>2048</VRAM></VIDEO>", "VIDEO has no TYPE" },
	{ CAPACITY "<VIDEO><TYPE>x'/&gt;</TYPE></VIDEO>", "VIDEO has TYPE=" },
	{ CAPACITY "<VIDEO><TYPE>vga</TYPE><VRAM>many</VRAM></VIDEO>",
	  "VIDEO has VRAM=" },
	{ CAPACITY "<VIDEO><TYPE>vga</TYPE><RESOLUTION>big</RESOLUTION>"
		   "</VIDEO>",
	  "VIDEO has RESOLUTION=" },
	{ CAPACITY "<VIDEO><TYPE>vga</TYPE><RESOLUTION>1x</RESOLUTION>"
		   "</VIDEO>",
	  "VIDEO has RESOLUTION=" },
	{ CAPACITY "<INPUT><TYPE>pen</TYPE></INPUT>", "INPUT has TYPE=" },
	{ CAPACITY "<INPUT><TYPE>mouse</TYPE><BUS>isa</BUS></INPUT>",
	  "INPUT has BUS=" },
	{ CAPACITY "<TPM><MODEL>tpm-x</MODEL></TPM>", "TPM has MODEL=" },
	{ CAPACITY "<IOMMU><MODE>both</MODE></IOMMU>", "IOMMU has MODE=" },
	{ CAPACITY "<IOMMU><MODE>single</MODE></IOMMU>", "IOMMU has no MODEL" },
	{ CAPACITY "<IOMMU><MODE>single</MODE><MODEL>via</MODEL></IOMMU>",
	  "IOMMU has MODEL=" },
	{ CAPACITY "<IOMMU><MODE>single</MODE><MODEL>intel</MODEL>"
		   "<OPTIONS>eim</OPTIONS></IOMMU>",
	  "IOMMU has OPTIONS=\"eim\"" },
	{ CAPACITY "<IOMMU><MODE>single</MODE><MODEL>intel</MODEL>"
		   "<OPTIONS>eim=on 1=2</OPTIONS></IOMMU>",
	  "IOMMU has OPTIONS=" },
	{ CAPACITY "<IOMMU><MODE>single</MODE><MODEL>intel</MODEL>"
		   "<OPTIONS>a=b=c</OPTIONS></IOMMU>",
	  "IOMMU has OPTIONS=" },
	{ CAPACITY "<MEMORY_ENCRYPTION><TYPE>SEV</TYPE></MEMORY_ENCRYPTION>"
		   "<MEMORY_ENCRYPTION><TYPE>SEV-ES</TYPE>"
		   "</MEMORY_ENCRYPTION>",
	  "more than one MEMORY_ENCRYPTION" },
	{ CAPACITY "<RAW><TYPE>kvm</TYPE><DATA>&lt;a</DATA></RAW>",
	  "RAW has DATA that is not well-formed" },
	{ CAPACITY "<RAW><TYPE>kvm</TYPE><DATA>&lt;/pieces&gt;</DATA></RAW>",
	  "RAW has DATA that is not well-formed" },
	{ CAPACITY "<OS><FIRMWARE>/tmp/evil.fd</FIRMWARE></OS>",
	  "OS has FIRMWARE=\"/tmp/evil.fd\": BIOS, UEFI or one of" },
	{ CAPACITY "<OS><FIRMWARE>/usr/share/OVMF/OVMF_CODE.f</FIRMWARE></OS>",
	  "OS has FIRMWARE=" },
	{ CAPACITY "<OS><SD_DISK_BUS>usb</SD_DISK_BUS></OS>",
	  "OS has SD_DISK_BUS=" },
	{ CAPACITY "<OS><ARCH>x86 64</ARCH></OS>", "OS has ARCH=" },
	{ CAPACITY "<FEATURES><GIC>5</GIC></FEATURES>", "FEATURES has GIC=" },
	{ CAPACITY "<FEATURES><HYPERV>YES</HYPERV></FEATURES>"
		   "<HYPERV_OPTIONS>&lt;/hyperv&gt;</HYPERV_OPTIONS>",
	  "TEMPLATE has HYPERV_OPTIONS that is not well-formed" },
	{ CAPACITY "<FEATURES><LOCALTIME>YES</LOCALTIME></FEATURES>"
		   "<HYPERV_TIMERS>&lt;timer&gt;</HYPERV_TIMERS>",
	  "TEMPLATE has HYPERV_TIMERS that is not well-formed" },
	{ CAPACITY "<TOPOLOGY><MEMORY_ACCESS>x'y</MEMORY_ACCESS></TOPOLOGY>"
		   "<NUMA_NODE><TOTAL_CPUS>2</TOTAL_CPUS></NUMA_NODE>",
	  "TOPOLOGY has MEMORY_ACCESS=\"x'y\"" },
	{ CAPACITY "<TOPOLOGY><NODE_AFFINITY>x</NODE_AFFINITY></TOPOLOGY>",
	  "TOPOLOGY has NODE_AFFINITY=" },
	{ CAPACITY "<VCPU_MAX>1</VCPU_MAX>", "more than its VCPU_MAX=1" },
	{ CAPACITY "<VCPU_MAX>x</VCPU_MAX>", "TEMPLATE has VCPU_MAX=" },
	{ CAPACITY "<MEMORY_MAX>x</MEMORY_MAX>", "TEMPLATE has MEMORY_MAX=" },
	{ CAPACITY "<MEMORY_SLOTS>999</MEMORY_SLOTS>", "has MEMORY_SLOTS=" },
	{ CAPACITY "<MEMORY_TUNE_OFFSET>x</MEMORY_TUNE_OFFSET>",
	  "has MEMORY_TUNE_OFFSET=" },
	{ CAPACITY "<MEMORY>1024</MEMORY>", "TEMPLATE has MEMORY twice" },
	{ CAPACITY "<OS><ARCH>x86_64</ARCH><ARCH>i686</ARCH></OS>",
	  "OS has ARCH twice" },
	{ CAPACITY "<PCI><SHORT_ADDRESS>e1:00.0</SHORT_ADDRESS></PCI>",
	  "PCI 0 has no ADDRESS: oned gave it no device" },
	{ CAPACITY "<PCI><ADDRESS>e1</ADDRESS></PCI>", "no PCI address" },
	{ CAPACITY "<PCI><ADDRESS>0000:e1:00:0</ADDRESS></PCI>",
	  "PCI 0 has no VM_ADDRESS" },
	{ CAPACITY "<PCI><ADDRESS>0000:e1:00:0</ADDRESS><VM_ADDRESS>1:2"
		   "</VM_ADDRESS></PCI>",
	  "has VM_ADDRESS=" },
	{ CAPACITY CELL "<PCI>" PCI0 "</PCI>", "PCI 0 has no VM_BUS_INDEX" },
	{ CAPACITY CELL "<PCI>" PCI0 "<VM_BUS_INDEX>x</VM_BUS_INDEX></PCI>",
	  "PCI 0 has VM_BUS_INDEX=" },
};

START_TEST(refuses_values)
{
	og_autofree char *text =
		og_asprintf("%s%s%s", HEAD, bad[_i].text, TAIL);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(read_text(text, &vm, &err), 0);
	ck_assert_msg(strstr(err.msg, bad[_i].error), "%s", err.msg);
	ck_assert_msg(strncmp(err.msg, "VM 3: ", 6) == 0, "%s", err.msg);
}
END_TEST

START_TEST(passes_over_the_harmless)
{
	static const char text[] = HEAD CAPACITY
		"<VCPU_MAX>2</VCPU_MAX><MEMORY_MAX>512</MEMORY_MAX>"
		"<RAW><TYPE>vmware</TYPE><DATA>x</DATA></RAW>"
		"<RAW><TYPE>kvm</TYPE><DATA_VMX>x</DATA_VMX></RAW>"
		"<FEATURES><HYPERV>NO</HYPERV></FEATURES><TPM/><GRAPHICS/>"
		"<SNAPSHOT><NAME>s</NAME></SNAPSHOT><NIC_ALIAS/>" TAIL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(og_test_vm(doc, &vm, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(vm.display.graphics.type, OG_GRAPHICS_NONE);
	ck_assert_str_eq(vm.machine_name, "q35");
	ck_assert_str_eq(vm.emulator, "/usr/bin/qemu-kvm-one");
	ck_assert_int_eq(vm.datastore, 9);
}
END_TEST

START_TEST(reads)
{
	static const char text[] =
		HEAD "<CPU>2.5</CPU><VCPU>2</VCPU><MEMORY>512</MEMORY>" CELL
		     "<TOPOLOGY><PIN_POLICY>core</PIN_POLICY>"
		     "<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE></TOPOLOGY>"
		     "<OS><FIRMWARE>uefi</FIRMWARE><FIRMWARE_SECURE>yes"
		     "</FIRMWARE_SECURE></OS><PCI>" PCI0
		     "<VM_BUS_INDEX>13</VM_BUS_INDEX></PCI>" TAIL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(og_test_vm(doc, &vm, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(vm.id, 3);
	ck_assert_uint_eq(vm.cpu_millionths, 2500000);
	ck_assert_int_eq(vm.memory, 524288);
	ck_assert_int_eq(vm.pin, OG_PIN_CORE);
	ck_assert_int_eq(vm.hugepage_kb, 2048);
	ck_assert(vm.os.secure_boot && vm.features.acpi &&
		  vm.features.guest_agent);
	ck_assert_uint_eq(vm.n_cells, 1);
	ck_assert_int_eq(vm.cells[0].cpus[0], 4);
	ck_assert_int_eq(vm.cells[0].cpus[1], 1);
	ck_assert_int_eq(vm.cells[0].memory_node, 1);
	ck_assert_int_eq(vm.pci[0].host.bus, 0xe1);
	ck_assert_int_eq(vm.pci[0].bus, 0x31);
	ck_assert_int_eq(vm.pci[0].bus_index, 13);
	ck_assert_int_eq(vm.pci[0].near, 1);
}
END_TEST

Suite *og_suite_vm(void)
{
	Suite *s = suite_create("vm");
	TCase *c = tcase_create("vm");

	tcase_add_loop_test(c, refuses_documents, 0, OG_COUNT(broken));
	tcase_add_loop_test(c, refuses_values, 0, OG_COUNT(bad));
	tcase_add_test(c, passes_over_the_harmless);
	tcase_add_test(c, reads);
	suite_add_tcase(s, c);
	return s;
}
