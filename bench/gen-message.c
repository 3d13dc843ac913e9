// SPDX-License-Identifier: Apache-2.0
/*
 * Print a SCHEDULER_DRIVER_ACTION message in oned's form, every element and
 * CDATA section where oned puts one: `gen-message HOSTS VMS [full]`. Hosts have
 * two nodes of 16 cores with two threads and 8 GPUs; every second VM asks for
 * one or two GPUs and pins its CPUs; every VM may go to every host. The same
 * arguments give the same bytes. With `full` other VMs hold all GPUs.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "mem.h"
#include "num.h"
#include "onedform.h"

enum {
	NODES = 2,
	CORES = 16, /* of a node, with two threads each */
	GPUS = 8,
	HOST_CPU = NODES * CORES * 2 * 100,
	NODE_KB = 512 * 1024 * 1024,
	COUNT_MAX = 100000,
};

static void put_owner(int id, const char *name, int number, int group)
{
	og_form_plain("ID", "%d", id);
	og_form_raw("<UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME>"
		    "<GNAME>oneadmin</GNAME>");
	og_form_plain("NAME", "%s%d", name, number);
	og_form_raw("<PERMISSIONS><OWNER_U>1</OWNER_U><OWNER_M>1</OWNER_M>"
		    "<OWNER_A>0</OWNER_A>");
	og_form_plain("GROUP_U", "%d", group);
	og_form_raw(
		"<GROUP_M>0</GROUP_M><GROUP_A>0</GROUP_A><OTHER_U>0</OTHER_U>"
		"<OTHER_M>0</OTHER_M><OTHER_A>0</OTHER_A></PERMISSIONS>");
}

static void put_disk(void)
{
	static const struct og_form_pair disk[] = {
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
		{ "TYPE", "FILE" }
	};

	og_form_raw("<DISK>");
	og_form_pairs(disk, OG_COUNT(disk));
	og_form_raw("</DISK>");
}

static void put_nic(int vm)
{
	static const struct og_form_pair nic[] = {
		{ "AR_ID", "0" },	    { "BRIDGE", "br0" },
		{ "BRIDGE_TYPE", "linux" }, { "CLUSTER_ID", "0" },
		{ "NAME", "NIC0" },	    { "NETWORK", "vn0" },
		{ "NETWORK_ID", "0" },	    { "NIC_ID", "0" },
		{ "SECURITY_GROUPS", "0" }, { "VN_MAD", "bridge" }
	};
	int high = vm / 250 % 250, low = vm % 250 + 1;

	og_form_raw("<NIC>");
	og_form_pairs(nic, OG_COUNT(nic));
	og_form_cdata("IP", "10.0.%d.%d", high, low);
	og_form_cdata("MAC", "02:00:0a:00:%02x:%02x", (unsigned)high,
		      (unsigned)low);
	og_form_cdata("TARGET", "one-%d-0", vm);
	og_form_raw("</NIC>");
}

static void put_rules(void)
{
	static const char *const types[] = { "OUTBOUND", "INBOUND" };

	for (size_t i = 0; i < OG_COUNT(types); i++) {
		og_form_raw("<SECURITY_GROUP_RULE>");
		og_form_cdata("PROTOCOL", "ALL");
		og_form_cdata("RULE_TYPE", "%s", types[i]);
		og_form_cdata("SECURITY_GROUP_ID", "0");
		og_form_cdata("SECURITY_GROUP_NAME", "default");
		og_form_raw("</SECURITY_GROUP_RULE>");
	}
}

static void put_numa_node(int vcpu, int memory_mb)
{
	og_form_raw("<NUMA_NODE>");
	og_form_cdata("MEMORY", "%d", memory_mb * 1024);
	og_form_cdata("TOTAL_CPUS", "%d", vcpu);
	og_form_raw("</NUMA_NODE>");
}

static void put_gpu(int id)
{
	og_form_raw("<PCI>");
	og_form_cdata("CLASS", "0302");
	og_form_cdata("DEVICE", "2331");
	og_form_cdata("PCI_ID", "%d", id);
	og_form_cdata("VENDOR", "10de");
	og_form_cdata("VM_BUS", "0x01");
	og_form_raw("</PCI>");
}

