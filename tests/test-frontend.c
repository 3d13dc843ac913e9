// SPDX-License-Identifier: Apache-2.0
/*
 * The checks of `onegpu doctor --frontend`. Each case is a front-end that all
 * is well with, but for one text that is another.
 */
#include "frontend.h"
#include "harness.h"

Suite *suite_onedconf(void);

/* What onegpu-install check says of a whole tree, in short. */
static const char whole[] = "step\tdriver\t1.2.3\n"
			    "step\tprobes\t1.2.3\n"
			    "step\tsched\t1.2.3\n"
			    "ok\tdriver\tvmm/onegpu/deploy\n"
			    "ok\tprobes\tonegpu/aarch64/onegpu-pci\n"
			    "ok\tprobes\tonegpu/x86_64/onegpu-pci\n"
			    "ok\tprobes\tim/onegpu-pci\n"
			    "ok\tsched\tscheduler/onegpu/place\n";

enum text { NOTHING, TREE, CONF, HOSTS, VERSION, TEXTS };

enum {
	CHECK_VERSION = 1,
	CHECK_PROBES,
	CHECK_REPLACED,
	CHECK_SCHED,
	CHECK_DRIVER,
	CHECK_MACHINES,
	CHECK_SCHED_MAD,
	CHECK_VM_MAD,
	CHECK_MONITORING,
	CHECK_SYNCED,
	CHECK_PINNED,
	CHECK_NODES,
	CHECK_DEVICES,
};

#define SCHED_ARGS "-t 15 -p onegpu -o onegpu"
#define VMM_ARGS   "-t 15 -r 0 onegpu -p"
#define CDATA(s)   "<![CDATA[" s "]]>"
#define GPU_NODE   "<NUMA_NODE>" CDATA("1") "</NUMA_NODE>"
#define PINNED	   "<PIN_POLICY>" CDATA("PINNED") "</PIN_POLICY>"
#define TRAITS                            \
	"<READY>" CDATA("yes") "</READY>" \
			       "<LOCAL_CPUS>" CDATA("2-3,6-7") "</LOCAL_CPUS>"
#define ERROR(s)                                    \
	"<TEMPLATE><ERROR><MESSAGE>" s "</MESSAGE>" \
	"<TIMESTAMP>now</TIMESTAMP></ERROR>"

