// SPDX-License-Identifier: Apache-2.0
/* What a vector of a VM becomes below <devices>, and what it may not say. */
#include <errno.h>

#include "device-notes.h"
#include "domain.h"
#include "drivers.h"
#include "harness.h"

#define HEAD                                                              \
	"<VM><ID>42</ID><UID>0</UID><GID>0</GID><NAME>n</NAME><TEMPLATE>" \
	"<CPU>1</CPU><MEMORY>512</MEMORY>"
#define TAIL                                                              \
	"</TEMPLATE><HISTORY_RECORDS><HISTORY><DS_ID>9</DS_ID></HISTORY>" \
	"</HISTORY_RECORDS></VM>"
#define ID(n) "<DISK_ID>" #n "</DISK_ID>"
#define D0    ID(0) "<TARGET>sda</TARGET>"
#define V0    ID(0) "<TARGET>vda</TARGET><TYPE>FILE</TYPE>"
#define N0    "<NIC_ID>0</NIC_ID>"
#define P0                                                                  \
	"<PCI_ID>0</PCI_ID><ADDRESS>0000:e1:00:0</ADDRESS><NUMA_NODE>1"     \
	"</NUMA_NODE><VM_ADDRESS>01:00.0</VM_ADDRESS><VENDOR>10de</VENDOR>" \
	"<DEVICE>2331</DEVICE><CLASS>0302</CLASS>"
#define PC "<OS><MACHINE>pc</MACHINE></OS>"

/* A driver as it is when nobody says anything. */
#define DRIVER                                               \
	"<driver name=\"qemu\" type=\"raw\" cache=\"none\" " \
	"discard=\"unmap\"/>"

struct row {
	const char *name, *text;
	const char *has[3]; /* pieces of what comes of it, NULL ends */
	const char *lacks;
};

