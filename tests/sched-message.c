// SPDX-License-Identifier: Apache-2.0
/* The message as a whole: sections, ids, what voids it and what does not. */
#include <errno.h>

#include "sched-suites.h"
#include "sched-text.h"

#define VM(inner) "<VM><ID>1</ID><STATE>1</STATE>" inner "</VM>"
#define TMPL(inner) \
	VM("<TEMPLATE><CPU>1</CPU><MEMORY>512</MEMORY>" inner "</TEMPLATE>")
#define HOST(id, inner)                       \
	"<HOST><ID>" id "</ID><NAME>h</NAME>" \
	"<CLUSTER_ID>0</CLUSTER_ID><HOST_SHARE>" inner "</HOST_SHARE></HOST>"
#define STORE(id) "<DATASTORE><ID>" id "</ID><TYPE>1</TYPE></DATASTORE>"
#define NEEDS(vm, hosts, stores)                      \
	"<VM><ID>" vm "</ID><HOSTS>" hosts "</HOSTS>" \
	"<DATASTORES>" stores "</DATASTORES></VM>"
#define DOC(vms, hosts, stores, needs)                                         \
	"<SCHEDULER_DRIVER_ACTION><VM_POOL>" vms "</VM_POOL><HOST_POOL>" hosts \
	"</HOST_POOL><DATASTORE_POOL>" stores                                  \
	"</DATASTORE_POOL><REQUIREMENTS>" needs "</REQUIREMENTS>"              \
	"</SCHEDULER_DRIVER_ACTION>"

