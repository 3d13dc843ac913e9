// SPDX-License-Identifier: Apache-2.0
/*
 * Print a SCHEDULER_DRIVER_ACTION message in oned's form, every element and
 * CDATA section where oned puts one: `gen-message HOSTS VMS`. Hosts have two
 * nodes of 16 cores with two threads and 8 GPUs; every second VM asks for one
 * or two GPUs and pins its CPUs; every VM may go to every host. The same
 * arguments give the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>

enum {
	NODES = 2,
	CORES = 16, /* of a node */
	GPUS = 8,
	COUNT_MAX = 100000,
	NODE_KB = 512 * 1024 * 1024,
};

#define C(value) "<![CDATA[" value "]]>"

static const char owner[] = "<UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME>"
			    "<GNAME>oneadmin</GNAME>";

static void put_permissions(int group)
{
	printf("<PERMISSIONS><OWNER_U>1</OWNER_U><OWNER_M>1</OWNER_M>"
	       "<OWNER_A>0</OWNER_A><GROUP_U>%d</GROUP_U><GROUP_M>0</GROUP_M>"
	       "<GROUP_A>0</GROUP_A><OTHER_U>0</OTHER_U><OTHER_M>0</OTHER_M>"
	       "<OTHER_A>0</OTHER_A></PERMISSIONS>",
	       group);
}

static void put_disk(void)
{
	fputs(
		"<DISK><ALLOW_ORPHANS>" C("NO") "</ALLOW_ORPHANS><CLONE>" C("YE"
									    "S") "</CLONE><CLONE_TARGET>" C("SYSTEM") "</CLONE_TARGET><CLUSTER_ID>" C("0") "</CLUSTER_ID><DATASTORE>" C("default") "</DATASTORE><DATASTORE_ID>" C("1") "</DATASTORE_ID><DEV_PREFIX>" C("sd") "</DEV_PREFIX><DISK_ID>" C("0") "</DISK_ID><DISK_SNAPSHOT_TOTAL_SIZE>" C("0") "</DISK_SNAPSHOT_TOTAL_SIZE><DISK_TYPE>" C("FILE") "</DISK_TYPE><DRIVER>" C("raw") "</DRIVER><FORMAT>" C("raw") "</FORMAT><IMAGE>" C("img0") "</IMAGE><IMAGE_ID>" C("0") "</IMAGE_ID><IMAGE_STATE>" C("2") "</IMAGE_STATE><LN_TARGET>" C(
			"NONE") "</LN_TARGET><ORIGINAL_SIZE>" C("1024") "</"
									"ORIGIN"
									"AL_"
									"SIZE><"
									"PERSIS"
									"TENT_"
									"SNAPSH"
									"OTS"
									">" C("YES") "</PERSISTENT_SNAPSHOTS><READONLY>" C("NO") "</READONLY><SAVE>" C("NO") "</SAVE><SIZE>" C("1024") "</SIZE><SOURCE>" C("dummy_path") "</SOURCE><TARGET>" C("sda") "</TARGET><TM_MAD>" C("dummy") "</TM_MAD><TYPE>" C("FILE") "</TYPE></DISK>",
		stdout);
}

static void put_nic(int vm)
{
	printf("<NIC><AR_ID>" C("0") "</AR_ID><BRIDGE>" C("br0") "</"
								 "BRIDGE><"
								 "BRIDGE_"
								 "TYPE>" C("lin"
									   "ux") "</BRIDGE_TYPE><CLUSTER_ID>" C("0") "</CLUSTER_ID><IP>" C(
									 "10.0."
									 "%d.%"
									 "d") "</IP><MAC>" C("02:00:0a:00:%02x:%02x") "</MAC><NAME>" C("NIC0") "</NAME><NETWORK>" C("vn0") "</NETWORK><NETWORK_ID>" C("0") "</NETWORK_ID><NIC_ID>" C("0") "</NIC_ID><SECURITY_GROUPS>" C("0") "</SECURITY_GROUPS><TARGET>" C("one-%d-0") "</TARGET><VN_MAD>" C("dummy") "</VN_MAD></NIC>",
	       vm / 250 % 250, vm % 250 + 1, vm / 250 % 250, vm % 250 + 1, vm);
}

static void put_rules(void)
{
	static const char *const types[] = { "OUTBOUND", "INBOUND" };

	for (int i = 0; i < 2; i++)
		printf("<SECURITY_GROUP_RULE><PROTOCOL>" C(
			       "ALL") "</PROTOCOL><RULE_TYPE>" C("%s") "</"
								       "RULE_"
								       "TYPE><"
								       "SECURIT"
								       "Y_"
								       "GROUP_"
								       "ID>" C("0") "</SECURITY_GROUP_ID><SECURITY_GROUP_NAME>" C("default") "</SECURITY_GROUP_NAME></SECURITY_GROUP_RULE>",
		       types[i]);
}