static const struct {
	const char *name;
	enum text text;
	const char *from, *to; /* its first place */
	unsigned check;
	enum og_doctor_status status;
	const char *says;
} cases[] = {
	/* OpenNebula */
	{ "7.4", NOTHING, "", "", CHECK_VERSION, OG_DOCTOR_OK, "7.4.0" },
	{ "6.10", VERSION, "7.4.0", "6.10.5", CHECK_VERSION, OG_DOCTOR_OK,
	  "asks no other scheduler" },
	{ "6.8", VERSION, "7.4.0", "6.8.2", CHECK_VERSION, OG_DOCTOR_FAIL,
	  "needs 6.10" },
	{ "5", VERSION, "7.4.0", "5.12.0", CHECK_VERSION, OG_DOCTOR_FAIL,
	  "needs 6.10" },
	{ "8", VERSION, "7.4.0", "8.0.0", CHECK_VERSION, OG_DOCTOR_WARN,
	  "made for 6.10 to 7" },
	{ "no version", VERSION, "7.4.0", "x", CHECK_VERSION, OG_DOCTOR_WARN,
	  "no version: \"x\"" },
	/* the tree */
	{ "probes", NOTHING, "", "", CHECK_PROBES, OG_DOCTOR_OK,
	  "of this onegpu (1.2.3)" },
	{ "a probe is missing", TREE, "ok\tprobes\tim/", "missing\tprobes\tim/",
	  CHECK_PROBES, OG_DOCTOR_FAIL, "missing: im/onegpu-pci" },
	{ "a probe cannot be run", TREE, "ok\tprobes\tim/", "mode\tprobes\tim/",
	  CHECK_PROBES, OG_DOCTOR_FAIL, "cannot be run: im/" },
	{ "a program was changed", TREE, "ok\tprobes\tonegpu/a",
	  "changed\tprobes\tonegpu/a", CHECK_PROBES, OG_DOCTOR_FAIL,
	  "not as onegpu laid it down" },
	{ "of another owner", TREE, "ok\tprobes\tim/", "owner\tprobes\tim/",
	  CHECK_PROBES, OG_DOCTOR_WARN, "not the owner's" },
	{ "of an older onegpu", TREE, "ok\tprobes\tim/", "stale\tprobes\tim/",
	  CHECK_PROBES, OG_DOCTOR_WARN, "of an older onegpu: im/" },
	{ "not to be compared", TREE, "ok\tprobes\tim/", "unseen\tprobes\tim/",
	  CHECK_PROBES, OG_DOCTOR_OK, "of 1.2.3; 1 of the programs" },
	{ "probes were not installed", TREE, "step\tprobes\t1.2.3\n", "",
	  CHECK_PROBES, OG_DOCTOR_NA, "not installed" },
	{ "scripts are off", NOTHING, "", "", CHECK_REPLACED, OG_DOCTOR_OK,
	  "all are switched off" },
	{ "a script is on", TREE, "ok\tsched", "on\tprobes\tpci.rb\nok\tsched",
	  CHECK_REPLACED, OG_DOCTOR_FAIL,
	  "on again beside onegpu's probes: "
	  "pci.rb" },
	{ "scripts that nobody replaced", TREE, "step\tprobes\t1.2.3\n", "",
	  CHECK_REPLACED, OG_DOCTOR_NA, "not installed" },
	{ "scheduler", NOTHING, "", "", CHECK_SCHED, OG_DOCTOR_OK,
	  "all there" },
	{ "another scheduler", TREE, "ok\tsched", "older\tsched", CHECK_SCHED,
	  OG_DOCTOR_WARN, "of another version than this: scheduler" },
	{ "driver", NOTHING, "", "", CHECK_DRIVER, OG_DOCTOR_OK, "all there" },
	{ "an action is missing", TREE, "ok\tdriver", "missing\tdriver",
	  CHECK_DRIVER, OG_DOCTOR_FAIL, "missing: vmm/onegpu/deploy" },
	{ "machines", NOTHING, "", "", CHECK_MACHINES, OG_DOCTOR_OK,
	  "for aarch64, x86_64" },
	{ "a host of no machine", HOSTS, "x86_64", "riscv64", CHECK_MACHINES,
	  OG_DOCTOR_FAIL, "host 3 node1 is riscv64" },
	{ "a host of the other machine", HOSTS, "x86_64", "aarch64",
	  CHECK_MACHINES, OG_DOCTOR_OK, "for aarch64" },
	{ "its programs are stale", TREE, "ok\tprobes\tonegpu/x",
	  "stale\tprobes\tonegpu/x", CHECK_MACHINES, OG_DOCTOR_FAIL,
	  "is x86_64, and there are none" },
	/* SCHED_MAD */
	{ "SCHED_MAD", NOTHING, "", "", CHECK_SCHED_MAD, OG_DOCTOR_OK,
	  "onegpu places VMs" },
	{ "long options", CONF, SCHED_ARGS,
	  "--placer=onegpu --optimizer onegpu", CHECK_SCHED_MAD, OG_DOCTOR_OK,
	  "onegpu places VMs" },
	{ "no blank", CONF, SCHED_ARGS, "-ponegpu -oonegpu", CHECK_SCHED_MAD,
	  OG_DOCTOR_OK, "onegpu places VMs" },
	{ "the last one counts", CONF, SCHED_ARGS, "-p rank " SCHED_ARGS,
	  CHECK_SCHED_MAD, OG_DOCTOR_OK, "onegpu places VMs" },
	{ "another place", CONF, SCHED_ARGS, "-p rank -o onegpu",
	  CHECK_SCHED_MAD, OG_DOCTOR_WARN, "-p rank: onegpu's scheduler is" },
	{ "no place", CONF, SCHED_ARGS, "-o onegpu", CHECK_SCHED_MAD,
	  OG_DOCTOR_WARN, "-p rank: onegpu's scheduler is" },
	{ "an option without its value", CONF, SCHED_ARGS, "-o onegpu -p",
	  CHECK_SCHED_MAD, OG_DOCTOR_FAIL, "-p , and there is no" },
	{ "another optimize", CONF, SCHED_ARGS, "-p onegpu", CHECK_SCHED_MAD,
	  OG_DOCTOR_WARN, "-o one_drs: onegpu's scheduler is" },
	{ "no such folder", CONF, "-p onegpu", "-p onegqu", CHECK_SCHED_MAD,
	  OG_DOCTOR_FAIL, "no remotes/scheduler/onegqu" },
	{ "another program", CONF, "one_sched", "two_sched", CHECK_SCHED_MAD,
	  OG_DOCTOR_WARN, "EXECUTABLE is \"two_sched\"" },
	{ "no SCHED_MAD", CONF, "SCHED_MAD", "SCHED_MAT", CHECK_SCHED_MAD,
	  OG_DOCTOR_FAIL, "has no SCHED_MAD" },
	{ "names are without case", CONF, "SCHED_MAD", "Sched_Mad",
	  CHECK_SCHED_MAD, OG_DOCTOR_OK, "onegpu places VMs" },
	{ "6.10 has none", VERSION, "7.4.0", "6.10.1", CHECK_SCHED_MAD,
	  OG_DOCTOR_NA, "6.10.1 asks no other scheduler" },
	/* VM_MAD */
	{ "VM_MAD", NOTHING, "", "", CHECK_VM_MAD, OG_DOCTOR_OK,
	  "\"kvm\" starts VMs with onegpu, from oned's domain" },
	{ "many options", CONF, VMM_ARGS, "-p -w 60 -t -l shutdown onegpu",
	  CHECK_VM_MAD, OG_DOCTOR_OK, "starts VMs with onegpu" },
	{ "long ones", CONF, VMM_ARGS,
	  "--threads 15 --retries=0 --parallel "
	  "--shell sh onegpu",
	  CHECK_VM_MAD, OG_DOCTOR_OK, "starts VMs with onegpu" },
	{ "another driver", CONF, VMM_ARGS, "-t 15 -r 0 kvm -p", CHECK_VM_MAD,
	  OG_DOCTOR_WARN, "\"kvm\" starts VMs with kvm: onegpu's driver is" },
	{ "ours as an option's value", CONF, VMM_ARGS, "-l onegpu kvm",
	  CHECK_VM_MAD, OG_DOCTOR_WARN, "with kvm" },
	{ "no driver", CONF, VMM_ARGS, "-t 15", CHECK_VM_MAD, OG_DOCTOR_WARN,
	  "with nothing" },
	{ "xml", CONF, "\"kvm\"\n]", "\"xml\"\n]", CHECK_VM_MAD, OG_DOCTOR_OK,
	  "from the VM and onegpu-driver.yaml" },
	{ "another type", CONF, "\"kvm\"\n]", "\"one\"\n]", CHECK_VM_MAD,
	  OG_DOCTOR_FAIL, "TYPE of \"kvm\" is \"one\"" },
	{ "no type", CONF, "TYPE       =", "TIPE       =", CHECK_VM_MAD,
	  OG_DOCTOR_FAIL, "TYPE of \"kvm\" is \"\"" },
	{ "the driver is not installed", TREE, "step\tdriver\t1.2.3\n", "",
	  CHECK_VM_MAD, OG_DOCTOR_FAIL, "which is not in remotes/vmm" },
	/* hosts */
	{ "monitoring", NOTHING, "", "", CHECK_MONITORING, OG_DOCTOR_OK,
	  "2 hosts: no error" },
	{ "in error", HOSTS, "<STATE>2", "<STATE>3", CHECK_MONITORING,
	  OG_DOCTOR_FAIL, "host 3 node1 is in error: oned does not say why" },
	{ "in error, still", HOSTS, "<STATE>2", "<STATE>5", CHECK_MONITORING,
	  OG_DOCTOR_FAIL, "host 3 node1 is in error" },
	{ "a word of the probe", HOSTS, "<TEMPLATE>", ERROR("no pci.conf"),
	  CHECK_MONITORING, OG_DOCTOR_WARN, "host 3 node1: no pci.conf" },
	{ "new", HOSTS, "<STATE>2", "<STATE>0", CHECK_MONITORING,
	  OG_DOCTOR_WARN, "not monitored yet" },
	{ "offline", HOSTS, "<STATE>2", "<STATE>8", CHECK_MONITORING,
	  OG_DOCTOR_OK, "no error" },
	{ "synced", NOTHING, "", "", CHECK_SYNCED, OG_DOCTOR_OK,
	  "of the front-end's version" },
	{ "another version", HOSTS, "7.4.0", "7.2.0", CHECK_SYNCED,
	  OG_DOCTOR_FAIL, "host 3 node1 has remotes of 7.2.0, the front-end" },
	{ "no version of a host", HOSTS, "7.4.0", "", CHECK_SYNCED,
	  OG_DOCTOR_FAIL, "has remotes of none" },
	{ "pinned", NOTHING, "", "", CHECK_PINNED, OG_DOCTOR_OK,
	  "pinned, or without a GPU" },
	{ "in small letters", HOSTS, "PINNED", "pinned", CHECK_PINNED,
	  OG_DOCTOR_OK, "pinned, or without a GPU" },
	{ "not pinned", HOSTS, PINNED, "", CHECK_PINNED, OG_DOCTOR_WARN,
	  "host 3 node1 has 2 GPUs and is not pinned" },
	{ "pinned NONE", HOSTS, "PINNED", "NONE", CHECK_PINNED, OG_DOCTOR_WARN,
	  "is not pinned" },
	{ "of containers", HOSTS, CDATA("kvm"), CDATA("lxc"), CHECK_PINNED,
	  OG_DOCTOR_OK, "1 host: pinned" },
	{ "nodes", NOTHING, "", "", CHECK_NODES, OG_DOCTOR_OK, "are whole" },
	{ "DISTANCE is short", HOSTS, CDATA("0 1"), CDATA("0"), CHECK_NODES,
	  OG_DOCTOR_FAIL, "DISTANCE of node 0 has 1 of 2 nodes" },
	{ "a CPU in two cores", HOSTS, "1:-1,5:-1", "0:-1,5:-1", CHECK_NODES,
	  OG_DOCTOR_FAIL, "host 3 node1 cannot be: " },
	{ "a CPU that is none", HOSTS, "1:-1,5:-1", "one", CHECK_NODES,
	  OG_DOCTOR_FAIL, "is no valid value" },
	{ "devices", NOTHING, "", "", CHECK_DEVICES, OG_DOCTOR_OK,
	  "as onegpu's probe lists them" },
	{ "no node", HOSTS, GPU_NODE, "<NUMA_NODE>-</NUMA_NODE>", CHECK_DEVICES,
	  OG_DOCTOR_WARN, "NUMA_NODE is not known, or" },
	{ "no NUMA_NODE at all", HOSTS, GPU_NODE, "", CHECK_DEVICES,
	  OG_DOCTOR_WARN, "when oned first saw it: e1:00.0" },
	{ "a node that is not there", HOSTS, GPU_NODE,
	  "<NUMA_NODE>7</NUMA_NODE>", CHECK_DEVICES, OG_DOCTOR_FAIL,
	  "none of the host's nodes: e1:00.0 (7)" },
	{ "a node that nobody has", HOSTS, GPU_NODE,
	  "<NUMA_NODE>99999999999999999999</NUMA_NODE>", CHECK_DEVICES,
	  OG_DOCTOR_WARN, "NUMA_NODE is not known" },
	{ "since before", HOSTS, TRAITS, "", CHECK_DEVICES, OG_DOCTOR_WARN,
	  "known since before onegpu's probe" },
	{ "no address", HOSTS, "<ADDRESS>" CDATA("0000:e1:00:0"),
	  "<ADDRESS>" CDATA("e1"), CHECK_DEVICES, OG_DOCTOR_OK, "2 hosts" },
};

