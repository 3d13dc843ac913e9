// SPDX-License-Identifier: Apache-2.0
/* Domains that both libvirt and its schema take. */
#include "domain.h"
#include "drivers.h"
#include "guest-cpu.h"
#include "vm-rows.h"

#define OS(x)	 "<OS>" x "</OS>"
#define FT(x)	 "<FEATURES>" x "</FEATURES>"
#define IOM(x)	 "<IOMMU><MODE>single</MODE><MODEL>" x "</IOMMU>"
#define D(n, t)	 "<DISK_ID>" #n "</DISK_ID><TARGET>" t "</TARGET>"
#define FILE0	 D(0, "vda") "<TYPE>FILE</TYPE>"
#define RBD	 D(0, "vda") "<TYPE>RBD</TYPE><CLONE>NO</CLONE>"
#define ISCSI	 D(0, "vda") "<TYPE>ISCSI</TYPE>"
#define DISK(x)	 "<DISK>" x "</DISK>"
#define HD(n, t) DISK(D(n, t) "<TYPE>FILE</TYPE>")
#define NIC(x)	 "<NIC><NIC_ID>0</NIC_ID><BRIDGE>b</BRIDGE>" x "</NIC>"
#define RAW(x)	 "<RAW><TYPE>kvm</TYPE><DATA>" x "</DATA></RAW>"

/*
 * Where oned's is against the schema; last, what is against the schema and
 * libvirt starts as it stands.
 */
static const struct og_row rows[] = {
	{ "a boot loader, which QEMU has none of",
	  CAP OS("<BOOTLOADER>/b</BOOTLOADER>"),
	  { "hvm</type></os>" },
	  "bootloader" },
	{ "iSCSI is had from one host",
	  CAP DISK(ISCSI
		   "<ISCSI_IQN>i</ISCSI_IQN><ISCSI_HOST>a b</ISCSI_HOST>"),
	  { "<host name=\"a\" port=\"3260\"/></source>" } },
	{ "options of an IOMMU in small letters",
	  CAP IOM("intel</MODEL><OPTIONS>intremap=ON aw_bits=48</OPTIONS>"),
	  { "<driver intremap=\"on\" aw_bits=\"48\"/>" } },
	{ "and the I/O APIC that goes with it",
	  CAP IOM("intel</MODEL><OPTIONS>intremap=ON</OPTIONS>"),
	  { "<ioapic driver=\"qemu\"/>" } },
	{ "an average of 0 is no limit",
	  CAP NIC("<INBOUND_AVG_BW>0</INBOUND_AVG_BW><INBOUND_PEAK_BW>5"
		  "</INBOUND_PEAK_BW>"),
	  { "<interface" },
	  "bandwidth" },
	{ "a peak of 0 is none",
	  CAP NIC("<INBOUND_AVG_BW>5</INBOUND_AVG_BW><INBOUND_PEAK_BW>0"
		  "</INBOUND_PEAK_BW>"),
	  { "<inbound average=\"5\"/>" },
	  "peak" },
	{ "limits in the order in which libxml2 finds them",
	  CAP DISK(FILE0
		   "<TOTAL_BYTES_SEC>1</TOTAL_BYTES_SEC><READ_IOPS_SEC>5"
		   "</READ_IOPS_SEC><READ_IOPS_SEC_MAX>9</READ_IOPS_SEC_MAX>"
		   "<READ_IOPS_SEC_MAX_LENGTH>3</READ_IOPS_SEC_MAX_LENGTH>"
		   "<WRITE_IOPS_SEC>6</WRITE_IOPS_SEC><WRITE_IOPS_SEC_MAX>8"
		   "</WRITE_IOPS_SEC_MAX><SIZE_IOPS_SEC>512</SIZE_IOPS_SEC>"),
	  { "<iotune><total_bytes_sec>1</total_bytes_sec><read_iops_sec>5"
	    "</read_iops_sec><write_iops_sec>6</write_iops_sec>"
	    "<read_iops_sec_max>9</read_iops_sec_max><write_iops_sec_max>8"
	    "</write_iops_sec_max><size_iops_sec>512</size_iops_sec>"
	    "<read_iops_sec_max_length>3</read_iops_sec_max_length></"
	    "iotune>" } },
	{ "RAW's features beside the VM's",
	  CAP RAW("&lt;features&gt;&lt;acpi/&gt;&lt;pmu state='off'/&gt;"
		  "&lt;/features&gt;"),
	  { "<features><acpi/><pmu state=\"off\"/></features>" },
	  "<acpi/><acpi" },
	{ "RAW's words for KVM beside the VM's",
	  CAP FT("<KVM_HIDDEN>yes</KVM_HIDDEN>")
		  RAW("&lt;features&gt;&lt;kvm&gt;&lt;hint-dedicated "
		      "state='on'/&gt;&lt;/kvm&gt;&lt;/features&gt;"),
	  { "<kvm><hidden state=\"on\"/><hint-dedicated "
	    "state=\"on\"/></kvm>" } },
	{ "RAW's memory beside the VM's",
	  CAP "<TOPOLOGY><HUGEPAGE_SIZE>2</HUGEPAGE_SIZE></TOPOLOGY>" RAW(
		  "&lt;memoryBacking&gt;&lt;locked/&gt;&lt;/memoryBacking&gt;"),
	  { "</hugepages><locked/></memoryBacking>" } },
	{ "RAW's tuning, twice",
	  CAP RAW("&lt;cputune&gt;&lt;period&gt;1000&lt;/period&gt;"
		  "&lt;/cputune&gt;")
		  RAW("&lt;cputune&gt;&lt;quota&gt;-1&lt;/quota&gt;"
		      "&lt;/cputune&gt;"),
	  { "</shares><period>1000</period><quota>-1</quota></cputune>" } },
	{ "RAW's CPU beside the VM's, which libvirt forgets",
	  CAP "<CPU_MODEL><MODEL>host-passthrough</MODEL></CPU_MODEL>" RAW(
		  "&lt;cpu mode='maximum'/&gt;"),
	  { "<cpu mode=\"host-passthrough\"/>" },
	  "maximum" },
	{ "RAW's CPU where the VM has none",
	  CAP RAW("&lt;cpu mode='maximum'/&gt;"),
	  { "<cpu mode=\"maximum\"/>" } },
	{ "RAW's metadata, which libvirt forgets",
	  CAP RAW("&lt;metadata&gt;&lt;x:y xmlns:x='u'/&gt;&lt;/metadata&gt;"),
	  { "</metadata><memory>" },
	  "x:y" },
	{ "RAW's PCI controllers behind ours, and who is on them",
	  CAP RAW("&lt;devices&gt;&lt;controller type='pci' index='40' "
		  "model='pcie-root-port'/&gt;&lt;sound "
		  "model='ich9'&gt;&lt;address "
		  "type='pci' bus='0x28' slot='0'/&gt;&lt;/sound&gt;"
		  "&lt;/devices&gt;"),
	  { "<sound model=\"ich9\"><address type=\"pci\" bus=\"0x12\" "
	    "slot=\"0\"/>",
	    "<onegpu:tree controllers=\"18\"/>" },
	  "index=\"40\"" },
	{ "RAW's element with attributes is a matter of its own",
	  CAP FT("<LOCALTIME>yes</LOCALTIME>")
		  RAW("&lt;clock offset='utc'&gt;&lt;/clock&gt;"),
	  { "<clock offset=\"utc\"/>" } },
	{ "RAW's variables of UEFI are the ones that are kept",
	  CAP OS("<FIRMWARE>UEFI</FIRMWARE>")
		  RAW("&lt;os x='y'&gt;&lt;nvram&gt;/mine&lt;/nvram&gt;"
		      "&lt;/os&gt;"),
	  { "<nvram>/mine</nvram></os>" },
	  "<nvram/>" },
	{ "SCSI targets of three digits",
	  CAP HD(0, "sdiv"),
	  { "target=\"255\"" } },
	{ "a host's name with what DNS has not",
	  CAP DISK(RBD "<SOURCE>p/i</SOURCE><CEPH_HOST>a_b</CEPH_HOST>"),
	  { "<host name=\"a_b\" port=\"6789\"/>" } },
	{ "RAW's element that libvirt passes over",
	  CAP RAW("&lt;a/&gt;"),
	  { "<a/></domain>" } },
	{ "RAW's element of another namespace",
	  CAP RAW("&lt;features xmlns='urn:x'/&gt;"),
	  { "<features xmlns=\"urn:x\"/>" } },
};

