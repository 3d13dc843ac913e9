// SPDX-License-Identifier: Apache-2.0
/* What a DISK becomes, and what it may not say. */
#include "drivers.h"
#include "vm-rows.h"

#define ID(n) "<DISK_ID>" #n "</DISK_ID>"
#define D0    ID(0) "<TARGET>sda</TARGET>"
#define V0    ID(0) "<TARGET>vda</TARGET><TYPE>FILE</TYPE>"
#define N0    "<NIC_ID>0</NIC_ID>"
#define PC    "<OS><MACHINE>pc</MACHINE></OS>"

/* A driver as it is when nobody says anything. */
#define DRIVER                                               \
	"<driver name=\"qemu\" type=\"raw\" cache=\"none\" " \
	"discard=\"unmap\"/>"

static const struct og_row rows[] = {
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
};

START_TEST(writes)
{
	og_row_devices(&rows[_i]);
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
};

START_TEST(refuses)
{
	og_row_refused(bad[_i].text, bad[_i].error);
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
	{ "<CONTEXT><DISK_ID>1</DISK_ID></CONTEXT>", "CONTEXT has no TARGET" },
	{ "<DISK>" V0 "<VIRTIO_BLK_QUEUES>4</VIRTIO_BLK_QUEUES><SERIAL>a-b"
	  "</SERIAL></DISK><NIC>" N0 "<BRIDGE>b</BRIDGE></NIC>",
	  NULL },
};

START_TEST(notes_what_is_ignored)
{
	og_row_noted(noted[_i].text, noted[_i].note);
}
END_TEST

START_TEST(shares)
{
	const struct og_vm_disk disks[2] = { { .kind = OG_DISK_FILE },
					     { .kind = OG_DISK_SHARE } };

	ck_assert(!og_disks_have_share(disks, 1));
	ck_assert(og_disks_have_share(disks, 2));
}
END_TEST

Suite *og_suite_disk(void)
{
	Suite *s = suite_create("disk");
	TCase *c = tcase_create("disk");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(c, notes_what_is_ignored, 0, OG_COUNT(noted));
	tcase_add_test(c, shares);
	suite_add_tcase(s, c);
	return s;
}