static char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_ptr_nonnull(at);
	return og_asprintf("%.*s%s%s", (int)(at - text), text, to,
			   at + strlen(from));
}

/* The texts of a front-end, and facts of them. */
struct front {
	char *texts[TEXTS];
	struct og_front_facts facts;
};

static void front_free(struct front *front)
{
	for (int i = 0; i < TEXTS; i++)
		free(front->texts[i]);
	og_front_facts_free(&front->facts);
}

static char *file(const char *name)
{
	og_autofree char *path = og_test_path(name);
	og_autobuf text = OG_BUF_INIT;

	og_test_read(path, &text);
	return og_steal(text.data);
}

static void front_texts(struct front *front)
{
	front->texts[NOTHING] = og_strdup("");
	front->texts[TREE] = og_strdup(whole);
	front->texts[CONF] = file("tests/frontend/oned.conf");
	front->texts[HOSTS] = file("tests/frontend/hosts.xml");
	front->texts[VERSION] = og_strdup("7.4.0");
}

static void front_change(struct front *front, enum text which, const char *from,
			 const char *to)
{
	char *text = replaced(front->texts[which], from, to);

	free(front->texts[which]);
	front->texts[which] = text;
}

static void front_read(struct front *front)
{
	static const char *const schedulers[] = { "one_drs", "onegpu", "rank" };
	struct og_front_facts *facts = &front->facts;
	struct og_err err = { 0 };

	facts->remotes = "remotes";
	facts->oned_conf = "oned.conf";
	facts->own_version = "1.2.3";
	facts->version = og_strdup(front->texts[VERSION]);
	facts->schedulers =
		og_calloc(OG_COUNT(schedulers), sizeof(*facts->schedulers));
	for (; facts->n_schedulers < OG_COUNT(schedulers);
	     facts->n_schedulers++)
		facts->schedulers[facts->n_schedulers] =
			og_strdup(schedulers[facts->n_schedulers]);
	ck_assert_msg(og_front_tree_parse(front->texts[TREE],
					  strlen(front->texts[TREE]),
					  &facts->tree, &err) == 0,
		      "%s", err.msg);
	ck_assert_msg(og_onedconf_parse(front->texts[CONF],
					strlen(front->texts[CONF]),
					&facts->oned, &err) == 0,
		      "%s", err.msg);
	ck_assert_msg(og_fronthosts_parse(front->texts[HOSTS],
					  strlen(front->texts[HOSTS]),
					  &facts->hosts, &err) == 0,
		      "%s", err.msg);
}