static const struct {
	const char *name, *text;
	const char *want; /* in the message */
} bad[] = {
	{ "nothing", "", "no <SCHEDULER_DRIVER_ACTION> in the document" },
	{ "another document", "<VM_POOL/>",
	  "<SCHEDULER_DRIVER_ACTION> was expected" },
	{ "no section", "<SCHEDULER_DRIVER_ACTION/>", "no VM_POOL section" },
	{ "no hosts",
	  "<SCHEDULER_DRIVER_ACTION><VM_POOL/><DATASTORE_POOL/>"
	  "<REQUIREMENTS/></SCHEDULER_DRIVER_ACTION>",
	  "no HOST_POOL section" },
	{ "no datastores",
	  "<SCHEDULER_DRIVER_ACTION><VM_POOL/><HOST_POOL/><REQUIREMENTS/>"
	  "</SCHEDULER_DRIVER_ACTION>",
	  "no DATASTORE_POOL section" },
	{ "no requirements",
	  "<SCHEDULER_DRIVER_ACTION><VM_POOL/><HOST_POOL/><DATASTORE_POOL/>"
	  "</SCHEDULER_DRIVER_ACTION>",
	  "no REQUIREMENTS section" },
	{ "a section in a section does not count",
	  "<SCHEDULER_DRIVER_ACTION><VM_POOL><HOST_POOL/></VM_POOL>"
	  "<DATASTORE_POOL/><REQUIREMENTS/></SCHEDULER_DRIVER_ACTION>",
	  "no HOST_POOL section" },
	{ "a host twice", DOC("", HOST("4", "") HOST("4", ""), "", ""),
	  "HOST_POOL: host 4 is there twice" },
	{ "a datastore twice", DOC("", "", STORE("100") STORE("100"), ""),
	  "DATASTORE_POOL: datastore 100 is there twice" },
	{ "a VM twice", DOC(TMPL("") TMPL(""), "", "", ""),
	  "VM_POOL: VM 1 is there twice" },
	{ "requirements twice",
	  DOC("", "", "", NEEDS("1", "", "") NEEDS("1", "", "")),
	  "REQUIREMENTS: VM 1 is there twice" },
	{ "requirements of nobody", DOC("", "", "", "<VM><HOSTS/></VM>"),
	  "REQUIREMENTS/VM: a VM without ID" },
	{ "a VM without ID", DOC("<VM></VM>", "", "", ""),
	  "VM_POOL/VM: a VM without ID" },
	{ "a VM without MEMORY", DOC(VM(""), "", "", ""),
	  "VM_POOL/VM: VM 1: no TEMPLATE/MEMORY" },
	{ "a VM of no number", DOC("<VM><ID>one</ID></VM>", "", "", ""),
	  "VM_POOL/VM/ID: \"one\" is no valid number" },
	{ "a VM of a negative number", DOC("<VM><ID>-1</ID></VM>", "", "", ""),
	  "VM_POOL/VM/ID: \"-1\" is no valid number" },
	{ "a VM of too high a number",
	  DOC("<VM><ID>2147483648</ID></VM>", "", "", ""),
	  "VM_POOL/VM/ID: \"2147483648\" is no valid number" },
	{ "a state of no number", DOC(VM("<STATE>x</STATE>"), "", "", ""),
	  "VM_POOL/VM/STATE: \"x\" is no valid number" },
	{ "a MEMORY of no number",
	  DOC(TMPL("<MEMORY>1 GB</MEMORY>"), "", "", ""),
	  "VM_POOL/VM/TEMPLATE/MEMORY: \"1 GB\" is no valid number" },
	{ "a negative MEMORY", DOC(TMPL("<MEMORY>-1</MEMORY>"), "", "", ""),
	  "VM_POOL/VM/TEMPLATE/MEMORY: \"-1\" is no valid number" },
	{ "a host of no number", DOC("", HOST("four", ""), "", ""),
	  "HOST_POOL/HOST/ID: \"four\" is no valid number" },
	{ "a host without ID", DOC("", "<HOST></HOST>", "", ""),
	  "HOST_POOL/HOST: a HOST without ID" },
	{ "a datastore of no number", DOC("", "", STORE(""), ""),
	  "DATASTORE_POOL/DATASTORE/ID: \"\" is no valid number" },
	{ "a datastore without ID", DOC("", "", "<DATASTORE/>", ""),
	  "DATASTORE_POOL/DATASTORE: a DATASTORE without ID" },
	{ "a required host of no number",
	  DOC("", "", "", NEEDS("1", "<ID>0</ID><ID>x</ID>", "")),
	  "REQUIREMENTS/VM/HOSTS/ID: \"x\" is no valid number" },
	{ "a required datastore of no number",
	  DOC("", "", "", NEEDS("1", "", "<ID>1.5</ID>")),
	  "REQUIREMENTS/VM/DATASTORES/ID: \"1.5\" is no valid number" },
	{ "junk behind it", DOC("", "", "", "") "x", "not well-formed" },
};

START_TEST(what_voids_a_message)
{
	struct og_message msg = { 0 };
	struct og_err err = { 0 };
	int r = og_message_read(bad[_i].text, strlen(bad[_i].text), &msg, &err);

	ck_assert_msg(r == -EINVAL, "%s: %d", bad[_i].name, r);
	ck_assert_msg(strstr(err.msg, bad[_i].want) != NULL, "%s: %s",
		      bad[_i].name, err.msg);
	ck_assert_ptr_null(msg.vms);
	ck_assert_ptr_null(msg.hosts);
}
END_TEST

static void read_message(const char *text, struct og_message *ret_msg)
{
	struct og_err err = { 0 };

	ck_assert_msg(og_message_read(text, strlen(text), ret_msg, &err) == 0,
		      "%s", err.msg);
}

START_TEST(an_empty_message_is_one)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(DOC("", "", "", ""), &msg);
	ck_assert_uint_eq(msg.n_vms + msg.n_hosts + msg.n_stores, 0);
	ck_assert_ptr_null(og_message_host(&msg, 0));
	ck_assert_ptr_null(og_message_store(&msg, 0));
}
END_TEST