static const struct row rows[] = {
	{ "file",
	  "<DISK>" D0 "<TYPE>FILE</TYPE></DISK>",
	  { "<disk type=\"file\" device=\"disk\"><source file=\"/ds/9/42/"
	    "disk.0\"/><target dev=\"sda\"/>" DRIVER
	    "<address type=\"drive\" controller=\"0\" bus=\"0\" target=\"0\" "
	    "unit=\"0\"/></disk>" } },
	{ "block",
	  "<DISK>" D0 "<TYPE>BLOCK</TYPE></DISK>",
	  { "<disk type=\"block\" device=\"disk\"><source dev=\"/ds/9/42/"
	    "disk.0\"/>" } },
	{ "block CD-ROM",
	  "<DISK>" D0 "<TYPE>BLOCK_CDROM</TYPE></DISK>",
	  { "<disk type=\"block\" device=\"cdrom\">",
	    "<target dev=\"sda\" bus=\"sata\"/>" } },
	{ "CD-ROM image on a block device",
	  "<DISK>" D0 "<TYPE>CDROM</TYPE><DISK_TYPE>BLOCK</DISK_TYPE></DISK>",
	  { "<disk type=\"block\" device=\"cdrom\"><source dev=" } },
	{ "CD-ROM is raw whatever is said",
	  "<DISK>" D0 "<TYPE>CDROM</TYPE><FORMAT>qcow2</FORMAT></DISK>",
	  { "type=\"raw\"" },
	  "qcow2" },
	{ "CD-ROM of a datastore whose format is iso",
	  "<DISK>" D0 "<TYPE>RBD_CDROM</TYPE><SOURCE>a/b</SOURCE>"
	  "<FORMAT>iso</FORMAT></DISK>",
	  { "device=\"cdrom\"", "type=\"raw\"" } },
	{ "SATA controllers, one each",
	  "<DISK>" D0 "<TYPE>CDROM</TYPE></DISK><DISK>" ID(
		  1) "<TARGET>sdb</TARGET><TYPE>CDROM</TYPE></DISK>",
	  { "controller=\"1\" bus=\"0\" target=\"0\"",
	    "controller=\"2\" bus=\"0\" target=\"0\"",
	    "<controller type=\"sata\" index=\"1\"/>"
	    "<controller type=\"sata\" index=\"2\"/>" } },
	{ "bus of sd as the VM says",
	  "<OS><SD_DISK_BUS>SCSI</SD_DISK_BUS></OS><DISK>" D0
	  "<TYPE>FILE</TYPE></DISK>",
	  { "<target dev=\"sda\" bus=\"scsi\"/>" } },
	{ "hd on q35",
	  "<DISK>" ID(0) "<TARGET>hda</TARGET><TYPE>FILE</TYPE></DISK>",
	  { "bus=\"sata\"/>" },
	  "<address" },
	{ "hd on pc",
	  PC "<DISK>" ID(0) "<TARGET>hda</TARGET><TYPE>FILE</TYPE></DISK>",
	  { "bus=\"ide\"/>" } },
	{ "sd CD-ROM on IDE, which has one target",
	  PC "<DISK>" ID(0) "<TARGET>sdb</TARGET><TYPE>CDROM</TYPE></DISK>",
	  { "<target dev=\"sdb\" bus=\"ide\"/>" },
	  "<address" },
	{ "sdaa is the 27th",
	  "<DISK>" ID(0) "<TARGET>sdaa</TARGET><TYPE>FILE</TYPE></DISK>",
	  { "target=\"26\"" } },
	{ "volatile on Ceph",
	  "<DISK>" D0 "<TYPE>fs</TYPE><DISK_TYPE>RBD</DISK_TYPE>"
	  "<POOL_NAME>p</POOL_NAME></DISK>",
	  { "<source protocol=\"rbd\" name=\"p/one-sys-42-0\"/>" } },
	{ "volatile on Ceph, no pool",
	  "<DISK>" D0 "<TYPE>swap</TYPE><DISK_TYPE>RBD</DISK_TYPE></DISK>",
	  { "name=\"one/one-sys-42-0\"/>" } },
	{ "Ceph, persistent, with hosts and a secret",
	  "<DISK>" D0 "<TYPE>RBD</TYPE><SOURCE>p/i</SOURCE><CLONE>NO</CLONE>"
	  "<CEPH_HOST>a b:1 [fe80::1]:2 fe80::2</CEPH_HOST><CEPH_USER>u"
	  "</CEPH_USER><CEPH_SECRET>s</CEPH_SECRET></DISK>",
	  { "name=\"p/i\"><host name=\"a\" port=\"6789\"/><host name=\"b\" "
	    "port=\"1\"/><host name=\"fe80::1\" port=\"2\"/><host "
	    "name=\"fe80::2\" port=\"6789\"/></source>",
	    "<auth username=\"u\"><secret type=\"ceph\" "
	    "uuid=\"s\"/></auth>" } },
	{ "a host whose port is empty",
	  "<DISK>" D0 "<TYPE>RBD</TYPE><SOURCE>p/i</SOURCE><CEPH_HOST>a:"
	  "</CEPH_HOST></DISK>",
	  { "<host name=\"a\" port=\"6789\"/></source>" } },
	{ "a user without a secret",
	  "<DISK>" D0 "<TYPE>RBD</TYPE><SOURCE>p/i</SOURCE><CEPH_USER>u"
	  "</CEPH_USER></DISK>",
	  { "name=\"p/i\"/>" },
	  "<auth" },
	{ "iSCSI by its own name",
	  "<DISK>" D0 "<TYPE>ISCSI</TYPE><SOURCE>x</SOURCE><ISCSI_IQN>iqn.1:a"
	  "</ISCSI_IQN><ISCSI_HOST>h</ISCSI_HOST><ISCSI_USER>u</ISCSI_USER>"
	  "<ISCSI_USAGE>k</ISCSI_USAGE></DISK>",
	  { "name=\"iqn.1:a\"><host name=\"h\" port=\"3260\"/>",
	    "<secret type=\"iscsi\" usage=\"k\"/>" } },
	{ "Sheepdog clone",
	  "<DISK>" D0 "<TYPE>SHEEPDOG</TYPE><SOURCE>v</SOURCE><CLONE>YES"
	  "</CLONE><SHEEPDOG_HOST>h</SHEEPDOG_HOST></DISK>",
	  { "name=\"v-42-0\"><host name=\"h\" transport=\"tcp\"/>" } },
	{ "Gluster clone",
	  "<DISK>" D0 "<TYPE>GLUSTER</TYPE><SOURCE>h/v/i</SOURCE><CLONE>YES"
	  "</CLONE><GLUSTER_VOLUME>v</GLUSTER_VOLUME><GLUSTER_HOST>h"
	  "</GLUSTER_HOST></DISK>",
	  { "name=\"v/42/disk.0\"><host name=\"h\" port=\"24007\" "
	    "transport=\"tcp\"/>" } },
	{ "Gluster, persistent CD-ROM",
	  "<DISK>" D0 "<TYPE>GLUSTER_CDROM</TYPE><SOURCE>h/v/i</SOURCE>"
	  "<GLUSTER_VOLUME>v</GLUSTER_VOLUME></DISK>",
	  { "device=\"cdrom\"><source protocol=\"gluster\" name=\"v/i\"/>" } },
	{ "shared folder",
	  "<DISK>" ID(0) "<TYPE>FILESYSTEM</TYPE><SOURCE>/a</SOURCE>"
			 "<MOUNT_TAG>t</MOUNT_TAG></DISK>",
	  { "<filesystem type=\"mount\" accessmode=\"passthrough\"><driver "
	    "type=\"virtiofs\" queue=\"1024\"/>",
	    "<source dir=\"/a\"/><target dir=\"t\"/><idmap>",
	    "<gid start=\"0\" target=\"100000\" count=\"65536\"/>" },
	  "<readonly/>" },
	{ "shared folder: whose files they are is the administrator's matter",
	  "<DISK>" ID(0) "<TYPE>FILESYSTEM</TYPE><SOURCE>/a</SOURCE><MOUNT_TAG>"
			 "t</MOUNT_TAG><UID_MAP>0</UID_MAP><GID_MAP>0</GID_MAP>"
			 "</DISK>",
	  { "<uid start=\"0\" target=\"100000\" count=\"65536\"/>"
	    "<gid start=\"0\" target=\"100000\" count=\"65536\"/>" },
	  "target=\"0\"" },
	{ "LUKS, readonly, shareable, serial, order",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><LUKS_SECRET>s</LUKS_SECRET><READONLY>"
	  "yes</READONLY><SHAREABLE>YES</SHAREABLE><SERIAL>A&lt;1</SERIAL>"
	  "<ORDER>2</ORDER></DISK>",
	  { "<target dev=\"sda\"/><encryption format=\"luks\"><secret "
	    "type=\"passphrase\" uuid=\"s\"/></encryption><boot order=\"2\"/>"
	    "<readonly/><shareable/><serial>A&lt;1</serial>" } },
	{ "only a whole YES shares",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><SHAREABLE>yes</SHAREABLE></DISK>",
	  { "<disk" },
	  "<shareable" },
	{ "serial of a SCSI block device",
	  "<OS><SD_DISK_BUS>scsi</SD_DISK_BUS></OS><DISK>" D0
	  "<TYPE>BLOCK</TYPE><SERIAL>A</SERIAL></DISK>",
	  { "bus=\"scsi\"" },
	  "<serial" },
	{ "words in any case",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><CACHE>WriteBack</CACHE><IO>NATIVE</IO>"
	  "<DISCARD>Ignore</DISCARD><DRIVER>QCOW2</DRIVER></DISK>",
	  { "type=\"qcow2\" cache=\"writeback\" io=\"native\" "
	    "discard=\"ignore\"/>" } },
	{ "queues as many as vCPUs",
	  "<VCPU>3</VCPU><DISK>" V0 "<VIRTIO_BLK_QUEUES>AUTO"
	  "</VIRTIO_BLK_QUEUES></DISK>",
	  { "discard=\"unmap\" queues=\"3\"/>" } },
	{ "queues of all disks",
	  "<VCPU>3</VCPU><FEATURES><VIRTIO_BLK_QUEUES>2</VIRTIO_BLK_QUEUES>"
	  "</FEATURES><DISK>" V0 "</DISK>",
	  { "queues=\"2\"/></disk>", "<driver queues=\"3\"/></controller>" } },
	{ "I/O threads in turn",
	  "<FEATURES><IOTHREADS>2</IOTHREADS></FEATURES><DISK>" V0 "</DISK>"
	  "<DISK>" ID(1) "<TARGET>vdb</TARGET><TYPE>FILE</TYPE><IOTHREAD>1"
			 "</IOTHREAD></DISK>",
	  { "dev=\"vda\" bus=\"virtio\"/><driver name=\"qemu\" type=\"raw\" "
	    "cache=\"none\" discard=\"unmap\" iothread=\"1\"/>",
	    "iothread=\"1\"/></disk><controller",
	    "<driver queues=\"1\" iothread=\"2\"/></controller>" } },
	{ "limits: total rules out its parts",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><TOTAL_IOPS_SEC>7</TOTAL_IOPS_SEC>"
	  "<READ_IOPS_SEC>1</READ_IOPS_SEC><SIZE_IOPS_SEC>4096</SIZE_IOPS_SEC>"
	  "</DISK>",
	  { "<iotune><total_iops_sec>7</total_iops_sec><size_iops_sec>4096"
	    "</size_iops_sec></iotune>" } },
	{ "limits: a maximum must be above",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><READ_BYTES_SEC>7</READ_BYTES_SEC>"
	  "<READ_BYTES_SEC_MAX>7</READ_BYTES_SEC_MAX>"
	  "<READ_BYTES_SEC_MAX_LENGTH>2</READ_BYTES_SEC_MAX_LENGTH></DISK>",
	  { "<iotune><read_bytes_sec>7</read_bytes_sec></iotune>" } },
	{ "limits: a size alone is none",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><SIZE_IOPS_SEC>4096</SIZE_IOPS_SEC>"
	  "</DISK>",
	  { "<disk" },
	  "<iotune" },
	{ "limits: operations end at 32 bits, as with oned",
	  "<DISK>" D0 "<TYPE>FILE</TYPE><READ_IOPS_SEC>99999999999"
	  "</READ_IOPS_SEC></DISK>",
	  { "<read_iops_sec>4294967295</read_iops_sec>" } },
	{ "bridge",
	  "<NIC>" N0 "<BRIDGE>b'&lt;</BRIDGE><MAC>m</MAC></NIC>",
	  { "<interface type=\"bridge\"><source bridge=\"b'&lt;\"/><mac "
	    "address=\"m\"/><model type=\"virtio\"/></interface>" } },
	{ "Open vSwitch with queues",
	  "<VCPU>2</VCPU><NIC>" N0 "<BRIDGE>b</BRIDGE><BRIDGE_TYPE>openvswitch"
	  "</BRIDGE_TYPE></NIC>",
	  { "<virtualport type=\"openvswitch\"/><source bridge=\"b\"/>",
	    "<driver name=\"vhost\" queues=\"2\"/>" } },
	{ "queues for virtio only",
	  "<VCPU>2</VCPU><NIC>" N0 "<BRIDGE>b</BRIDGE><MODEL>e1000</MODEL>"
	  "</NIC>",
	  { "<model type=\"e1000\"/></interface>" } },
	{ "socket of DPDK",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>one-42-0</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  { "<interface type=\"vhostuser\"><source type=\"unix\" "
	    "mode=\"server\" path=\"/var/run/one/vhost-socks/one-42-0\"/>" } },
	{ "no network at all",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><NETWORK_MODE>dummy</NETWORK_MODE>"
	  "</NIC>",
	  { "<interface type=\"ethernet\"><model" },
	  "source" },
	{ "filter, script, target and limits",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><IP>10.0.0.1</IP><VROUTER_IP>10.0.0.9"
	  "</VROUTER_IP><FILTER>f</FILTER><SCRIPT>/s</SCRIPT><TARGET>t"
	  "</TARGET><ORDER>1</ORDER><INBOUND_AVG_BW>1</INBOUND_AVG_BW>"
	  "<INBOUND_PEAK_KB>3</INBOUND_PEAK_KB><OUTBOUND_PEAK_BW>2"
	  "</OUTBOUND_PEAK_BW></NIC>",
	  { "<target dev=\"t\"/><boot order=\"1\"/><script path=\"/s\"/>",
	    "<filterref filter=\"f\"><parameter name=\"IP\" "
	    "value=\"10.0.0.1\"/><parameter name=\"IP\" value=\"10.0.0.9\"/>"
	    "</filterref>",
	    "<bandwidth><inbound average=\"1\" burst=\"3\"/><outbound "
	    "peak=\"2\"/></bandwidth>" } },
	{ "filter without an address",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><FILTER>f</FILTER></NIC>",
	  { "<interface" },
	  "filterref" },
	{ "a GPU",
	  "<PCI>" P0 "</PCI>",
	  { "<hostdev mode=\"subsystem\" type=\"pci\" managed=\"yes\"><driver "
	    "name=\"vfio\"/><source><address domain=\"0x0000\" bus=\"0xe1\" "
	    "slot=\"0x00\" function=\"0x0\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x0\"/>"
	    "</hostdev>",
	    "<memballoon model=\"none\"/>" } },
	{ "legacy vGPU",
	  "<PCI>" P0 "<UUID>e4042b96-e63d-56cf-bcc8-4e6eecccc12e</UUID></PCI>",
	  { "<hostdev mode=\"subsystem\" type=\"mdev\" model=\"vfio-pci\">"
	    "<source><address uuid=\"e4042b96-e63d-56cf-bcc8-4e6eecccc12e\"/>"
	    "</source><address type=\"pci\"" },
	  "vfio\"/>" },
	{ "vGPU of NVIDIA's driver",
	  "<PCI>" P0 "<MDEV_MODE>NVIDIA</MDEV_MODE><UUID>any</UUID></PCI>",
	  { "type=\"pci\" managed=\"no\"><driver name=\"vfio\"/>" },
	  "uuid" },
	{ "IOMMUFD, ACPI nodes, order",
	  "<PCI>" P0 "<IOMMUFD>yes</IOMMUFD><ACPI_NODES>1-2</ACPI_NODES>"
	  "<ORDER>1</ORDER></PCI>",
	  { "<driver name=\"vfio\" iommufd=\"yes\"/>",
	    "<acpi nodeset=\"1-2\"/><boot order=\"1\"/>" } },
	{ "a ROM of its own",
	  "<PCI>" P0 "<ROM>/usr/share/v.rom</ROM></PCI>",
	  { "<rom file=\"/usr/share/v.rom\"/>" } },
	{ "no ROM",
	  "<PCI>" P0 "<ROM_BAR>NO</ROM_BAR></PCI>",
	  { "<rom bar=\"off\"/>" } },
	{ "a NIC that is a device",
	  "<PCI>" P0 "<TYPE>NIC</TYPE><MAC>m</MAC></PCI>",
	  { "<hostdev mode" },
	  "<interface" },
};