static void expect(const struct front *front, unsigned check,
		   enum og_doctor_status status, const char *says)
{
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_finding *finding;
	bool said = false;

	og_front_run(&front->facts, &report);
	finding = &report.findings[check - 1];
	ck_assert_uint_gt(finding->n, 0);
	for (size_t i = 0; i < finding->n; i++)
		said = said || strstr(finding->remarks[i].text, says);
	ck_assert_msg(said, "it says: %s", finding->remarks[0].text);
	ck_assert_int_eq(og_finding_status(finding), status);
	for (size_t i = 0; i < finding->n; i++)
		if (finding->remarks[i].status >= OG_DOCTOR_WARN &&
		    check != CHECK_VERSION)
			ck_assert_uint_gt(finding->remarks[i].mend.len, 0);
}

START_TEST(checks)
{
	og_cleanup(front_free) struct front front = { 0 };

	front_texts(&front);
	front_change(&front, cases[_i].text, cases[_i].from, cases[_i].to);
	front_read(&front);
	expect(&front, cases[_i].check, cases[_i].status, cases[_i].says);
}
END_TEST

/* What takes two changes. */
static const struct {
	const char *name;
	struct {
		enum text text;
		const char *from, *to;
	} changes[2];
	unsigned check;
	enum og_doctor_status status;
	const char *says;
} pairs[] = {
	{ "a scheduler that is not installed and not asked",
	  { { TREE, "step\tsched\t1.2.3\n", "" },
	    { CONF, SCHED_ARGS, "-p rank -o one_drs" } },
	  CHECK_SCHED_MAD,
	  OG_DOCTOR_NA,
	  "rank places VMs" },
	{ "a driver that is not installed and not asked",
	  { { TREE, "step\tdriver\t1.2.3\n", "" },
	    { CONF, VMM_ARGS, "-t 15 kvm" } },
	  CHECK_VM_MAD,
	  OG_DOCTOR_NA,
	  "not installed" },
	{ "no VM_MAD of kvm",
	  { { CONF, "\"kvm\"", "\"other\"" }, { CONF, VMM_ARGS, "kvm" } },
	  CHECK_VM_MAD,
	  OG_DOCTOR_WARN,
	  "no VM_MAD of NAME" },
	{ "in error, and why",
	  { { HOSTS, "<STATE>2", "<STATE>3" },
	    { HOSTS, "<TEMPLATE>", ERROR("line 3 of pci.conf") } },
	  CHECK_MONITORING,
	  OG_DOCTOR_FAIL,
	  "in error: line 3 of pci.conf" },
	{ "offline, and of another version",
	  { { HOSTS, "<STATE>2", "<STATE>8" }, { HOSTS, "7.4.0", "7.2.0" } },
	  CHECK_SYNCED,
	  OG_DOCTOR_OK,
	  "2 hosts" },
	{ "no host with KVM",
	  { { HOSTS, CDATA("kvm"), CDATA("lxc") },
	    { HOSTS, "<IM_MAD>" CDATA("kvm"), "<IM_MAD>" CDATA("lxc") } },
	  CHECK_DEVICES,
	  OG_DOCTOR_NA,
	  "no host with KVM" },
	{ "no nodes",
	  { { HOSTS, "<NUMA_NODES>", "<X>" },
	    { HOSTS, "</NUMA_NODES>", "</X>" } },
	  CHECK_NODES,
	  OG_DOCTOR_FAIL,
	  "host 3 node1 has no NUMA nodes" },
	{ "two faults of one check",
	  { { HOSTS, GPU_NODE, "<NUMA_NODE>7</NUMA_NODE>" },
	    { HOSTS, TRAITS "<VMID>-1</VMID></PCI>\n</PCI_DEVICES>",
	      "</PCI></PCI_DEVICES>" } },
	  CHECK_DEVICES,
	  OG_DOCTOR_FAIL,
	  "known since before onegpu's probe: "
	  "its switch, socket and state are "
	  "missing: e2:00.0" },
	{ "a record of before, where no probe of ours is laid down",
	  { { TREE, "step\tprobes\t1.2.3\n", "" },
	    { HOSTS, TRAITS "<VMID>-1</VMID></PCI>\n</PCI_DEVICES>",
	      "</PCI></PCI_DEVICES>" } },
	  CHECK_DEVICES,
	  OG_DOCTOR_NA,
	  "onegpu's probes are not laid down" },
	{ "a record of before, on a host that has no probe of ours yet",
	  { { HOSTS, "7.4.0", "7.2.0" },
	    { HOSTS, TRAITS "<VMID>-1</VMID></PCI>\n</PCI_DEVICES>",
	      "</PCI></PCI_DEVICES>" } },
	  CHECK_DEVICES,
	  OG_DOCTOR_OK,
	  "2 hosts" },
};