/* One in two GPU VMs wants whole cores, the other their threads. */
static void put_topology(int vm, int vcpu)
{
	int threads = vm % 4 == 0 ? 1 : 2;

	og_form_raw("<TOPOLOGY>");
	og_form_cdata("CORES", "%d", vcpu / threads);
	og_form_cdata("PIN_POLICY", "%s", threads == 1 ? "CORE" : "THREAD");
	og_form_cdata("SOCKETS", "1");
	og_form_cdata("THREADS", "%d", threads);
	og_form_raw("</TOPOLOGY>");
}

static void put_requirements_of_template(int gpus)
{
	static const char cluster[] = "(\"CLUSTERS/ID\" @> 0)";

	og_form_cdata("AUTOMATIC_DS_REQUIREMENTS", "%s", cluster);
	og_form_cdata("AUTOMATIC_NIC_REQUIREMENTS", "%s", cluster);
	og_form_cdata("AUTOMATIC_REQUIREMENTS", "(CLUSTER_ID = 0)%s",
		      gpus ? " & (PIN_POLICY = PINNED)" : "");
}

static void put_os(int vm)
{
	og_form_raw("<OS>");
	og_form_cdata("ARCH", "x86_64");
	og_form_cdata("FIRMWARE", "UEFI");
	og_form_cdata("MACHINE", "q35");
	og_form_cdata("UUID", "36b8089f-66ef-45bd-b01e-%012x", (unsigned)vm);
	og_form_raw("</OS>");
}

static void put_vm_template(int vm)
{
	int gpus = vm % 2 == 0 ? 1 + vm / 2 % 2 : 0;
	int vcpu = 2 << vm % 3, memory_mb = 4096 << vm % 3;

	og_form_raw("<TEMPLATE>");
	put_requirements_of_template(gpus);
	og_form_cdata("CPU", "%d", vcpu);
	og_form_raw("<CPU_MODEL>");
	og_form_cdata("MODEL", "host-passthrough");
	og_form_raw("</CPU_MODEL>");
	put_disk();
	og_form_raw("<GRAPHICS>");
	og_form_cdata("LISTEN", "0.0.0.0");
	og_form_cdata("TYPE", "VNC");
	og_form_raw("</GRAPHICS>");
	og_form_cdata("MEMORY", "%d", memory_mb);
	put_nic(vm);
	if (gpus)
		put_numa_node(vcpu, memory_mb);
	put_os(vm);
	for (int i = 0; i < gpus; i++)
		put_gpu(i);
	put_rules();
	if (gpus)
		put_topology(vm, vcpu);
	og_form_cdata("VCPU", "%d", vcpu);
	og_form_cdata("VMID", "%d", vm);
	og_form_raw("</TEMPLATE>");
}

static void put_vm(int vm)
{
	og_form_raw("<VM>");
	put_owner(vm, "vm-", vm, 0);
	og_form_raw(
		"<LAST_POLL>0</LAST_POLL><STATE>1</STATE><LCM_STATE>0</"
		"LCM_STATE>"
		"<PREV_STATE>1</PREV_STATE><PREV_LCM_STATE>0</PREV_LCM_STATE>"
		"<RESCHED>0</RESCHED><STIME>1795206795</STIME><ETIME>0</ETIME>"
		"<DEPLOY_ID></DEPLOY_ID><MONITORING></MONITORING>"
		"<SCHED_ACTIONS></SCHED_ACTIONS>");
	put_vm_template(vm);
	og_form_raw("<USER_TEMPLATE></USER_TEMPLATE><HISTORY_RECORDS></"
		    "HISTORY_RECORDS>"
		    "<BACKUPS><BACKUP_CONFIG></BACKUP_CONFIG><BACKUP_IDS></"
		    "BACKUP_IDS>"
		    "</BACKUPS></VM>");
}

static void put_device(int gpu, bool held)
{
	static const struct og_form_pair same[] = {
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
		{ "VENDOR_NAME", "NVIDIA Corporation" }
	};
	unsigned bus = 0x11 + 0x1a * (unsigned)gpu;

	og_form_raw("<PCI>");
	og_form_cdata("ADDRESS", "0000:%02x:00:0", bus);
	og_form_cdata("BUS", "%02x", bus);
	og_form_pairs(same, OG_COUNT(same));
	og_form_cdata("VMID", "%d", held ? 1000000 : -1);
	og_form_cdata("NUMA_NODE", "%d", gpu * NODES / GPUS);
	og_form_cdata("SHORT_ADDRESS", "%02x:00.0", bus);
	og_form_raw("</PCI>");
}