static void read_row(const char *text, struct og_xml_doc **ret_doc,
		     struct og_vm *ret_vm)
{
	og_autofree char *whole = og_asprintf("%s%s%s", HEAD, text, TAIL);
	struct og_err err = { 0 };

	*ret_doc = og_test_doc(whole);
	if (og_test_vm(*ret_doc, ret_vm, &err) < 0)
		ck_abort_msg("%s", err.msg);
}

/* <devices> in one line. */
static void write_devices(const struct og_vm *vm, struct og_buf *ret_text)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_xml_doc_new("devices");
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_plan plan = { .vm = vm, .tree = &tree, .datastores = "/ds" };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	const char *c;

	if (og_pcie_plan(vm, &tree, &notes, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_domain_add_disks(og_xml_root(doc), &plan);
	og_domain_add_nics(og_xml_root(doc), &plan);
	og_domain_add_pci(og_xml_root(doc), &plan);
	og_xml_write(doc, &text);
	for (c = og_buf_text(&text); *c; c++) {
		if (*c == '\n')
			while (c[1] == ' ')
				c++;
		else
			og_buf_char(ret_text, *c);
	}
}

START_TEST(writes)
{
	const struct row *row = &rows[_i];
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;

	read_row(row->text, &doc, &vm);
	write_devices(&vm, &text);
	for (size_t i = 0; i < OG_COUNT(row->has) && row->has[i]; i++)
		ck_assert_msg(strstr(og_buf_text(&text), row->has[i]),
			      "%s: no %s in %s", row->name, row->has[i],
			      og_buf_text(&text));
	if (row->lacks)
		ck_assert_msg(!strstr(og_buf_text(&text), row->lacks),
			      "%s: %s in %s", row->name, row->lacks,
			      og_buf_text(&text));
}
END_TEST

static const struct {
	const char *text, *error;
} bad[] = {
	{ "<DISK>" D0 "<TYPE>TAPE</TYPE></DISK>", "DISK 0 has TYPE=\"TAPE\"" },
	{ "<DISK>" D0 "<TYPE>fs</TYPE><DISK_TYPE>NFS</DISK_TYPE></DISK>",
	  "DISK 0 has DISK_TYPE=\"NFS\"" },
	{ "<DISK>" ID(0) "<TYPE>FILE</TYPE><TARGET>sd1</TARGET></DISK>",
	  "DISK 0 has TARGET=\"sd1\"" },
	{ "<DISK>" ID(0) "<TYPE>FILE</TYPE><TARGET>sdabcde</TARGET></DISK>",
	  "has TARGET=\"sdabcde\"" },
	{ "<DISK>" D0 "<TYPE>FILE</TYPE><CACHE>x' y='</CACHE></DISK>",
	  "DISK 0 has CACHE=\"x' y='\": it is one of default, none" },
	{ "<DISK>" D0 "<TYPE>FILE</TYPE><IO>fast</IO></DISK>", "has IO=" },
	{ "<DISK>" D0 "<TYPE>FILE</TYPE><DISCARD>no</DISCARD></DISK>",
	  "has DISCARD=" },
	{ "<DISK>" D0 "<TYPE>FILE</TYPE><DRIVER>vhdx</DRIVER></DISK>",
	  "has DRIVER=" },
	{ "<DISK>" D0 "<TYPE>FILE</TYPE><ORDER>first</ORDER></DISK>",
	  "has ORDER=" },
	{ "<OS><SD_DISK_BUS>fc</SD_DISK_BUS></OS><DISK>" D0
	  "<TYPE>FILE</TYPE></DISK>",
	  "OS has SD_DISK_BUS=\"fc\"" },
	{ "<DISK>" D0 "<TYPE>ISCSI</TYPE></DISK>",
	  "DISK 0 has no SOURCE and no ISCSI_IQN" },
	{ "<DISK>" D0 "<TYPE>SHEEPDOG</TYPE></DISK>", "DISK 0 has no SOURCE" },
	{ "<DISK>" D0 "<TYPE>GLUSTER</TYPE><SOURCE>s</SOURCE></DISK>",
	  "has no GLUSTER_VOLUME" },
	{ "<DISK>" ID(0) "<TYPE>FILESYSTEM</TYPE><SOURCE>/a</SOURCE></DISK>",
	  "DISK 0 has no MOUNT_TAG" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><MODEL>a'b</MODEL></NIC>",
	  "NIC 0 has MODEL=" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><BRIDGE_TYPE>openvswitch_dpdk"
	  "</BRIDGE_TYPE></NIC>",
	  "NIC 0 has no TARGET" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>../x</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  "no name of a socket" },
	{ "<NIC>" N0 "<INBOUND_AVG_BW>1M</INBOUND_AVG_BW></NIC>",
	  "NIC 0 has INBOUND_AVG_BW=\"1M\"" },
	{ "<PCI>" P0 "<MDEV_MODE>sriov</MDEV_MODE></PCI>",
	  "PCI 0 has MDEV_MODE=\"sriov\": it is one of legacy, nvidia" },
	{ "<PCI>" P0 "<UUID>'/></UUID></PCI>", "PCI 0 has UUID=" },
	{ "<PCI>" P0 "<ACPI_NODES>a</ACPI_NODES></PCI>", "has ACPI_NODES=" },
	{ "<PCI>" P0 "<ROM>v.rom</ROM></PCI>", "absolute path" },
	{ "<PCI>" P0 "<ROM_BAR>maybe</ROM_BAR></PCI>", "has ROM_BAR=" },
	{ "<PCI>" P0 "<ROM>/v</ROM><ROM_BAR>off</ROM_BAR></PCI>",
	  "PCI 0 has a ROM and ROM_BAR=off" },
	{ "<PCI>" P0 "<ROLE>gamer</ROLE></PCI>",
	  "PCI 0 has ROLE=\"gamer\": it is one of compute, vga" },
	{ "<PCI>" P0 "<FUNCTIONS>0,1</FUNCTIONS></PCI>", "has FUNCTIONS=" },
	{ "<PCI>" P0 "<FUNCTIONS>all</FUNCTIONS><MDEV_MODE>nvidia</MDEV_MODE>"
	  "</PCI>",
	  "FUNCTIONS=all and is a vGPU" },
};

START_TEST(refuses)
{
	og_autofree char *whole =
		og_asprintf("%s%s%s", HEAD, bad[_i].text, TAIL);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_test_doc(whole);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(og_test_vm(doc, &vm, &err), 0);
	ck_assert_msg(strstr(err.msg, bad[_i].error), "%s", err.msg);
}
END_TEST

/* What has no effect is said; what is in order is not talked about. */
static const struct {
	const char *text, *note;
} noted[] = {
	{ "<DISK>" V0 "<VIRTIO_BLK_QUEUES>many</VIRTIO_BLK_QUEUES></DISK>",
	  "DISK 0: VIRTIO_BLK_QUEUES is no number" },
	{ "<DISK>" V0 "<READ_BYTES_SEC>10M</READ_BYTES_SEC></DISK>",
	  "DISK 0: READ_BYTES_SEC is no number" },
	{ "<DISK>" V0 "<SERIAL>a/b</SERIAL></DISK>", "this SERIAL" },
	{ "<NIC>" N0
	  "<BRIDGE>b</BRIDGE><VIRTIO_QUEUES>-1</VIRTIO_QUEUES></NIC>",
	  "NIC 0: VIRTIO_QUEUES is no number" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>t</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  "NIC 0: Open vSwitch with DPDK reaches no memory" },
	{ "<CONTEXT><DISK_ID>1</DISK_ID></CONTEXT>", "CONTEXT has no TARGET" },
	{ "<DISK>" V0 "<VIRTIO_BLK_QUEUES>4</VIRTIO_BLK_QUEUES><SERIAL>a-b"
	  "</SERIAL></DISK><NIC>" N0 "<BRIDGE>b</BRIDGE></NIC>",
	  NULL },
};

START_TEST(notes_what_is_ignored)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };

	read_row(noted[_i].text, &doc, &vm);
	og_device_notes(&vm, &notes);
	ck_assert_uint_eq(notes.count, noted[_i].note ? 1 : 0);
	if (noted[_i].note)
		ck_assert_msg(strstr(notes.all[0].text, noted[_i].note), "%s",
			      notes.all[0].text);
}
END_TEST