START_TEST(two_changes)
{
	og_cleanup(front_free) struct front front = { 0 };

	front_texts(&front);
	for (int i = 0; i < 2; i++)
		front_change(&front, pairs[_i].changes[i].text,
			     pairs[_i].changes[i].from,
			     pairs[_i].changes[i].to);
	front_read(&front);
	expect(&front, pairs[_i].check, pairs[_i].status, pairs[_i].says);
}
END_TEST

START_TEST(unseen)
{
	og_cleanup(front_free) struct front front = { 0 };

	front_texts(&front);
	front_read(&front);
	front.facts.oned_unseen = og_strdup("no leave");
	front.facts.hosts_unseen = og_strdup("no onehost");
	expect(&front, CHECK_SCHED_MAD, OG_DOCTOR_NA,
	       "could not see: no leave");
	expect(&front, CHECK_VM_MAD, OG_DOCTOR_NA, "could not see: no leave");
	for (unsigned check = CHECK_MONITORING; check <= CHECK_DEVICES; check++)
		expect(&front, check, OG_DOCTOR_NA,
		       "could not see: no onehost");
	front.facts.unsynced = true;
	expect(&front, CHECK_SYNCED, OG_DOCTOR_FAIL, "since the last onehost");
	free(front.facts.version);
	front.facts.version = NULL;
	expect(&front, CHECK_VERSION, OG_DOCTOR_NA, "could not see: remotes");
}
END_TEST

