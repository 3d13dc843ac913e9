// SPDX-License-Identifier: Apache-2.0
/* Whom oned.conf lets place and start VMs. */
#include "fakefront.h"
#include "frontend-suites.h"

#define SCHED_ARGS "-t 15 -p onegpu -o onegpu"
#define VMM_ARGS   "-t 15 -r 0 onegpu -p"

static const struct og_front_row rows[] = {
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
	{ "a scheduler that is not installed and not asked", TREE,
	  "step\tsched\t1.2.3\n", "", CHECK_SCHED_MAD, OG_DOCTOR_NA,
	  "rank places VMs", CONF, SCHED_ARGS, "-p rank -o one_drs" },
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
	{ "a driver that is not installed and not asked", TREE,
	  "step\tdriver\t1.2.3\n", "", CHECK_VM_MAD, OG_DOCTOR_NA,
	  "not installed", CONF, VMM_ARGS, "-t 15 kvm" },
	{ "no VM_MAD of kvm", CONF, "\"kvm\"", "\"other\"", CHECK_VM_MAD,
	  OG_DOCTOR_WARN, "no VM_MAD of NAME", CONF, VMM_ARGS, "kvm" },
};

START_TEST(checks)
{
	og_fakefront_try(&rows[_i]);
}
END_TEST

START_TEST(oned_unseen)
{
	og_autofront front = { 0 };

	og_fakefront_make(&front);
	og_fakefront_read(&front);
	front.facts.oned_unseen = og_strdup("no leave");
	og_fakefront_expect(&front, "oned.conf is unseen", CHECK_SCHED_MAD,
			    OG_DOCTOR_NA, "could not see: no leave");
	og_fakefront_expect(&front, "oned.conf is unseen", CHECK_VM_MAD,
			    OG_DOCTOR_NA, "could not see: no leave");
}
END_TEST

Suite *suite_front_oned(void)
{
	Suite *s = suite_create("frontend-oned");
	TCase *tc = tcase_create("frontend-oned");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(rows));
	tcase_add_test(tc, oned_unseen);
	suite_add_tcase(s, tc);
	return s;
}