/* What only the VMs with GPUs have, in the order of the alphabet. */
static void put_numa_node(int vcpu, int memory_mb)
{
	printf("<NUMA_NODE><MEMORY>" C("%d") "</MEMORY><TOTAL_CPUS>" C(
		       "%d") "</TOTAL_CPUS></NUMA_NODE>",
	       memory_mb * 1024, vcpu);
}

static void put_gpus(int count)
{
	for (int i = 0; i < count; i++)
		printf(
			"<PCI><CLASS>" C("0302") "</CLASS><DEVICE>" C("2331") "</DEVICE><PCI_ID>" C(
				"%d") "</PCI_ID><VENDOR>" C("10de") "</"
								    "VENDOR><"
								    "VM_BUS>" C("0x01") "</VM_BUS></PCI>",
			i);
}

static void put_topology(int vm, int vcpu)
{
	int threads = vm % 4 == 0 ? 1 : 2;

	printf("<TOPOLOGY><CORES>" C("%d") "</CORES><PIN_POLICY>" C(
		       "%s") "</PIN_POLICY><SOCKETS>" C("1") "</"
							     "SOCKETS><"
							     "THREADS>" C("%d") "</THREADS></TOPOLOGY>",
	       vcpu / threads, threads == 1 ? "CORE" : "THREAD", threads);
}

static void put_vm_template(int vm)
{
	int gpus = vm % 2 == 0 ? 1 + vm / 2 % 2 : 0;
	int vcpu = 2 << vm % 3, memory_mb = 4096 << vm % 3;

	printf(
		"<TEMPLATE><AUTOMATIC_DS_REQUIREMENTS>" C("(\"CLUSTERS/ID\" @> "
							  "0)") "</"
								"AUTOMATIC_DS_"
								"REQUIREMENTS><"
								"AUTOMATIC_NIC_"
								"REQUIREMENTS"
								">" C("(\"CLUST"
								      "ERS/"
								      "ID\" @> "
								      "0)") "</"
									    "AU"
									    "TO"
									    "MA"
									    "TI"
									    "C_"
									    "NI"
									    "C_"
									    "RE"
									    "QU"
									    "IR"
									    "EM"
									    "EN"
									    "TS"
									    "><"
									    "AU"
									    "TO"
									    "MA"
									    "TI"
									    "C_"
									    "RE"
									    "QU"
									    "IR"
									    "EM"
									    "EN"
									    "TS"
									    ">" C("(CLUSTER_ID = 0)%s") "</AUTOMATIC_REQUIREMENTS><CPU>" C(
										    "%d") "</CPU><CPU_MODEL>"
											  "<MODEL>" C(
												  "host-passthrough") "</MODEL></CPU_MODEL>",
		gpus ? " & (PIN_POLICY = PINNED)" : "", vcpu);
	put_disk();
	printf("<GRAPHICS><LISTEN>" C("0.0.0.0") "</LISTEN><TYPE>" C(
		       "VNC") "</TYPE></GRAPHICS><MEMORY>" C("%d") "</MEMORY>",
	       memory_mb);
	put_nic(vm);
	if (gpus)
		put_numa_node(vcpu, memory_mb);
	printf("<OS><ARCH>" C("x86_64") "</ARCH><FIRMWARE>" C(
		       "UEFI") "</FIRMWARE><MACHINE>" C("q35") "</"
							       "MACHINE><"
							       "UUID>" C("36b80"
									 "89f-"
									 "66ef-"
									 "45bd-"
									 "b01e-"
									 "%012"
									 "x") "</UUID></OS>",
	       (unsigned)vm);
	put_gpus(gpus);
	put_rules();
	if (gpus)
		put_topology(vm, vcpu);
	printf("<VCPU>" C("%d") "</VCPU><VMID>" C("%d") "</VMID></TEMPLATE>",
	       vcpu, vm);
}

static void put_vm(int vm)
{
	printf("<VM><ID>%d</ID>%s<NAME>vm-%d</NAME>", vm, owner, vm);
	put_permissions(0);
	fputs("<LAST_POLL>0</LAST_POLL><STATE>1</STATE><LCM_STATE>0"
	      "</LCM_STATE><PREV_STATE>1</PREV_STATE><PREV_LCM_STATE>0"
	      "</PREV_LCM_STATE><RESCHED>0</RESCHED><STIME>1795206795</STIME>"
	      "<ETIME>0</ETIME><DEPLOY_ID></DEPLOY_ID><MONITORING>"
	      "</MONITORING><SCHED_ACTIONS></SCHED_ACTIONS>",
	      stdout);
	put_vm_template(vm);
	fputs("<USER_TEMPLATE></USER_TEMPLATE><HISTORY_RECORDS>"
	      "</HISTORY_RECORDS><BACKUPS><BACKUP_CONFIG></BACKUP_CONFIG>"
	      "<BACKUP_IDS></BACKUP_IDS></BACKUPS></VM>",
	      stdout);
}

