// SPDX-License-Identifier: Apache-2.0
/* OpenNebula's version, and what `onegpu install` laid down. */
#include "fakefront.h"
#include "frontend-suites.h"

static const struct og_front_row rows[] = {
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
};

START_TEST(checks)
{
	og_fakefront_try(&rows[_i]);
}
END_TEST

START_TEST(version_unseen)
{
	og_autofront front = { 0 };

	og_fakefront_make(&front);
	og_fakefront_read(&front);
	free(front.facts.version);
	front.facts.version = NULL;
	og_fakefront_expect(&front, "VERSION is unseen", CHECK_VERSION,
			    OG_DOCTOR_NA, "could not see: remotes");
}
END_TEST

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

Suite *suite_front_tree(void)
{
	Suite *s = suite_create("frontend-tree");
	TCase *tc = tcase_create("frontend-tree");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(rows));
	tcase_add_test(tc, version_unseen);
	tcase_add_loop_test(tc, tree_refused, 0, OG_COUNT(trees));
	suite_add_tcase(s, tc);
	return s;
}
