// SPDX-License-Identifier: Apache-2.0
/* One VM's template: what is taken, and what is ignored as oned does. */
#include "sched-suites.h"
#include "sched-text.h"

static void read_vm(const char *tmpl, const char *user,
		    struct og_message *ret_msg)
{
	const struct og_text_vm vm = { .id = 1, .tmpl = tmpl, .user = user };
	const struct og_text text = { NULL, 0, &vm, 1, NULL, 0 };

	og_text_message(&text, ret_msg);
}

START_TEST(numbers)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const struct og_vm *vm;

	read_vm("<CPU>2.509</CPU><MEMORY>768</MEMORY><VCPU>4</VCPU>"
		"<TOPOLOGY><PIN_POLICY>thread</PIN_POLICY><THREADS>2</THREADS>"
		"<SOCKETS>2</SOCKETS><NODE_AFFINITY>1</NODE_AFFINITY>"
		"<HUGEPAGE_SIZE>1024</HUGEPAGE_SIZE></TOPOLOGY>"
		"<NUMA_NODE><TOTAL_CPUS>3</TOTAL_CPUS><MEMORY>4096</MEMORY>"
		"</NUMA_NODE>",
		"<USER_PRIORITY>-1.5</USER_PRIORITY>", &msg);
	vm = &msg.vms[0];
	ck_assert_int_eq(vm->cpu, 250);
	ck_assert_int_eq(vm->memory, 768 * 1024);
	ck_assert_uint_eq(vm->vcpu, 4);
	ck_assert_int_eq(vm->pin, OG_PIN_THREAD);
	ck_assert_uint_eq(vm->threads, 2);
	ck_assert_uint_eq(vm->sockets, 2);
	ck_assert_int_eq(vm->node_affinity, 1);
	ck_assert_uint_eq(vm->hugepage_mb, 1024);
	ck_assert_uint_eq(vm->n_vnodes, 1);
	ck_assert_uint_eq(vm->vnodes[0].cpus, 3);
	ck_assert_int_eq(vm->vnodes[0].memory, 4096);
	ck_assert(vm->priority < -1.4 && vm->priority > -1.6);
	ck_assert(og_vm_has_nodes(vm));
	ck_assert_ptr_null(vm->fault);
}
END_TEST

START_TEST(what_is_no_number_is_not_there)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const struct og_vm *vm;

	read_vm("<TOPOLOGY><PIN_POLICY>CORES</PIN_POLICY><THREADS>x</THREADS>"
		"<SOCKETS>-1</SOCKETS><NODE_AFFINITY>-1</NODE_AFFINITY>"
		"<HUGEPAGE_SIZE>2M</HUGEPAGE_SIZE></TOPOLOGY>",
		"<USER_PRIORITY>first</USER_PRIORITY>", &msg);
	vm = &msg.vms[0];
	ck_assert_int_eq(vm->pin, OG_PIN_NONE);
	ck_assert_uint_eq(vm->threads + vm->sockets, 0);
	ck_assert_int_eq(vm->node_affinity, -1);
	ck_assert_uint_eq(vm->hugepage_mb, 0);
	ck_assert(vm->priority >= 0 && vm->priority <= 0);
	ck_assert(vm->has_topology);
	ck_assert(!og_vm_has_nodes(vm));
}
END_TEST

START_TEST(devices)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const struct og_vm *vm;

	read_vm("<PCI><PCI_ID>3</PCI_ID><VENDOR>10de</VENDOR>"
		"<DEVICE>26B9</DEVICE><CLASS>0302</CLASS>"
		"<ROOT>Dedicated</ROOT><VM_BUS>0x0a</VM_BUS></PCI>"
		"<PCI><SHORT_ADDRESS>0001:e1:00.7</SHORT_ADDRESS></PCI>"
		"<PCI><SHORT_ADDRESS>gpu</SHORT_ADDRESS><VENDOR></VENDOR>"
		"<VM_BUS>10</VM_BUS><ROOT>pcie.0</ROOT></PCI>",
		NULL, &msg);
	vm = &msg.vms[0];
	ck_assert_uint_eq(vm->n_pcis, 3);
	ck_assert_int_eq(vm->pcis[0].pci_id, 3);
	ck_assert_int_eq(vm->pcis[0].vendor, 0x10de);
	ck_assert_int_eq(vm->pcis[0].device, 0x26b9);
	ck_assert_int_eq(vm->pcis[0].class_id, 0x0302);
	ck_assert(vm->pcis[0].dedicated_root);
	ck_assert_uint_eq(vm->pcis[0].vm_bus, 10);
	ck_assert(!vm->pcis[0].has_address);
	ck_assert_int_eq(vm->pcis[1].pci_id, 1);
	ck_assert(vm->pcis[1].has_address && !vm->pcis[1].bad);
	ck_assert_uint_eq(vm->pcis[1].address.domain, 1);
	ck_assert_uint_eq(vm->pcis[1].address.func, 7);
	ck_assert_int_eq(vm->pcis[1].vendor, -1);
	ck_assert(vm->pcis[2].bad);
	ck_assert_int_eq(vm->pcis[2].vendor, -1);
	ck_assert_uint_eq(vm->pcis[2].vm_bus, 1);
	ck_assert(!vm->pcis[2].dedicated_root);
}
END_TEST