static void put_device(int gpu)
{
	int bus = 0x11 + 0x1a * gpu;

	printf("<PCI><ADDRESS>" C("0000:%02x:00:0") "</ADDRESS><BUS>" C("%02x") "</BUS><CLASS>" C("0302") "</CLASS><CLASS_NAME>" C("3D controller") "</CLASS_NAME><DEVICE>" C(
		       "2331") "</DEVICE><DEVICE_NAME>" C("NVIDIA Corporation "
							  "GH100 [H100 PCIe]") "</DEVICE_NAME><DOMAIN>" C("0000") "</DOMAIN><FUNCTION>" C("0") "</FUNCTION><IFNAME>" C("-") "</IFNAME><NUMA_NODE>" C("%d") "</NUMA_NODE><SHORT_ADDRESS>" C("%02x:00.0") "</SHORT_ADDRESS><SLOT>" C("00") "</SLOT><SRIOV>" C("no") "</SRIOV><TYPE>" C("10de:2331:0302") "</TYPE><VENDOR>" C("10de") "</VENDOR><VENDOR_NAME>" C("NVIDIA Corporation") "</VENDOR_NAME><VMID>" C("-1") "</VMID></PCI>",
	       bus, bus, gpu * NODES / GPUS, bus);
}

/* Some cores of node 0 are held, another number on each host. */
static void put_core(int host, int node, int core)
{
	int cpu = node * CORES + core;
	int held = node == 0 && core < host % 4;

	printf("<CORE><CPUS>" C("%d:%d,%d:-1") "</CPUS><DEDICATED>" C(
		       "%s") "</DEDICATED><FREE>" C("%d") "</FREE><ID>" C("%d") "</ID></CORE>",
	       cpu, held ? 1000000 + host : -1, cpu + NODES * CORES,
	       held ? "YES" : "NO", held ? 0 : 2, core);
}

static void put_node(int host, int node)
{
	static const int sizes[] = { 1048576, 2048 };

	fputs("<NODE>", stdout);
	for (int core = 0; core < CORES; core++)
		put_core(host, node, core);
	for (int i = 0; i < 2; i++)
		printf("<HUGEPAGE><PAGES>" C("0") "</PAGES><SIZE>" C(
			       "%d") "</SIZE><USAGE>" C("0") "</USAGE></"
							     "HUGEPAGE>",
		       sizes[i]);
	printf("<MEMORY><DISTANCE>" C("%d %d") "</DISTANCE><TOTAL>" C(
		       "%d") "</TOTAL><USAGE>" C("0") "</USAGE></"
						      "MEMORY><NODE_ID>" C("%d") "</NODE_ID></NODE>",
	       node, 1 - node, NODE_KB, node);
}

static void put_share(int host)
{
	int cpu = NODES * CORES * 2 * 100;
	long long kb = (long long)NODES * NODE_KB;

	printf(
		"<HOST_SHARE><MEM_USAGE>0</MEM_USAGE><CPU_USAGE>%d</CPU_USAGE>"
		"<TOTAL_MEM>%lld</TOTAL_MEM><TOTAL_CPU>%d</TOTAL_CPU>"
		"<MAX_MEM>%lld</MAX_MEM><MAX_CPU>%d</MAX_CPU><RUNNING_VMS>%d"
		"</RUNNING_VMS><VMS_THREAD>1</VMS_THREAD><DATASTORES>"
		"<DISK_USAGE>" C("0") "</DISK_USAGE><FREE_DISK>" C(
			"204800") "</FREE_DISK><MAX_DISK>" C("409600") "</"
								       "MAX_"
								       "DISK><"
								       "USED_"
								       "DISK"
								       ">" C("9"
									     "7"
									     "2"
									     "0") "</USED_DISK></DATASTORES><PCI_DEVICES>",
		host % 4 * 100, kb, cpu, kb, cpu, host % 4 != 0);
	for (int gpu = 0; gpu < GPUS; gpu++)
		put_device(gpu);
	fputs("</PCI_DEVICES><NUMA_NODES>", stdout);
	for (int node = 0; node < NODES; node++)
		put_node(host, node);
	fputs("</NUMA_NODES></HOST_SHARE>", stdout);
}