START_TEST(hosts_and_stores_ascend)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(DOC(TMPL(""), HOST("7", "") HOST("2", ""),
			 STORE("104") STORE("0"),
			 NEEDS("1", "<ID>7</ID><ID>2</ID>",
			       "<ID>104</ID><ID>0</ID>")),
		     &msg);
	ck_assert_int_eq(msg.hosts[0].id, 2);
	ck_assert_int_eq(og_message_host(&msg, 7)->id, 7);
	ck_assert_ptr_null(og_message_host(&msg, 3));
	ck_assert_int_eq(og_message_store(&msg, 104)->id, 104);
	ck_assert_uint_eq(msg.vms[0].n_hosts, 2);
	ck_assert_int_eq(msg.vms[0].hosts[0], 2);
	ck_assert_int_eq(msg.vms[0].stores[1], 104);
}
END_TEST

START_TEST(sections_come_in_any_order)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(
		"<SCHEDULER_DRIVER_ACTION><REQUIREMENTS>" NEEDS(
			"1", "<ID>3</ID>",
			"") "</REQUIREMENTS>"
			    "<DATASTORE_POOL/><HOST_POOL>" HOST(
				    "3",
				    "") "</HOST_POOL>"
					"<NEWS><VM><ID>x</ID></VM></"
					"NEWS><VM_POOL>" TMPL(
						"") "</VM_POOL></"
						    "SCHEDULER_DRIVER_ACTION>",
		&msg);
	ck_assert_uint_eq(msg.n_vms, 1);
	ck_assert_int_eq(msg.vms[0].hosts[0], 3);
}
END_TEST

START_TEST(a_vm_without_requirements_may_go_nowhere)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(DOC(TMPL(""), HOST("0", ""), STORE("0"),
			 NEEDS("9", "<ID>0</ID>", "<ID>0</ID>")),
		     &msg);
	ck_assert_uint_eq(msg.vms[0].n_hosts, 0);
	ck_assert_uint_eq(msg.vms[0].n_stores, 0);
}
END_TEST

static const struct {
	const char *name, *share, *want;
} faults[] = {
	{ "memory", "<MAX_MEM>lots</MAX_MEM>",
	  "HOST_SHARE/MAX_MEM: \"lots\" is no valid value" },
	{ "CPU", "<CPU_USAGE>1.5</CPU_USAGE>",
	  "HOST_SHARE/CPU_USAGE: \"1.5\" is no valid value" },
	{ "overflow", "<MAX_CPU>9223372036854775807</MAX_CPU>",
	  "HOST_SHARE/MAX_CPU: \"9223372036854775807\" is no valid value" },
	{ "no VM a thread", "<VMS_THREAD>0</VMS_THREAD>",
	  "HOST_SHARE/VMS_THREAD: \"0\" is no valid value" },
	{ "too many VMs a thread", "<VMS_THREAD>4294967296</VMS_THREAD>",
	  "HOST_SHARE/VMS_THREAD: \"4294967296\" is no valid value" },
	{ "a datastore", "<DATASTORES><DS><ID>x</ID></DS></DATASTORES>",
	  "HOST_SHARE/DATASTORES/DS/ID: \"x\" is no valid value" },
	{ "a datastore beyond all",
	  "<DATASTORES><DS><ID>4294967296</ID></DS></DATASTORES>",
	  "HOST_SHARE/DATASTORES/DS/ID: \"4294967296\" is no valid value" },
	{ "a node twice",
	  "<NUMA_NODES><NODE><NODE_ID>1</NODE_ID></NODE>"
	  "<NODE><NODE_ID>1</NODE_ID></NODE></NUMA_NODES>",
	  "NUMA node 1 is listed twice" },
	{ "a device",
	  "<PCI_DEVICES><PCI><ADDRESS>x</ADDRESS></PCI>"
	  "</PCI_DEVICES>",
	  "PCI_DEVICES/PCI/ADDRESS: \"x\" is no valid value" },
};