#define DISK(inner) "<DISK>" inner "</DISK>"

static const struct {
	const char *name, *disks;
	int64_t mb;
} disks[] = {
	{ "none", "", 0 },
	{ "volatile", DISK("<TYPE>fs</TYPE><SIZE>10</SIZE>"), 10 },
	{ "swap", DISK("<SIZE>10</SIZE><TYPE>swap</TYPE>"), 10 },
	{ "an image that is not copied",
	  DISK("<TYPE>FILE</TYPE><SIZE>10</SIZE><CLONE>NO</CLONE>"
	       "<LN_TARGET>NONE</LN_TARGET><CLONE_TARGET>SYSTEM"
	       "</CLONE_TARGET>"),
	  0 },
	{ "a copy in the system datastore",
	  DISK("<TYPE>FILE</TYPE><SIZE>10</SIZE><CLONE>YES</CLONE>"
	       "<CLONE_TARGET>SYSTEM</CLONE_TARGET>"),
	  10 },
	{ "with its snapshots",
	  DISK("<TYPE>FILE</TYPE><SIZE>10</SIZE><CLONE>YES</CLONE>"
	       "<CLONE_TARGET>SYSTEM</CLONE_TARGET>"
	       "<DISK_SNAPSHOT_TOTAL_SIZE>7</DISK_SNAPSHOT_TOTAL_SIZE>"),
	  17 },
	{ "a copy beside the image",
	  DISK("<TYPE>FILE</TYPE><SIZE>10</SIZE><CLONE>YES</CLONE>"
	       "<CLONE_TARGET>SELF</CLONE_TARGET>"),
	  0 },
	{ "a persistent image moved there",
	  DISK("<TYPE>FILE</TYPE><SIZE>10</SIZE><CLONE>NO</CLONE>"
	       "<LN_TARGET>SYSTEM</LN_TARGET>"),
	  10 },
	{ "several",
	  DISK("<TYPE>fs</TYPE><SIZE>10</SIZE>")
		  DISK("<TYPE>fs</TYPE><SIZE>20</SIZE>"),
	  30 },
	{ "a size that is none", DISK("<TYPE>fs</TYPE><SIZE>big</SIZE>"), 0 },
};

START_TEST(room_for_disks)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_vm(disks[_i].disks, NULL, &msg);
	ck_assert_msg(msg.vms[0].disk_mb == disks[_i].mb, "%s: %lld",
		      disks[_i].name, (long long)msg.vms[0].disk_mb);
}
END_TEST

static const struct {
	const char *name, *tmpl;
	int32_t nic;
	bool group;
} nics[] = {
	{ "a NIC with its network",
	  "<NIC><NIC_ID>0</NIC_ID><NETWORK>a</NETWORK></NIC>", -1, false },
	{ "an auto NIC",
	  "<NIC><NIC_ID>0</NIC_ID></NIC><NIC><NETWORK_MODE>auto</NETWORK_MODE>"
	  "<NIC_ID>1</NIC_ID></NIC>",
	  1, false },
	{ "the first of two",
	  "<NIC><NIC_ID>2</NIC_ID><NETWORK_MODE>AUTO</NETWORK_MODE></NIC>"
	  "<NIC><NIC_ID>3</NIC_ID><NETWORK_MODE>AUTO</NETWORK_MODE></NIC>",
	  2, false },
	{ "a group", "<VMGROUP><ROLE>web</ROLE></VMGROUP>", -1, true },
};

