// SPDX-License-Identifier: Apache-2.0
/* onegpu.yaml, and that the one we ship says what the code does. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "sched-suites.h"

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static char *tell(const struct og_choose_conf *c)
{
	return og_asprintf(
		"%s %u %s | %s | %s %g%s%s", og_policy_name(c->policy),
		c->max_host, or_none(c->host_rank), or_none(c->store_rank),
		or_none(c->net_rank), c->memory_scale,
		c->same_nets ? " same" : "", c->as_rank ? " as_rank" : "");
}

#define STRIPING "- RUNNING_VMS | FREE_MB | - USED_LEASES"

static const struct {
	const char *text, *want;
} good[] = {
	{ "", "preferred 0 " STRIPING " 0" },
	{ "# nothing\n", "preferred 0 " STRIPING " 0" },
	{ "max_host: 3", "preferred 3 " STRIPING " 0" },
	{ "MAX_HOST: 3\nPCI_NUMA_POLICY: none", "none 3 " STRIPING " 0" },
	{ ":max_host: 3", "preferred 3 " STRIPING " 0" },
	{ "pci_numa_policy: required", "required 0 " STRIPING " 0" },
	{ "pci_numa_policy: Socket", "socket 0 " STRIPING " 0" },
	{ "policy: 0\nds_policy: 0\nnic_policy: 0",
	  "preferred 0 RUNNING_VMS | - FREE_MB | USED_LEASES 0" },
	{ "policy: 2", "preferred 0 FREE_CPU | FREE_MB | - USED_LEASES 0" },
	{ "policy: 4\nds_policy: 3\nnic_policy: 3",
	  "preferred 0 PRIORITY | PRIORITY | PRIORITY 0" },
	{ "policy: 3\nrank: '- (A * 2 + B)'",
	  "preferred 0 - (A * 2 + B) | FREE_MB | - USED_LEASES 0" },
	{ "ds_rank: X\nds_policy: 2\nnic_policy: 2\nnic_rank: Y + 1",
	  "preferred 0 - RUNNING_VMS | X | Y + 1 0" },
	{ "memory_system_ds_scale: 1.5", "preferred 0 " STRIPING " 1.5" },
	{ "different_vnets: NO", "preferred 0 " STRIPING " 0 same" },
	{ "different_vnets: yes\nas_rank: true",
	  "preferred 0 " STRIPING " 0 as_rank" },
};

START_TEST(reads)
{
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf;
	og_autofree char *got = NULL;
	struct og_err err = { 0 };

	og_sched_conf_init(&conf);
	ck_assert_msg(og_sched_conf_parse(good[_i].text, strlen(good[_i].text),
					  &conf, &err) == 0,
		      "%s: %s", good[_i].text, err.msg);
	got = tell(&conf.choose);
	ck_assert_msg(strcmp(got, good[_i].want) == 0, "%s: %s", good[_i].text,
		      got);
}
END_TEST

static const struct {
	const char *text, *want;
} bad[] = {
	{ "max_hosts: 1",
	  "line 1: unknown key 'max_hosts', did you mean 'max_host'?" },
	{ "\nMAXHOST: 1",
	  "line 2: unknown key 'maxhost', did you mean 'max_host'?" },
	{ "LOG: file", "line 1: unknown key 'log', known are " },
	{ "max_host: -1", "line 1: max_host: '-1' is not a number from 0 to" },
	{ "max_host: 1.5", "line 1: max_host: '1.5' is not a number" },
	{ "max_host: 1000001", "is not a number from 0 to 1000000" },
	{ "max_host: [1]", "line 1: 'max_host' is one value" },
	{ "max_host:", "line 1: " },
	{ "a: 1\nA: 1", "line 2: 'a' is in line 1 already" },
	{ "policy: 5", "line 1: policy: '5' is not a number from 0 to 4" },
	{ "ds_policy: 4", "line 1: ds_policy: '4' is not a number from 0 to" },
	{ "nic_policy: x", "line 1: nic_policy: 'x' is not a number from 0" },
	{ "policy: 3", "line 1: 'policy: 3' needs an expression in 'rank'" },
	{ "rank: A", "line 1: 'rank' counts with 'policy: 3' only" },
	{ "policy: 3\nrank: A +",
	  "line 2: rank 'A +': column 4: the expression ends too early" },
	{ "ds_policy: 2\nds_rank: (", "line 2: ds_rank '(': column 2" },
	{ "policy: 3\nrank: [A, B]", "line 2: 'rank' is one value" },
	{ "different_vnets: 1", "line 1: different_vnets: '1' is not yes or" },
	{ "as_rank: [yes, no]", "line 1: 'as_rank' is one value" },
	{ "memory_system_ds_scale: -1", "'-1' is not a number from 0 to 1000" },
	{ "memory_system_ds_scale: 1001", "is not a number from 0 to 1000" },
	{ "memory_system_ds_scale: 1x", "'1x' is not a number from 0 to" },
	{ "memory_system_ds_scale: .", "'.' is not a number from 0 to 1000" },
	{ "pci_numa_policy: default",
	  "line 1: pci_numa_policy: 'default' is not required, socket, "
	  "preferred or none" },
	{ "pci_numa_policy: sockets", "'sockets' is not required, socket, " },
	{ "policy: {a: 1}", "line 1" },
};

START_TEST(refuses_with_a_line)
{
	struct og_sched_conf conf = { .own = { NULL } };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_sched_conf_parse(bad[_i].text, strlen(bad[_i].text),
					     &conf, &err),
			 -EINVAL);
	ck_assert_msg(strstr(err.msg, bad[_i].want), "%s: %s", bad[_i].text,
		      err.msg);
	ck_assert_ptr_null(conf.own[0]);
}
END_TEST

START_TEST(the_shipped_file_holds_the_defaults)
{
	og_autofree char *path = og_test_path("conf/onegpu-sched.yaml");
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf, defaults;
	og_autofree char *got = NULL, *want = NULL;
	struct og_err err = { 0 };

	og_sched_conf_init(&conf);
	og_sched_conf_init(&defaults);
	ck_assert_msg(og_sched_conf_read(path, &conf, &err) == 0, "%s",
		      err.msg);
	ck_assert_int_eq(og_sched_conf_parse("", 0, &defaults, &err), 0);
	got = tell(&conf.choose);
	want = tell(&defaults.choose);
	ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(a_file_is_named_in_its_errors)
{
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf;
	struct og_err err = { 0 };

	og_sched_conf_init(&conf);
	ck_assert_int_eq(og_sched_conf_read("/nowhere/x.yaml", &conf, &err),
			 -ENOENT);
	ck_assert_msg(strstr(err.msg, "/nowhere/x.yaml"), "%s", err.msg);
}
END_TEST

static void make(const char *path)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fclose(f);
}

START_TEST(it_is_looked_for_below_one_location)
{
	char dir[] = "/tmp/og-conf-XXXXXX";
	og_autofree char *etc = NULL, *schedulers = NULL, *file = NULL;
	og_autofree char *before = NULL, *after = NULL;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	etc = og_asprintf("%s/etc", dir);
	schedulers = og_asprintf("%s/schedulers", etc);
	file = og_asprintf("%s/onegpu.yaml", schedulers);
	ck_assert_int_eq(mkdir(etc, 0700), 0);
	ck_assert_int_eq(mkdir(schedulers, 0700), 0);
	before = og_sched_conf_find(dir);
	make(file);
	after = og_sched_conf_find(dir);
	unlink(file);
	rmdir(schedulers);
	rmdir(etc);
	rmdir(dir);
	if (before)
		ck_assert_str_eq(before, "/etc/one/schedulers/onegpu.yaml");
	ck_assert_ptr_nonnull(after);
	ck_assert_str_eq(after, file);
}
END_TEST

Suite *og_suite_conf(void)
{
	Suite *s = suite_create("conf");
	TCase *tc = tcase_create("conf");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses_with_a_line, 0, OG_COUNT(bad));
	tcase_add_test(tc, the_shipped_file_holds_the_defaults);
	tcase_add_test(tc, a_file_is_named_in_its_errors);
	tcase_add_test(tc, it_is_looked_for_below_one_location);
	suite_add_tcase(s, tc);
	return s;
}
