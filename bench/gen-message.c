// SPDX-License-Identifier: Apache-2.0
/*
 * Print a SCHEDULER_DRIVER_ACTION message in oned's form, every element and
 * CDATA section where oned puts one: `gen-message HOSTS VMS`. Hosts have two
 * nodes of 16 cores with two threads and 8 GPUs; every second VM asks for one
 * or two GPUs and pins its CPUs; every VM may go to every host. The same
 * arguments give the same bytes.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "mem.h"
#include "num.h"

enum {
	NODES = 2,
	CORES = 16, /* of a node, with two threads each */
	GPUS = 8,
	HOST_CPU = NODES * CORES * 2 * 100,
	NODE_KB = 512 * 1024 * 1024,
	COUNT_MAX = 100000,
};

struct pair {
	const char *name, *value;
};

static void raw(const char *text)
{
	fputs(text, stdout);
}

/* <NAME>text</NAME>: how oned writes its own fields ... */
static void og_printf(2, 3) plain(const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("<%s>", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("</%s>", name);
}

/* ... and <NAME><![CDATA[text]]></NAME>: how it writes a template's. */
static void og_printf(2, 3) cdata(const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("<%s><![CDATA[", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("]]></%s>", name);
}

static void cdata_pairs(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cdata(pairs[i].name, "%s", pairs[i].value);
}

static void put_owner(int id, const char *name, int number, int group)
{
	plain("ID", "%d", id);
	raw("<UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME>"
	    "<GNAME>oneadmin</GNAME>");
	plain("NAME", "%s%d", name, number);
	raw("<PERMISSIONS><OWNER_U>1</OWNER_U><OWNER_M>1</OWNER_M>"
	    "<OWNER_A>0</OWNER_A>");
	plain("GROUP_U", "%d", group);
	raw("<GROUP_M>0</GROUP_M><GROUP_A>0</GROUP_A><OTHER_U>0</OTHER_U>"
	    "<OTHER_M>0</OTHER_M><OTHER_A>0</OTHER_A></PERMISSIONS>");
}

static void put_disk(void)
{
	static const struct pair disk[] = {
		{ "ALLOW_ORPHANS", "NO" },
		{ "CLONE", "YES" },
		{ "CLONE_TARGET", "SYSTEM" },
		{ "CLUSTER_ID", "0" },
		{ "DATASTORE", "default" },
		{ "DATASTORE_ID", "1" },
		{ "DEV_PREFIX", "sd" },
		{ "DISK_ID", "0" },
		{ "DISK_SNAPSHOT_TOTAL_SIZE", "0" },
		{ "DISK_TYPE", "FILE" },
		{ "DRIVER", "raw" },
		{ "FORMAT", "raw" },
		{ "IMAGE", "img0" },
		{ "IMAGE_ID", "0" },
		{ "IMAGE_STATE", "2" },
		{ "LN_TARGET", "NONE" },
		{ "ORIGINAL_SIZE", "1024" },
		{ "PERSISTENT_SNAPSHOTS", "YES" },
		{ "READONLY", "NO" },
		{ "SAVE", "NO" },
		{ "SIZE", "1024" },
		{ "SOURCE", "image" },
		{ "TARGET", "sda" },
		{ "TM_MAD", "ssh" },
		{ "TYPE", "FILE" },
	};

	raw("<DISK>");
	cdata_pairs(disk, OG_COUNT(disk));
	raw("</DISK>");
}

static void put_nic(int vm)
{
	static const struct pair nic[] = {
		{ "AR_ID", "0" },	    { "BRIDGE", "br0" },
		{ "BRIDGE_TYPE", "linux" }, { "CLUSTER_ID", "0" },
		{ "NAME", "NIC0" },	    { "NETWORK", "vn0" },
		{ "NETWORK_ID", "0" },	    { "NIC_ID", "0" },
		{ "SECURITY_GROUPS", "0" }, { "VN_MAD", "bridge" },
	};
	int high = vm / 250 % 250, low = vm % 250 + 1;

	raw("<NIC>");
	cdata_pairs(nic, OG_COUNT(nic));
	cdata("IP", "10.0.%d.%d", high, low);
	cdata("MAC", "02:00:0a:00:%02x:%02x", (unsigned)high, (unsigned)low);
	cdata("TARGET", "one-%d-0", vm);
	raw("</NIC>");
}

static void put_rules(void)
{
	static const char *const types[] = { "OUTBOUND", "INBOUND" };

	for (size_t i = 0; i < OG_COUNT(types); i++) {
		raw("<SECURITY_GROUP_RULE>");
		cdata("PROTOCOL", "ALL");
		cdata("RULE_TYPE", "%s", types[i]);
		cdata("SECURITY_GROUP_ID", "0");
		cdata("SECURITY_GROUP_NAME", "default");
		raw("</SECURITY_GROUP_RULE>");
	}
}

static void put_numa_node(int vcpu, int memory_mb)
{
	raw("<NUMA_NODE>");
	cdata("MEMORY", "%d", memory_mb * 1024);
	cdata("TOTAL_CPUS", "%d", vcpu);
	raw("</NUMA_NODE>");
}

static void put_gpu(int id)
{
	raw("<PCI>");
	cdata("CLASS", "0302");
	cdata("DEVICE", "2331");
	cdata("PCI_ID", "%d", id);
	cdata("VENDOR", "10de");
	cdata("VM_BUS", "0x01");
	raw("</PCI>");
}

/* One in two GPU VMs wants whole cores, the other their threads. */
static void put_topology(int vm, int vcpu)
{
	int threads = vm % 4 == 0 ? 1 : 2;

	raw("<TOPOLOGY>");
	cdata("CORES", "%d", vcpu / threads);
	cdata("PIN_POLICY", "%s", threads == 1 ? "CORE" : "THREAD");
	cdata("SOCKETS", "1");
	cdata("THREADS", "%d", threads);
	raw("</TOPOLOGY>");
}

static void put_requirements_of_template(int gpus)
{
	static const char cluster[] = "(\"CLUSTERS/ID\" @> 0)";

	cdata("AUTOMATIC_DS_REQUIREMENTS", "%s", cluster);
	cdata("AUTOMATIC_NIC_REQUIREMENTS", "%s", cluster);
	cdata("AUTOMATIC_REQUIREMENTS", "(CLUSTER_ID = 0)%s",
	      gpus ? " & (PIN_POLICY = PINNED)" : "");
}

static void put_os(int vm)
{
	raw("<OS>");
	cdata("ARCH", "x86_64");
	cdata("FIRMWARE", "UEFI");
	cdata("MACHINE", "q35");
	cdata("UUID", "36b8089f-66ef-45bd-b01e-%012x", (unsigned)vm);
	raw("</OS>");
}

static void put_vm_template(int vm)
{
	int gpus = vm % 2 == 0 ? 1 + vm / 2 % 2 : 0;
	int vcpu = 2 << vm % 3, memory_mb = 4096 << vm % 3;

	raw("<TEMPLATE>");
	put_requirements_of_template(gpus);
	cdata("CPU", "%d", vcpu);
	raw("<CPU_MODEL>");
	cdata("MODEL", "host-passthrough");
	raw("</CPU_MODEL>");
	put_disk();
	raw("<GRAPHICS>");
	cdata("LISTEN", "0.0.0.0");
	cdata("TYPE", "VNC");
	raw("</GRAPHICS>");
	cdata("MEMORY", "%d", memory_mb);
	put_nic(vm);
	if (gpus)
		put_numa_node(vcpu, memory_mb);
	put_os(vm);
	for (int i = 0; i < gpus; i++)
		put_gpu(i);
	put_rules();
	if (gpus)
		put_topology(vm, vcpu);
	cdata("VCPU", "%d", vcpu);
	cdata("VMID", "%d", vm);
	raw("</TEMPLATE>");
}

static void put_vm(int vm)
{
	raw("<VM>");
	put_owner(vm, "vm-", vm, 0);
	raw("<LAST_POLL>0</LAST_POLL><STATE>1</STATE><LCM_STATE>0</LCM_STATE>"
	    "<PREV_STATE>1</PREV_STATE><PREV_LCM_STATE>0</PREV_LCM_STATE>"
	    "<RESCHED>0</RESCHED><STIME>1795206795</STIME><ETIME>0</ETIME>"
	    "<DEPLOY_ID></DEPLOY_ID><MONITORING></MONITORING>"
	    "<SCHED_ACTIONS></SCHED_ACTIONS>");
	put_vm_template(vm);
	raw("<USER_TEMPLATE></USER_TEMPLATE><HISTORY_RECORDS></HISTORY_RECORDS>"
	    "<BACKUPS><BACKUP_CONFIG></BACKUP_CONFIG><BACKUP_IDS></BACKUP_IDS>"
	    "</BACKUPS></VM>");
}

static void put_device(int gpu)
{
	static const struct pair same[] = {
		{ "CLASS", "0302" },
		{ "CLASS_NAME", "3D controller" },
		{ "DEVICE", "2331" },
		{ "DEVICE_NAME", "NVIDIA Corporation GH100 [H100 PCIe]" },
		{ "DOMAIN", "0000" },
		{ "FUNCTION", "0" },
		{ "IFNAME", "-" },
		{ "SLOT", "00" },
		{ "SRIOV", "no" },
		{ "TYPE", "10de:2331:0302" },
		{ "VENDOR", "10de" },
		{ "VENDOR_NAME", "NVIDIA Corporation" },
		{ "VMID", "-1" },
	};
	unsigned bus = 0x11 + 0x1a * (unsigned)gpu;

	raw("<PCI>");
	cdata("ADDRESS", "0000:%02x:00:0", bus);
	cdata("BUS", "%02x", bus);
	cdata_pairs(same, OG_COUNT(same));
	cdata("NUMA_NODE", "%d", gpu * NODES / GPUS);
	cdata("SHORT_ADDRESS", "%02x:00.0", bus);
	raw("</PCI>");
}

/* Some cores of node 0 are held, another number on each host. */
static void put_core(int host, int node, int core)
{
	int cpu = node * CORES + core, sibling = cpu + NODES * CORES;
	int held = node == 0 && core < host % 4;

	raw("<CORE>");
	cdata("CPUS", "%d:%d,%d:-1", cpu, held ? 1000000 + host : -1, sibling);
	cdata("DEDICATED", "%s", held ? "YES" : "NO");
	cdata("FREE", "%d", held ? 0 : 2);
	cdata("ID", "%d", core);
	raw("</CORE>");
}

static void put_node(int host, int node)
{
	static const char *const page_kb[] = { "1048576", "2048" };

	raw("<NODE>");
	for (int core = 0; core < CORES; core++)
		put_core(host, node, core);
	for (size_t i = 0; i < OG_COUNT(page_kb); i++) {
		raw("<HUGEPAGE>");
		cdata("PAGES", "0");
		cdata("SIZE", "%s", page_kb[i]);
		cdata("USAGE", "0");
		raw("</HUGEPAGE>");
	}
	raw("<MEMORY>");
	cdata("DISTANCE", "%d %d", node, 1 - node);
	cdata("TOTAL", "%d", NODE_KB);
	cdata("USAGE", "0");
	raw("</MEMORY>");
	cdata("NODE_ID", "%d", node);
	raw("</NODE>");
}

static void put_share(int host)
{
	long long kb = (long long)NODES * NODE_KB;

	raw("<HOST_SHARE><MEM_USAGE>0</MEM_USAGE>");
	plain("CPU_USAGE", "%d", host % 4 * 100);
	plain("TOTAL_MEM", "%lld", kb);
	plain("TOTAL_CPU", "%d", HOST_CPU);
	plain("MAX_MEM", "%lld", kb);
	plain("MAX_CPU", "%d", HOST_CPU);
	plain("RUNNING_VMS", "%d", host % 4 != 0);
	raw("<VMS_THREAD>1</VMS_THREAD><DATASTORES>");
	cdata("DISK_USAGE", "0");
	cdata("FREE_DISK", "204800");
	cdata("MAX_DISK", "409600");
	cdata("USED_DISK", "9720");
	raw("</DATASTORES><PCI_DEVICES>");
	for (int gpu = 0; gpu < GPUS; gpu++)
		put_device(gpu);
	raw("</PCI_DEVICES><NUMA_NODES>");
	for (int node = 0; node < NODES; node++)
		put_node(host, node);
	raw("</NUMA_NODES></HOST_SHARE>");
}

static void put_host_template(int host)
{
	static const struct pair same[] = {
		{ "ARCH", "x86_64" },
		{ "CPUSPEED", "3200" },
		{ "HYPERVISOR", "kvm" },
		{ "IM_MAD", "kvm" },
		{ "KVM_CPU_MODELS", "host-passthrough" },
		{ "KVM_MACHINES", "pc-q35-8.2 q35 pc" },
		{ "PIN_POLICY", "PINNED" },
		{ "RESERVED_CPU", "" },
		{ "RESERVED_MEM", "" },
		{ "VM_MAD", "kvm" },
	};

	raw("<TEMPLATE>");
	cdata_pairs(same, OG_COUNT(same));
	cdata("HOSTNAME", "gpu-%d", host);
	cdata("TOTALCPU", "%d", HOST_CPU);
	raw("</TEMPLATE>");
}

static void put_host(int host)
{
	raw("<HOST>");
	plain("ID", "%d", host);
	plain("NAME", "gpu-%d", host);
	raw("<STATE>2</STATE><PREV_STATE>2</PREV_STATE>");
	cdata("IM_MAD", "kvm");
	cdata("VM_MAD", "kvm");
	raw("<CLUSTER_ID>0</CLUSTER_ID><CLUSTER>default</CLUSTER>");
	put_share(host);
	raw("<VMS></VMS>");
	put_host_template(host);
	raw("<MONITORING><TIMESTAMP>1795206569</TIMESTAMP>");
	plain("ID", "%d", host);
	raw("<CAPACITY>");
	cdata("FREE_CPU", "%d", HOST_CPU);
	cdata("FREE_MEMORY", "%lld", (long long)NODES * NODE_KB);
	cdata("USED_CPU", "0");
	cdata("USED_MEMORY", "0");
	raw("</CAPACITY><SYSTEM>");
	cdata("NETRX", "0");
	cdata("NETTX", "0");
	raw("</SYSTEM></MONITORING><CLUSTER_TEMPLATE>");
	cdata("RESERVED_CPU", "%s", "");
	cdata("RESERVED_MEM", "%s", "");
	raw("</CLUSTER_TEMPLATE></HOST>");
}

static void put_datastore(void)
{
	raw("<DATASTORE>");
	put_owner(0, "system", 0, 1);
	cdata("DS_MAD", "-");
	cdata("TM_MAD", "ssh");
	cdata("BASE_PATH", "/var/lib/one/datastores/0");
	raw("<TYPE>1</TYPE><DISK_TYPE>0</DISK_TYPE><STATE>0</STATE>"
	    "<CLUSTERS><ID>0</ID></CLUSTERS><TOTAL_MB>479680000</TOTAL_MB>"
	    "<FREE_MB>333326000</FREE_MB><USED_MB>142992000</USED_MB>"
	    "<IMAGES></IMAGES><TEMPLATE>");
	cdata("SHARED", "YES");
	cdata("TM_MAD", "ssh");
	cdata("TYPE", "SYSTEM_DS");
	raw("</TEMPLATE></DATASTORE>");
}

static void put_requirements(int vm, int hosts)
{
	raw("<VM>");
	plain("ID", "%d", vm);
	raw("<HOSTS>");
	for (int host = 0; host < hosts; host++)
		plain("ID", "%d", host);
	raw("</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>");
}

static void put_message(int hosts, int vms)
{
	raw("<SCHEDULER_DRIVER_ACTION><VM_POOL>");
	for (int vm = 0; vm < vms; vm++)
		put_vm(vm);
	raw("</VM_POOL><HOST_POOL>");
	for (int host = 0; host < hosts; host++)
		put_host(host);
	raw("</HOST_POOL><DATASTORE_POOL>");
	put_datastore();
	raw("</DATASTORE_POOL><VNET_POOL></VNET_POOL><VM_GROUP_POOL>"
	    "</VM_GROUP_POOL><CLUSTER_POOL></CLUSTER_POOL><REQUIREMENTS>");
	for (int vm = 0; vm < vms; vm++)
		put_requirements(vm, hosts);
	raw("</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>");
}

int main(int argc, char **argv)
{
	int hosts, vms;

	if (argc != 3 ||
	    og_num_int(argv[1], strlen(argv[1]), 1, COUNT_MAX, &hosts) < 0 ||
	    og_num_int(argv[2], strlen(argv[2]), 1, COUNT_MAX, &vms) < 0) {
		fputs("Usage: gen-message HOSTS VMS\n", stderr);
		return 2;
	}
	put_message(hosts, vms);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("gen-message");
		return 1;
	}
	return 0;
}