START_TEST(what_we_do_not_serve_is_seen)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_vm(nics[_i].tmpl, NULL, &msg);
	ck_assert_msg(msg.vms[0].auto_nic == nics[_i].nic, "%s: %d",
		      nics[_i].name, msg.vms[0].auto_nic);
	ck_assert(msg.vms[0].in_group == nics[_i].group);
}
END_TEST

static const struct {
	const char *machine;
	bool flat_slot;
} machines[] = {
	{ "q35", false },  { "pc-q35-7.2", false },
	{ "virt", false }, { "virt-7.2", false },
	{ "pc", true },	   { "pc-i440fx-7.2", true },
};

START_TEST(machines_with_slots)
{
	og_autofree char *tmpl = og_asprintf("<OS><MACHINE>%s</MACHINE></OS>",
					     machines[_i].machine);
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_vm(tmpl, NULL, &msg);
	ck_assert_msg(msg.vms[0].is_flat_slot == machines[_i].flat_slot, "%s",
		      machines[_i].machine);
}
END_TEST

static const struct {
	const char *name, *topology, *user;
	enum og_policy policy;
	const char *fault; /* in it; NULL: none */
} policies[] = {
	{ "none said", "", "", OG_POLICY_DEFAULT, NULL },
	{ "required", "<PCI_NUMA_POLICY>required</PCI_NUMA_POLICY>", "",
	  OG_POLICY_REQUIRED, NULL },
	{ "any case", "<PCI_NUMA_POLICY>Preferred</PCI_NUMA_POLICY>", "",
	  OG_POLICY_PREFERRED, NULL },
	{ "in the user template", "",
	  "<SCHED_PCI_NUMA_POLICY>none</SCHED_PCI_NUMA_POLICY>", OG_POLICY_NONE,
	  NULL },
	{ "default is no word for it",
	  "<PCI_NUMA_POLICY>default</PCI_NUMA_POLICY>", "", OG_POLICY_DEFAULT,
	  "PCI_NUMA_POLICY \"default\" is none of required, socket, preferred, "
	  "none" },
	{ "a slip", "",
	  "<SCHED_PCI_NUMA_POLICY>require</SCHED_PCI_NUMA_POLICY>",
	  OG_POLICY_DEFAULT, "\"require\" is none of" },
	{ "empty", "<PCI_NUMA_POLICY></PCI_NUMA_POLICY>", "", OG_POLICY_DEFAULT,
	  "\"\" is none of" },
};

START_TEST(policies_are_words)
{
	og_autofree char *tmpl =
		og_asprintf("<TOPOLOGY>%s</TOPOLOGY>", policies[_i].topology);
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const char *fault;

	read_vm(tmpl, policies[_i].user, &msg);
	fault = msg.vms[0].fault;
	ck_assert_msg(msg.vms[0].policy == policies[_i].policy, "%s",
		      policies[_i].name);
	ck_assert_msg(policies[_i].fault
			      ? fault && strstr(fault, policies[_i].fault)
			      : !fault,
		      "%s: %s", policies[_i].name, fault ? fault : "no fault");
}
END_TEST

static const struct {
	const char *name, *one;
	unsigned count;
	const char *fault; /* NULL: none */
} crowds[] = {
	{ "devices", "<PCI><VENDOR>10de</VENDOR></PCI>", 256, NULL },
	{ "one device too many", "<PCI><VENDOR>10de</VENDOR></PCI>", 257,
	  "more than 256 PCI devices" },
	{ "vnodes", "<NUMA_NODE><TOTAL_CPUS>1</TOTAL_CPUS></NUMA_NODE>", 1024,
	  NULL },
	{ "one vnode too many",
	  "<NUMA_NODE><TOTAL_CPUS>1</TOTAL_CPUS></NUMA_NODE>", 1025,
	  "more than 1024 NUMA nodes" },
};

START_TEST(counts_are_bounded)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autobuf tmpl = OG_BUF_INIT;
	const char *fault;

	for (unsigned i = 0; i < crowds[_i].count; i++)
		og_buf_str(&tmpl, crowds[_i].one);
	read_vm(og_buf_text(&tmpl), NULL, &msg);
	fault = msg.vms[0].fault;
	ck_assert_msg(crowds[_i].fault
			      ? fault && strcmp(fault, crowds[_i].fault) == 0
			      : !fault,
		      "%s: %s", crowds[_i].name, fault ? fault : "no fault");
	ck_assert_uint_le(msg.vms[0].n_pcis, 256);
	ck_assert_uint_le(msg.vms[0].n_vnodes, 1024);
}
END_TEST

