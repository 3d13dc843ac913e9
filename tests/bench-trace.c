// SPDX-License-Identifier: Apache-2.0
/* The trace's files: what is read, and what is refused by its line. */
#include <errno.h>

#include "bench-suites.h"
#include "trace.h"

#define HOSTS "sn,cpu_milli,memory_mib,gpu,model\n"
#define TASKS                                                       \
	"name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos," \
	"pod_phase,creation_time,deletion_time,scheduled_time\n"

static const struct {
	const char *text;
	const char *error; /* NULL: it is read */
	struct og_trace_host host;
} hosts[] = {
	{ HOSTS "n0,96000,393216,8,G2\n",
	  NULL,
	  { "n0", 96, 8, 393216 * 1024LL } },
	{ HOSTS "n0,2000,1,0,\n", NULL, { "n0", 2, 0, 1024 } },
	{ HOSTS "n0,96000,393216,8\n", "line 2: it must have 5 fields" },
	{ HOSTS "n0,96000,393216,8,G2,x\n", "line 2: it must have 5 fields" },
	{ HOSTS "\n", "line 2: it must have 5 fields" },
	{ HOSTS "n0,96000,393216,8,G2", "line 2: the last line has no end" },
	{ HOSTS ",96000,393216,8,G2\n", "line 2: sn has 0 characters" },
	{ HOSTS "a-name-of-more-than-31-characters,2000,1,0,\n",
	  "line 2: sn has 33 characters" },
	{ HOSTS "n0,1000,393216,8,G2\n",
	  "line 2: cpu_milli is 1000, not whole cores of two threads" },
	{ HOSTS "n0,0,393216,8,G2\n",
	  "line 2: cpu_milli is \"0\", not a number of 1 to 1024000" },
	{ HOSTS "n0, 2000,393216,8,G2\n",
	  "line 2: cpu_milli is \" 2000\", not a number of 1 to 1024000" },
	{ HOSTS "n0,2000,0,8,G2\n",
	  "line 2: memory_mib is \"0\", not a number of 1 to 67108864" },
	{ HOSTS "n0,2000,1,17,G2\n",
	  "line 2: gpu is \"17\", not a number of 0 to 16" },
	{ HOSTS "n0,2000,1,0,\nn1,2000,1,-1,\n",
	  "line 3: gpu is \"-1\", not a number of 0 to 16" },
	{ "sn,cpu,memory_mib,gpu,model\n",
	  "line 1: it must be \"sn,cpu_milli,memory_mib,gpu,model\"" },
};

START_TEST(reads_hosts)
{
	og_cleanup(og_trace_free) struct og_trace trace = { 0 };
	const struct og_trace_host *want = &hosts[_i].host;
	struct og_err err = { 0 };
	int r = og_trace_parse_hosts(&trace, hosts[_i].text,
				     strlen(hosts[_i].text), &err);

	if (hosts[_i].error) {
		ck_assert_str_eq(err.msg, hosts[_i].error);
		ck_assert_int_eq(r, -EINVAL);
		return;
	}
	ck_assert_msg(r == 0, "%s", err.msg);
	ck_assert_uint_eq(trace.n_hosts, 1);
	ck_assert_str_eq(trace.hosts[0].name, want->name);
	ck_assert_uint_eq(trace.hosts[0].cpus, want->cpus);
	ck_assert_uint_eq(trace.hosts[0].gpus, want->gpus);
	ck_assert_int_eq(trace.hosts[0].memory, want->memory);
}
END_TEST

static const struct {
	const char *text;
	const char *error;
	struct og_trace_task task;
} tasks[] = {
	{ TASKS "p0,12000,16384,1,460,,LS,Running,7,9,8\n",
	  NULL,
	  { 12000, 1, 460, 16384 * 1024LL, 7 } },
	{ TASKS "p0,1,0,0,0,,LS,Running,0,,\n", NULL, { 1, 0, 0, 0, 0 } },
	{ TASKS "p0,12000,16384,1,460,,LS,Running,7,9\n",
	  "line 2: it must have 11 fields" },
	{ TASKS "p0,12000,16384,1,1001,,LS,Running,7,9,8\n",
	  "line 2: gpu_milli is \"1001\", not a number of 0 to 1000" },
	{ TASKS "p0,0,16384,1,460,,LS,Running,7,9,8\n",
	  "line 2: cpu_milli is \"0\", not a number of 1 to 1024000" },
	{ TASKS "p0,12000,16384,17,460,,LS,Running,7,9,8\n",
	  "line 2: num_gpu is \"17\", not a number of 0 to 16" },
	{ TASKS "p0,12000,16384,1,460,,LS,Running,,9,8\n",
	  "line 2: creation_time is \"\", not a number of 0 to 2147483647" },
	{ TASKS "p0,12000,16384,1,460,,LS,Running,1e3,9,8\n",
	  "line 2: creation_time is \"1e3\", not a number of 0 to "
	  "2147483647" },
};

START_TEST(reads_tasks)
{
	og_cleanup(og_trace_free) struct og_trace trace = { 0 };
	const struct og_trace_task *want = &tasks[_i].task, *got;
	struct og_err err = { 0 };
	int r = og_trace_parse_tasks(&trace, tasks[_i].text,
				     strlen(tasks[_i].text), &err);

	if (tasks[_i].error) {
		ck_assert_str_eq(err.msg, tasks[_i].error);
		ck_assert_int_eq(r, -EINVAL);
		return;
	}
	ck_assert_msg(r == 0, "%s", err.msg);
	ck_assert_uint_eq(trace.n_tasks, 1);
	got = &trace.tasks[0];
	ck_assert_uint_eq(got->cpu_milli, want->cpu_milli);
	ck_assert_uint_eq(got->gpus, want->gpus);
	ck_assert_uint_eq(got->gpu_milli, want->gpu_milli);
	ck_assert_int_eq(got->memory, want->memory);
	ck_assert_int_eq(got->created, want->created);
}
END_TEST

START_TEST(nothing_is_no_folder)
{
	struct og_trace trace = { .n_hosts = 42 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_trace_read("/nonexistent", &trace, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "/nonexistent/"));
	ck_assert_uint_eq(trace.n_hosts, 42);
}
END_TEST

Suite *og_suite_trace(void)
{
	Suite *s = suite_create("trace");
	TCase *tc = tcase_create("trace");

	tcase_add_loop_test(tc, reads_hosts, 0, OG_COUNT(hosts));
	tcase_add_loop_test(tc, reads_tasks, 0, OG_COUNT(tasks));
	tcase_add_test(tc, nothing_is_no_folder);
	suite_add_tcase(s, tc);
	return s;
}