static const struct {
	uint8_t functions;
	const char *has[2], *lacks;
} written[] = {
	{ 3,
	  { "bus=\"0x01\" slot=\"0x00\" function=\"0x0\" multifunction=\"on\"/>"
	    "</hostdev><hostdev",
	    "slot=\"0x00\" function=\"0x1\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x1\"/>" },
	  NULL },
	{ 9,
	  { "multifunction=\"on\"/>",
	    "slot=\"0x00\" function=\"0x3\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x3\"/>" },
	  NULL },
	/* The guest needs a function 0 where the host has none. */
	{ 6,
	  { "slot=\"0x00\" function=\"0x1\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x0\" "
	    "multifunction=\"on\"/>",
	    "slot=\"0x00\" function=\"0x2\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x1\"/>" },
	  NULL },
	{ 1, { "function=\"0x0\"/></hostdev>" }, "multifunction" },
};

START_TEST(writes_whole_slots)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;

	read_row("<PCI>" P0 "<FUNCTIONS>ALL</FUNCTIONS></PCI>", &doc, &vm);
	ck_assert(vm.pci[0].whole_slot);
	vm.pci[0].functions = written[_i].functions;
	write_devices(&vm, &text);
	for (size_t i = 0; i < 2 && written[_i].has[i]; i++)
		ck_assert_msg(strstr(og_buf_text(&text), written[_i].has[i]),
			      "%s", og_buf_text(&text));
	if (written[_i].lacks)
		ck_assert_ptr_null(
			strstr(og_buf_text(&text), written[_i].lacks));
}
END_TEST