/* Some cores of node 0 are held, another number on each host. */
static void put_core(int host, int node, int core)
{
	int cpu = node * CORES + core, sibling = cpu + NODES * CORES;
	int held = node == 0 && core < host % 4;

	og_form_raw("<CORE>");
	og_form_cdata("CPUS", "%d:%d,%d:-1", cpu, held ? 1000000 + host : -1,
		      sibling);
	og_form_cdata("DEDICATED", "%s", held ? "YES" : "NO");
	og_form_cdata("FREE", "%d", held ? 0 : 2);
	og_form_cdata("ID", "%d", core);
	og_form_raw("</CORE>");
}

static void put_node(int host, int node)
{
	static const char *const page_kb[] = { "1048576", "2048" };

	og_form_raw("<NODE>");
	for (int core = 0; core < CORES; core++)
		put_core(host, node, core);
	for (size_t i = 0; i < OG_COUNT(page_kb); i++) {
		og_form_raw("<HUGEPAGE>");
		og_form_cdata("PAGES", "0");
		og_form_cdata("SIZE", "%s", page_kb[i]);
		og_form_cdata("USAGE", "0");
		og_form_raw("</HUGEPAGE>");
	}
	og_form_raw("<MEMORY>");
	og_form_cdata("DISTANCE", "%d %d", node, 1 - node);
	og_form_cdata("TOTAL", "%d", NODE_KB);
	og_form_cdata("USAGE", "0");
	og_form_raw("</MEMORY>");
	og_form_cdata("NODE_ID", "%d", node);
	og_form_raw("</NODE>");
}

static void put_share(int host, bool full)
{
	long long kb = (long long)NODES * NODE_KB;

	og_form_raw("<HOST_SHARE><MEM_USAGE>0</MEM_USAGE>");
	og_form_plain("CPU_USAGE", "%d", host % 4 * 100);
	og_form_plain("TOTAL_MEM", "%lld", kb);
	og_form_plain("TOTAL_CPU", "%d", HOST_CPU);
	og_form_plain("MAX_MEM", "%lld", kb);
	og_form_plain("MAX_CPU", "%d", HOST_CPU);
	og_form_plain("RUNNING_VMS", "%d", host % 4 != 0);
	og_form_raw("<VMS_THREAD>1</VMS_THREAD><DATASTORES>");
	og_form_cdata("DISK_USAGE", "0");
	og_form_cdata("FREE_DISK", "204800");
	og_form_cdata("MAX_DISK", "409600");
	og_form_cdata("USED_DISK", "9720");
	og_form_raw("</DATASTORES><PCI_DEVICES>");
	for (int gpu = 0; gpu < GPUS; gpu++)
		put_device(gpu, full);
	og_form_raw("</PCI_DEVICES><NUMA_NODES>");
	for (int node = 0; node < NODES; node++)
		put_node(host, node);
	og_form_raw("</NUMA_NODES></HOST_SHARE>");
}

static void put_host_template(int host)
{
	static const struct og_form_pair same[] = {
		{ "ARCH", "x86_64" },
		{ "CPUSPEED", "3200" },
		{ "HYPERVISOR", "kvm" },
		{ "IM_MAD", "kvm" },
		{ "KVM_CPU_MODELS", "host-passthrough" },
		{ "KVM_MACHINES", "pc-q35-8.2 q35 pc" },
		{ "PIN_POLICY", "PINNED" },
		{ "RESERVED_CPU", "" },
		{ "RESERVED_MEM", "" },
		{ "VM_MAD", "kvm" }
	};

	og_form_raw("<TEMPLATE>");
	og_form_pairs(same, OG_COUNT(same));
	og_form_cdata("HOSTNAME", "gpu-%d", host);
	og_form_cdata("TOTALCPU", "%d", HOST_CPU);
	og_form_raw("</TEMPLATE>");
}