static void put_host(int host)
{
	int cpu = NODES * CORES * 2 * 100;

	printf("<HOST><ID>%d</ID><NAME>gpu-%04d</NAME><STATE>2</STATE>"
	       "<PREV_STATE>2</PREV_STATE><IM_MAD>" C(
		       "kvm") "</IM_MAD>"
			      "<VM_MAD>" C("kvm") "</VM_MAD><CLUSTER_ID>0</"
						  "CLUSTER_ID>"
						  "<CLUSTER>default</CLUSTER>",
	       host, host);
	put_share(host);
	printf("<VMS></VMS><TEMPLATE><ARCH>" C("x86_64") "</ARCH><HOSTNAME>" C("gpu-%04d") "</HOSTNAME><HYPERVISOR>" C("kvm") "</HYPERVISOR><IM_MAD>" C("kvm") "</IM_MAD><PIN_POLICY>" C("PINNED") "</PIN_POLICY><TOTALCPU>" C(
		       "%d") "</TOTALCPU><VM_MAD>" C("kvm") "</VM_MAD></"
							    "TEMPLATE><"
							    "MONITORING><"
							    "TIMESTAMP>"
							    "1795206569"
							    "</"
							    "TIMESTAMP><ID>%d</"
							    "ID><CAPACITY><"
							    "FREE_CPU>" C(
								    "%d") "</"
									  "FREE"
									  "_CPU"
									  "></"
									  "CAPA"
									  "CITY"
									  "></"
									  "MONI"
									  "TORI"
									  "NG><"
									  "CLUS"
									  "TER_"
									  "TEMP"
									  "LATE"
									  ">"
									  "<RES"
									  "ERVE"
									  "D_"
									  "CPU"
									  ">" C("") "</RESERVED_CPU><RESERVED_MEM>" C(
										  "") "</RESERVED_MEM></CLUSTER_TEMPLATE></HOST>",
	       host, cpu, host, cpu);
}

static void put_datastore(void)
{
	printf("<DATASTORE><ID>0</ID>%s<NAME>system</NAME>", owner);
	put_permissions(1);
	fputs("<DS_MAD>" C("-") "</DS_MAD><TM_MAD>" C(
		      "dummy") "</TM_MAD><BASE_PATH>" C("/var/lib/one/"
							"datastores/0") "</"
									"BASE_"
									"PATH><"
									"TYPE>"
									"1</"
									"TYPE><"
									"DISK_"
									"TYPE>"
									"0</"
									"DISK_"
									"TYPE><"
									"STATE>"
									"0"
									"</"
									"STATE>"
									"<CLUST"
									"ERS><"
									"ID>0</"
									"ID></"
									"CLUSTE"
									"RS><"
									"TOTAL_"
									"MB>"
									"479680"
									"000"
									"</"
									"TOTAL_"
									"MB><"
									"FREE_"
									"MB>"
									"333326"
									"000</"
									"FREE_"
									"MB><"
									"USED_"
									"MB>"
									"142992"
									"000"
									"</"
									"USED_"
									"MB><"
									"IMAGES"
									"></"
									"IMAGES"
									"><"
									"TEMPLA"
									"TE><"
									"SHARED"
									">" C("YES") "</SHARED><TM_MAD>" C(
										"dummy") "</TM_MAD><TYPE>" C("SYSTEM_DS") "</TYPE></TEMPLATE></DATASTORE>",
	      stdout);
}

static void put_requirements(int vm, int hosts)
{
	printf("<VM><ID>%d</ID><HOSTS>", vm);
	for (int host = 0; host < hosts; host++)
		printf("<ID>%d</ID>", host);
	fputs("</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>", stdout);
}

static int count_of(const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*arg == '\0' || *end != '\0' || n < 1 || n > COUNT_MAX) {
		fprintf(stderr, "gen-message: \"%s\" is not 1 to %d\n", arg,
			COUNT_MAX);
		exit(2);
	}
	return (int)n;
}

int main(int argc, char **argv)
{
	int hosts, vms;

	if (argc != 3) {
		fputs("Usage: gen-message HOSTS VMS\n", stderr);
		return 2;
	}
	hosts = count_of(argv[1]);
	vms = count_of(argv[2]);
	fputs("<SCHEDULER_DRIVER_ACTION><VM_POOL>", stdout);
	for (int vm = 0; vm < vms; vm++)
		put_vm(vm);
	fputs("</VM_POOL><HOST_POOL>", stdout);
	for (int host = 0; host < hosts; host++)
		put_host(host);
	fputs("</HOST_POOL><DATASTORE_POOL>", stdout);
	put_datastore();
	fputs("</DATASTORE_POOL><VNET_POOL></VNET_POOL><VM_GROUP_POOL>"
	      "</VM_GROUP_POOL><CLUSTER_POOL></CLUSTER_POOL><REQUIREMENTS>",
	      stdout);
	for (int vm = 0; vm < vms; vm++)
		put_requirements(vm, hosts);
	fputs("</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>", stdout);
	if (fflush(stdout) != 0) {
		perror("gen-message");
		return 1;
	}
	return 0;
}
