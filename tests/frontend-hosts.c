// SPDX-License-Identifier: Apache-2.0
/* Hosts as oned knows them: whether each has what the front-end has. */
#include "fakefront.h"
#include "frontend-suites.h"

#define PINNED "<PIN_POLICY>" CDATA("PINNED") "</PIN_POLICY>"
#define ERROR(s)                                    \
	"<TEMPLATE><ERROR><MESSAGE>" s "</MESSAGE>" \
	"<TIMESTAMP>now</TIMESTAMP></ERROR>"

static const struct og_front_row rows[] = {
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
	{ "in error, and why", HOSTS, "<STATE>2", "<STATE>3", CHECK_MONITORING,
	  OG_DOCTOR_FAIL, "in error: line 3 of pci.conf", HOSTS, "<TEMPLATE>",
	  ERROR("line 3 of pci.conf") },
	{ "offline, and of another version", HOSTS, "<STATE>2", "<STATE>8",
	  CHECK_SYNCED, OG_DOCTOR_OK, "2 hosts", HOSTS, "7.4.0", "7.2.0" },
};

START_TEST(checks)
{
	og_fakefront_try(&rows[_i]);
}
END_TEST

START_TEST(hosts_unseen)
{
	og_autofront front = { 0 };

	og_fakefront_make(&front);
	og_fakefront_read(&front);
	front.facts.hosts_unseen = og_strdup("no onehost");
	for (unsigned check = CHECK_MONITORING; check <= CHECK_DEVICES; check++)
		og_fakefront_expect(&front, "hosts are unseen", check,
				    OG_DOCTOR_NA, "could not see: no onehost");
	front.facts.unsynced = true;
	og_fakefront_expect(&front, "hosts are unseen", CHECK_SYNCED,
			    OG_DOCTOR_FAIL, "since the last onehost");
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

Suite *suite_front_hosts(void)
{
	Suite *s = suite_create("frontend-hosts");
	TCase *tc = tcase_create("frontend-hosts");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(rows));
	tcase_add_test(tc, hosts_unseen);
	tcase_add_loop_test(tc, hosts_refused, 0, OG_COUNT(pools));
	suite_add_tcase(s, tc);
	return s;
}