static void put_host(int host, bool full)
{
	og_form_raw("<HOST>");
	og_form_plain("ID", "%d", host);
	og_form_plain("NAME", "gpu-%d", host);
	og_form_raw("<STATE>2</STATE><PREV_STATE>2</PREV_STATE>");
	og_form_cdata("IM_MAD", "kvm");
	og_form_cdata("VM_MAD", "kvm");
	og_form_raw("<CLUSTER_ID>0</CLUSTER_ID><CLUSTER>default</CLUSTER>");
	put_share(host, full);
	og_form_raw("<VMS></VMS>");
	put_host_template(host);
	og_form_raw("<MONITORING><TIMESTAMP>1795206569</TIMESTAMP>");
	og_form_plain("ID", "%d", host);
	og_form_raw("<CAPACITY>");
	og_form_cdata("FREE_CPU", "%d", HOST_CPU);
	og_form_cdata("FREE_MEMORY", "%lld", (long long)NODES * NODE_KB);
	og_form_cdata("USED_CPU", "0");
	og_form_cdata("USED_MEMORY", "0");
	og_form_raw("</CAPACITY><SYSTEM>");
	og_form_cdata("NETRX", "0");
	og_form_cdata("NETTX", "0");
	og_form_raw("</SYSTEM></MONITORING><CLUSTER_TEMPLATE>");
	og_form_cdata("RESERVED_CPU", "%s", "");
	og_form_cdata("RESERVED_MEM", "%s", "");
	og_form_raw("</CLUSTER_TEMPLATE></HOST>");
}

static void put_datastore(void)
{
	og_form_raw("<DATASTORE>");
	put_owner(0, "system", 0, 1);
	og_form_cdata("DS_MAD", "-");
	og_form_cdata("TM_MAD", "ssh");
	og_form_cdata("BASE_PATH", "/var/lib/one/datastores/0");
	og_form_raw(
		"<TYPE>1</TYPE><DISK_TYPE>0</DISK_TYPE><STATE>0</STATE>"
		"<CLUSTERS><ID>0</ID></CLUSTERS><TOTAL_MB>479680000</TOTAL_MB>"
		"<FREE_MB>333326000</FREE_MB><USED_MB>142992000</USED_MB>"
		"<IMAGES></IMAGES><TEMPLATE>");
	og_form_cdata("SHARED", "YES");
	og_form_cdata("TM_MAD", "ssh");
	og_form_cdata("TYPE", "SYSTEM_DS");
	og_form_raw("</TEMPLATE></DATASTORE>");
}

static void put_requirements(int vm, int hosts)
{
	og_form_raw("<VM>");
	og_form_plain("ID", "%d", vm);
	og_form_raw("<HOSTS>");
	for (int host = 0; host < hosts; host++)
		og_form_plain("ID", "%d", host);
	og_form_raw("</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>");
}

static void put_message(int hosts, int vms, bool full)
{
	og_form_raw("<SCHEDULER_DRIVER_ACTION><VM_POOL>");
	for (int vm = 0; vm < vms; vm++)
		put_vm(vm);
	og_form_raw("</VM_POOL><HOST_POOL>");
	for (int host = 0; host < hosts; host++)
		put_host(host, full);
	og_form_raw("</HOST_POOL><DATASTORE_POOL>");
	put_datastore();
	og_form_raw(
		"</DATASTORE_POOL><VNET_POOL></VNET_POOL><VM_GROUP_POOL>"
		"</VM_GROUP_POOL><CLUSTER_POOL></CLUSTER_POOL><REQUIREMENTS>");
	for (int vm = 0; vm < vms; vm++)
		put_requirements(vm, hosts);
	og_form_raw("</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>");
}

int main(int argc, char **argv)
{
	bool full = argc == 4 && strcmp(argv[3], "full") == 0;
	int hosts, vms;

	if ((argc != 3 && !full) ||
	    og_num_int(argv[1], strlen(argv[1]), 1, COUNT_MAX, &hosts) < 0 ||
	    og_num_int(argv[2], strlen(argv[2]), 1, COUNT_MAX, &vms) < 0) {
		fputs("Usage: gen-message HOSTS VMS [full]\n", stderr);
		return 2;
	}
	put_message(hosts, vms, full);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("gen-message");
		return 1;
	}
	return 0;
}