START_TEST(whole_slot_that_nobody_looked_up)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };

	read_row("<PCI>" P0 "<FUNCTIONS>all</FUNCTIONS></PCI>", &doc, &vm);
	ck_assert_int_eq(og_pcie_plan(&vm, &tree, &notes, &err), -ENOTSUP);
	ck_assert_msg(strstr(err.msg, "only the node knows them"), "%s",
		      err.msg);
}
END_TEST

START_TEST(roles)
{
	struct og_vm_pci pci[2] = { { .is_vga = false }, { .is_vga = true } };
	struct og_vm_disk disks[2] = { { .kind = OG_DISK_FILE },
				       { .kind = OG_DISK_SHARE } };

	ck_assert(!og_pci_has_vga(pci, 1));
	ck_assert(og_pci_has_vga(pci, 2));
	ck_assert(!og_disks_have_share(disks, 1));
	ck_assert(og_disks_have_share(disks, 2));
}
END_TEST

Suite *og_suite_devices(void)
{
	Suite *s = suite_create("devices");
	TCase *c = tcase_create("devices");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(c, notes_what_is_ignored, 0, OG_COUNT(noted));
	tcase_add_loop_test(c, writes_whole_slots, 0, OG_COUNT(written));
	tcase_add_test(c, whole_slot_that_nobody_looked_up);
	tcase_add_test(c, roles);
	suite_add_tcase(s, c);
	return s;
}