START_TEST(a_faulty_host_does_not_stop_the_others)
{
	og_autofree char *text = og_asprintf(
		DOC("", HOST("3", "%s") HOST("1", "<MAX_CPU>800</MAX_CPU>"), "",
		    ""),
		faults[_i].share);
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(text, &msg);
	ck_assert_uint_eq(msg.n_hosts, 2);
	ck_assert_ptr_null(msg.hosts[0].fault);
	ck_assert_int_eq(msg.hosts[0].cpu_max, 800);
	ck_assert_msg(msg.hosts[1].fault &&
			      strcmp(msg.hosts[1].fault, faults[_i].want) == 0,
		      "%s: %s", faults[_i].name,
		      msg.hosts[1].fault ? msg.hosts[1].fault : "no fault");
}
END_TEST

START_TEST(a_cluster_beyond_all_is_a_fault)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	read_message(DOC("",
			 "<HOST><ID>0</ID><CLUSTER_ID>4294967296</CLUSTER_ID>"
			 "</HOST>",
			 "", ""),
		     &msg);
	ck_assert_str_eq(msg.hosts[0].fault,
			 "CLUSTER_ID: \"4294967296\" is no valid value");
}
END_TEST

/* However the pieces fall, the same message. */
START_TEST(it_can_be_fed_byte_by_byte)
{
	og_cleanup(og_message_reader_freep) struct og_message_reader *r =
		og_message_reader_new();
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const struct og_text_host host = { .id = 3, .nodes = 2 };
	const struct og_text_vm vm = { .id = 5,
				       .pin = "CORE",
				       .vnodes = { 2 } };
	const struct og_text text = { &host, 1, &vm, 1, NULL, 0 };
	og_autobuf doc = OG_BUF_INIT;

	og_text_write(&text, &doc);
	for (size_t i = 0; i < doc.len; i++)
		ck_assert_int_eq(
			og_message_reader_feed(r, doc.data + i, 1, NULL), 0);
	ck_assert_int_eq(og_message_reader_finish(r, &msg, NULL), 0);
	ck_assert_int_eq(msg.vms[0].id, 5);
	ck_assert_int_eq(msg.vms[0].pin, OG_PIN_CORE);
	ck_assert_uint_eq(msg.hosts[0].share.n_nodes, 2);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	const struct og_text_host host = { .id = 3, .nodes = 1, .cores = 1 };
	const struct og_text_vm vm = { .id = 5 };
	const struct og_text text = { &host, 1, &vm, 1, NULL, 0 };
	og_autobuf doc = OG_BUF_INIT;

	og_text_write(&text, &doc);
	/* The last byte is a line end. */
	for (size_t len = 0; len + 1 < doc.len; len++) {
		struct og_message msg = { 0 };
		struct og_err err = { 0 };

		ck_assert_int_eq(og_message_read(doc.data, len, &msg, &err),
				 -EINVAL);
		ck_assert_str_ne(err.msg, "");
	}
}
END_TEST

Suite *og_suite_message(void)
{
	Suite *s = suite_create("message");
	TCase *tc = tcase_create("message");

	tcase_add_loop_test(tc, what_voids_a_message, 0, OG_COUNT(bad));
	tcase_add_test(tc, an_empty_message_is_one);
	tcase_add_test(tc, hosts_and_stores_ascend);
	tcase_add_test(tc, sections_come_in_any_order);
	tcase_add_test(tc, a_vm_without_requirements_may_go_nowhere);
	tcase_add_loop_test(tc, a_faulty_host_does_not_stop_the_others, 0,
			    OG_COUNT(faults));
	tcase_add_test(tc, a_cluster_beyond_all_is_a_fault);
	tcase_add_test(tc, it_can_be_fed_byte_by_byte);
	tcase_add_test(tc, every_truncation_is_refused);
	suite_add_tcase(s, tc);
	return s;
}