/* oned's float; what it is not keeps only its own VM waiting. */
static const struct {
	const char *text;
	int64_t hundredths; /* -1: a fault */
} cpus[] = {
	{ "2", 200 },	{ "0.5", 50 },	  { ".5", 50 },	  { "1.", 100 },
	{ "0.29", 29 }, { "2.509", 250 }, { "1e-05", 0 }, { "1e1", 1000 },
	{ "", -1 },	{ "half", -1 },	  { "1x", -1 },	  { "-1", -1 },
	{ "nan", -1 },	{ "1e30", -1 },	  { "1,5", -1 },
};

START_TEST(cpus_as_oned_reads_them)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autofree char *tmpl = og_asprintf("<CPU>%s</CPU>", cpus[_i].text);
	const struct og_vm *vm;

	read_vm(tmpl, "", &msg);
	vm = &msg.vms[0];
	ck_assert_msg((vm->fault != NULL) == (cpus[_i].hundredths < 0),
		      "\"%s\": %s", cpus[_i].text,
		      vm->fault ? vm->fault : "no fault");
	if (!vm->fault)
		ck_assert_int_eq(vm->cpu, cpus[_i].hundredths);
}
END_TEST

/* oned reads hex of any length, and takes what is none for not given. */
static const struct {
	const char *text;
	int32_t id;
} ids[] = {
	{ "10de", 0x10de },	   { "10DE", 0x10de },
	{ "0x10de", 0x10de },	   { "0X10de", 0x10de },
	{ "010de", 0x10de },	   { "0", 0 },
	{ "", OG_ID_ANY },	   { "10de*", OG_ID_BAD },
	{ "nvidia", OG_ID_BAD },   { "0x", OG_ID_BAD },
	{ "12345678", OG_ID_BAD }, { "10de1", 0x10de1 },
};

START_TEST(ids_as_oned_reads_them)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autofree char *tmpl =
		og_asprintf("<PCI><VENDOR>%s</VENDOR></PCI>", ids[_i].text);

	read_vm(tmpl, "", &msg);
	ck_assert_msg(msg.vms[0].pcis[0].vendor == ids[_i].id, "\"%s\": %d",
		      ids[_i].text, msg.vms[0].pcis[0].vendor);
}
END_TEST

/* oned compares SHORT_ADDRESS as text, with what the probes write. */
static const struct {
	const char *text;
	bool bad;
} addresses[] = {
	{ "e1:00.0", false },	    { "0001:e1:00.0", false },
	{ "10000:e1:00.0", false }, { "E1:00.0", true },
	{ "0000:e1:00.0", true },   { "e1:0.0", true },
	{ "e1:00:0", true },	    { "gpu0", true },
};

START_TEST(addresses_as_oned_compares_them)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autofree char *tmpl =
		og_asprintf("<PCI><SHORT_ADDRESS>%s</SHORT_ADDRESS></PCI>",
			    addresses[_i].text);

	read_vm(tmpl, "", &msg);
	ck_assert(msg.vms[0].pcis[0].has_address);
	ck_assert_msg(msg.vms[0].pcis[0].bad == addresses[_i].bad, "\"%s\"",
		      addresses[_i].text);
}
END_TEST

Suite *og_suite_vmxml(void)
{
	Suite *s = suite_create("vmxml");
	TCase *tc = tcase_create("vmxml");

	tcase_add_test(tc, numbers);
	tcase_add_test(tc, what_is_no_number_is_not_there);
	tcase_add_test(tc, devices);
	tcase_add_loop_test(tc, room_for_disks, 0, OG_COUNT(disks));
	tcase_add_loop_test(tc, what_we_do_not_serve_is_seen, 0,
			    OG_COUNT(nics));
	tcase_add_loop_test(tc, machines_with_slots, 0, OG_COUNT(machines));
	tcase_add_loop_test(tc, policies_are_words, 0, OG_COUNT(policies));
	tcase_add_loop_test(tc, cpus_as_oned_reads_them, 0, OG_COUNT(cpus));
	tcase_add_loop_test(tc, ids_as_oned_reads_them, 0, OG_COUNT(ids));
	tcase_add_loop_test(tc, addresses_as_oned_compares_them, 0,
			    OG_COUNT(addresses));
	tcase_add_loop_test(tc, counts_are_bounded, 0, OG_COUNT(crowds));
	suite_add_tcase(s, tc);
	return s;
}