/* --- compared with what the probe says now --- */

#define PROBED(address, node)                                         \
	"PCI = [\n ADDRESS = \"" address "\" ,\n NUMA_NODE = \"" node \
	"\" ,\n DEVICE_NAME = \"GPU\" \n]\n"

static const struct {
	const char *name, *record, *probed;
	enum og_doctor_status status;
	const char *says;
} compared[] = {
	{ "as it is", "1",
	  PROBED("0000:e1:00:0", "1") PROBED("0000:e2:00:0", "1"), OG_DOCTOR_OK,
	  "2 hosts" },
	{ "a node that is known now", "-",
	  PROBED("0000:e1:00:0", "1") PROBED("0000:e2:00:0", "1"),
	  OG_DOCTOR_FAIL, "not what the probe says: e1:00.0 (-, now 1)" },
	{ "another node", "0",
	  PROBED("0000:e1:00:0", "1") PROBED("0000:e2:00:0", "1"),
	  OG_DOCTOR_FAIL, "e1:00.0 (0, now 1)" },
	{ "a node that nobody knows", "-",
	  PROBED("0000:e1:00:0", "-") PROBED("0000:e2:00:0", "1"), OG_DOCTOR_OK,
	  "2 hosts" },
	{ "a node that is not known any more", "1",
	  PROBED("0000:e1:00:0", "-") PROBED("0000:e2:00:0", "1"),
	  OG_DOCTOR_FAIL, "e1:00.0 (1, now -)" },
	{ "one that is gone", "1", PROBED("0000:e1:00:0", "1"), OG_DOCTOR_WARN,
	  "oned knows 2 devices, the probe lists 1, 1 are in both" },
	{ "one that is new", "1",
	  PROBED("0000:e1:00:0", "1") PROBED("0000:e2:00:0", "1")
		  PROBED("0000:e3:00:0", "1"),
	  OG_DOCTOR_WARN, "oned knows 2 devices, the probe lists 3" },
};

