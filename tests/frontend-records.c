// SPDX-License-Identifier: Apache-2.0
/*
 * What oned wrote down of nodes and devices, whether it is still so, and the
 * commands that make a host anew.
 */
#include "fakefront.h"
#include "frontend-suites.h"

#define GPU_NODE "<NUMA_NODE>" CDATA("1") "</NUMA_NODE>"
#define TRAITS                            \
	"<READY>" CDATA("yes") "</READY>" \
			       "<LOCAL_CPUS>" CDATA("2-3,6-7") "</LOCAL_CPUS>"
/* Of the last device; without them. */
#define LAST_TRAITS \
	TRAITS "<VMID>-1</VMID></PCI>\n</PCI_DEVICES>", "</PCI></PCI_DEVICES>"

static const struct og_front_row rows[] = {
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
	{ "no host with KVM", HOSTS, CDATA("kvm"), CDATA("lxc"), CHECK_DEVICES,
	  OG_DOCTOR_NA, "no host with KVM", HOSTS, "<IM_MAD>" CDATA("kvm"),
	  "<IM_MAD>" CDATA("lxc") },
	{ "no nodes", HOSTS, "<NUMA_NODES>", "<X>", CHECK_NODES, OG_DOCTOR_FAIL,
	  "host 3 node1 has no NUMA nodes", HOSTS, "</NUMA_NODES>", "</X>" },
	{ "two faults of one check", HOSTS, GPU_NODE,
	  "<NUMA_NODE>7</NUMA_NODE>", CHECK_DEVICES, OG_DOCTOR_FAIL,
	  "known since before onegpu's probe: "
	  "its switch, socket and state are "
	  "missing: e2:00.0",
	  HOSTS, LAST_TRAITS },
	{ "a record of before, where no probe of ours is laid down", TREE,
	  "step\tprobes\t1.2.3\n", "", CHECK_DEVICES, OG_DOCTOR_NA,
	  "onegpu's probes are not laid down", HOSTS, LAST_TRAITS },
	{ "a record of before, on a host that has no probe of ours yet", HOSTS,
	  "7.4.0", "7.2.0", CHECK_DEVICES, OG_DOCTOR_OK, "2 hosts", HOSTS,
	  LAST_TRAITS },
};

START_TEST(checks)
{
	og_fakefront_try(&rows[_i]);
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
	og_autofront front = { 0 };
	og_autofree char *node =
		og_asprintf("<NUMA_NODE>%s</NUMA_NODE>", compared[_i].record);
	struct og_front_facts *facts = &front.facts;

	og_fakefront_make(&front);
	og_fakefront_change(&front, HOSTS, GPU_NODE, node);
	og_fakefront_read(&front);
	OG_RESERVE(facts->probed, 1, facts->cap_probed);
	facts->probed[0].host = og_strdup("node1");
	ck_assert_int_eq(og_probed_parse(compared[_i].probed,
					 strlen(compared[_i].probed),
					 &facts->probed[0].devices, NULL),
			 0);
	facts->n_probed = 1;
	og_fakefront_expect(&front, compared[_i].name, CHECK_DEVICES,
			    compared[_i].status, compared[_i].says);
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
	og_autofront front = { 0 };
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_finding *finding;
	const char *mend;

	og_fakefront_make(&front);
	og_fakefront_change(&front, HOSTS, TRAITS, "");
	og_fakefront_change(&front, HOSTS, anew[_i].from, anew[_i].to);
	og_fakefront_read(&front);
	og_front_run(&front.facts, &report);
	finding = &report.findings[CHECK_DEVICES - 1];
	ck_assert_uint_eq(finding->n, 1);
	mend = og_buf_text(&finding->remarks[0].mend);
	ck_assert_msg(strstr(mend, anew[_i].says) != NULL, "it says: %s", mend);
}
END_TEST

Suite *suite_front_records(void)
{
	Suite *s = suite_create("frontend-records");
	TCase *tc = tcase_create("frontend-records");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(rows));
	tcase_add_loop_test(tc, probed, 0, OG_COUNT(compared));
	tcase_add_loop_test(tc, made_anew, 0, OG_COUNT(anew));
	suite_add_tcase(s, tc);
	return s;
}