START_TEST(writes)
{
	og_row_domain(&rows[_i]);
}
END_TEST

/* What is left out is said. */
static const struct {
	const char *text, *note;
} noted[] = {
	{ OS("<BOOTLOADER>/b</BOOTLOADER>"), "OS has a BOOTLOADER" },
	{ "<CPU_MODEL><MODEL>host-passthrough</MODEL></CPU_MODEL>" RAW(
		  "&lt;cpu mode='maximum'/&gt;"),
	  "RAW has a <cpu>" },
	{ RAW("&lt;metadata&gt;&lt;x:y xmlns:x='u'/&gt;&lt;/metadata&gt;"),
	  "RAW has a <metadata>" },
	{ RAW("&lt;cpu mode='maximum'/&gt;"), NULL },
};

START_TEST(notes)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_notes_free) struct og_notes said = { 0 };

	og_row_read(noted[_i].text, &doc, &vm);
	og_guest_cpu_note(&vm, &said);
	og_raw_note(&vm, &said);
	ck_assert_uint_eq(said.count, noted[_i].note ? 1 : 0);
	if (noted[_i].note)
		ck_assert_msg(strstr(said.all[0].text, noted[_i].note), "%s",
			      said.all[0].text);
}
END_TEST

Suite *og_suite_schema(void)
{
	Suite *s = suite_create("schema");
	TCase *c = tcase_create("schema");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_loop_test(c, notes, 0, OG_COUNT(noted));
	suite_add_tcase(s, c);
	return s;
}