START_TEST(probed)
{
	og_cleanup(front_free) struct front front = { 0 };
	og_autofree char *node =
		og_asprintf("<NUMA_NODE>%s</NUMA_NODE>", compared[_i].record);
	struct og_front_facts *facts = &front.facts;

	front_texts(&front);
	front_change(&front, HOSTS, GPU_NODE, node);
	front_read(&front);
	OG_RESERVE(facts->probed, 1, facts->cap_probed);
	facts->probed[0].host = og_strdup("node1");
	ck_assert_int_eq(og_probed_parse(compared[_i].probed,
					 strlen(compared[_i].probed),
					 &facts->probed[0].devices, NULL),
			 0);
	facts->n_probed = 1;
	expect(&front, CHECK_DEVICES, compared[_i].status, compared[_i].says);
}
END_TEST

/* --- the commands that make a host anew --- */

#define TEMPLATE_OF(s) "<TEMPLATE>" s

static const struct {
	const char *name, *from, *to, *says;
} anew[] = {
	{ "saved first", "x", "x", "$ onehost show --xml 3 >host-3.xml\n" },
	{ "its VMs first", "<VMS>", "<VMS><ID>12</ID><ID>17</ID>",
	  "$ onevm undeploy 12,17\n$ onehost delete 3\n" },
	{ "its VMs again", "<VMS>", "<VMS><ID>12</ID>", "$ onevm resume 12\n" },
	{ "drivers and cluster", "x", "x",
	  "$ onehost create node1 --im kvm --vm kvm --cluster 100\n" },
	{ "what was set", TEMPLATE_OF(""),
	  TEMPLATE_OF("<RESERVED_CPU>-100</RESERVED_CPU>"),
	  "$ printf '%s\\n' 'RESERVED_CPU = \"-100\"' 'PIN_POLICY = "
	  "\"PINNED\"' >host-3.set\n$ onehost update node1 host-3.set "
	  "--append\n" },
	{ "what would break out", TEMPLATE_OF(""),
	  TEMPLATE_OF("<PCI_FILTER>x'; reboot</PCI_FILTER>"),
	  "PCI_FILTER was set too: see the saved file.\n" },
	{ "a name that would break out", "node1", "a;b'c",
	  "$ onehost create 'a;b'\\''c' --im" },
	{ "a name that would be an option", "node1", "-x",
	  "$ onehost create '-x' --im" },
};

START_TEST(made_anew)
{
	og_cleanup(front_free) struct front front = { 0 };
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_finding *finding;
	const char *mend;

	front_texts(&front);
	front_change(&front, HOSTS, TRAITS, "");
	front_change(&front, HOSTS, anew[_i].from, anew[_i].to);
	front_read(&front);
	og_front_run(&front.facts, &report);
	finding = &report.findings[CHECK_DEVICES - 1];
	ck_assert_uint_eq(finding->n, 1);
	mend = og_buf_text(&finding->remarks[0].mend);
	ck_assert_msg(strstr(mend, anew[_i].says) != NULL, "it says: %s", mend);
}
END_TEST

/* --- what is refused --- */

static const struct {
	const char *name, *text, *says;
} trees[] = {
	{ "no tab", "ok\n", "line 1" },
	{ "no path", "ok\tprobes\n", "line 1" },
	{ "an empty path", "ok\tprobes\t\n", "line 1" },
	{ "a field more", "ok\tprobes\ta\tb\n", "line 1" },
	{ "no such state", "fine\tprobes\ta\n", "\"fine" },
	{ "no such step", "ok\tprobe\ta\n", "line 1" },
	{ "no end", "ok\tprobes\ta\nok\tprobes\tb", "line 2" },
};

START_TEST(tree_refused)
{
	og_cleanup(og_front_tree_free) struct og_front_tree tree = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(og_front_tree_parse(trees[_i].text,
					     strlen(trees[_i].text), &tree,
					     &err),
			 0);
	ck_assert_msg(strstr(err.msg, trees[_i].says) != NULL, "%s", err.msg);
}
END_TEST

static const struct {
	const char *name, *text, *says;
} pools[] = {
	{ "nothing", "", "" },
	{ "no XML", "ID 3", "" },
	{ "VMs", "<VM_POOL/>", "VM_POOL" },
	{ "not ended", "<HOST_POOL><HOST>", "" },
	{ "no id", "<HOST_POOL><HOST><NAME>x</NAME></HOST></HOST_POOL>",
	  "without ID" },
	{ "no name", "<HOST><ID>1</ID></HOST>", "without NAME" },
	{ "an id that is none", "<HOST><ID>x</ID></HOST>", "no host id" },
	{ "a state that is none", "<HOST><ID>1</ID><STATE>on</STATE></HOST>",
	  "no STATE" },
	{ "a VM that is none", "<HOST><VMS><ID>x</ID></VMS></HOST>",
	  "no VM id" },
	{ "an entity", "<!DOCTYPE a><HOST/>", "" },
};

START_TEST(hosts_refused)
{
	og_cleanup(og_fronthosts_free) struct og_fronthosts hosts = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(og_fronthosts_parse(pools[_i].text,
					     strlen(pools[_i].text), &hosts,
					     &err),
			 0);
	ck_assert_msg(strstr(err.msg, pools[_i].says) != NULL, "%s", err.msg);
	ck_assert_uint_eq(hosts.n_hosts, 0);
}
END_TEST

static Suite *suite_frontend(void)
{
	Suite *s = suite_create("frontend");
	TCase *tc = tcase_create("frontend");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(cases));
	tcase_add_loop_test(tc, two_changes, 0, OG_COUNT(pairs));
	tcase_add_test(tc, unseen);
	tcase_add_loop_test(tc, probed, 0, OG_COUNT(compared));
	tcase_add_loop_test(tc, made_anew, 0, OG_COUNT(anew));
	tcase_add_loop_test(tc, tree_refused, 0, OG_COUNT(trees));
	tcase_add_loop_test(tc, hosts_refused, 0, OG_COUNT(pools));
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite_frontend(), suite_onedconf() };

	return og_test_run(suites, OG_COUNT(suites));
}
