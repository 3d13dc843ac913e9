// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "cpuset.h"
#include "lib-suites.h"

static const struct {
	const char *text;
	int rc;
	const char *want; /* formatted again */
} lists[] = {
	{ "", 0, "" },
	{ "\n", 0, "" },
	{ "0", 0, "0" },
	{ "0-3,8,12-15\n", 0, "0-3,8,12-15" },
	{ " \t5\r\n", 0, "5" },
	{ "3,2,1", 0, "1-3" },
	{ "0-3,2-5", 0, "0-5" },
	{ "1,1,1", 0, "1" },
	{ "7-7", 0, "7" },
	{ "63,64", 0, "63-64" },
	{ "0-127", 0, "0-127" },
	{ "8191", 0, "8191" },
	{ "0-8191", 0, "0-8191" },
	{ "0-7,^3", 0, "0-2,4-7" },
	{ "0-7,^2-5", 0, "0-1,6-7" },
	{ "0-3,^0-3", 0, "" },
	{ "^3", 0, "" },
	{ "^3,0-4", 0, "0-4" },
	{ "8192", -ERANGE, NULL },
	{ "0-8192", -ERANGE, NULL },
	{ "^8192", -ERANGE, NULL },
	{ "99999999999999999999", -ERANGE, NULL },
	{ "-1", -EINVAL, NULL },
	{ "3-1", -EINVAL, NULL },
	{ "1-", -EINVAL, NULL },
	{ "-", -EINVAL, NULL },
	{ "1--2", -ERANGE, NULL },
	{ "1-2-3", -EINVAL, NULL },
	{ ",", -EINVAL, NULL },
	{ ",1", -EINVAL, NULL },
	{ "1,", -EINVAL, NULL },
	{ "1,,2", -EINVAL, NULL },
	{ "1, 2", -EINVAL, NULL },
	{ "1 2", -EINVAL, NULL },
	{ "^", -EINVAL, NULL },
	{ "^^1", -EINVAL, NULL },
	{ "1,^", -EINVAL, NULL },
	{ "0x1", -EINVAL, NULL },
	{ "a", -EINVAL, NULL },
	{ "0-31:2/4", -EINVAL, NULL },
};

/* Kernels of 2013 ended the lists of nodes so. */
START_TEST(nul_may_end_a_list)
{
	struct og_cpuset set = { 0 };

	ck_assert_int_eq(og_cpuset_parse("0-3\n\0", 5, &set), 0);
	ck_assert_uint_eq(og_cpuset_count(&set), 4);
	ck_assert_int_eq(og_cpuset_parse("0\0001", 3, &set), -EINVAL);
}
END_TEST

START_TEST(list_is_read_and_written)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_cpuset set = { 0 }, again = { 0 };
	int r;

	og_cpuset_add(&set, 77);
	r = og_cpuset_parse(lists[_i].text, strlen(lists[_i].text), &set);
	ck_assert_msg(r == lists[_i].rc, "\"%s\": %d", lists[_i].text, r);
	og_cpuset_format(&out, &set);
	/* A failure leaves what was there. */
	ck_assert_msg(
		strcmp(og_buf_text(&out), r == 0 ? lists[_i].want : "77") == 0,
		"\"%s\": %s", lists[_i].text, og_buf_text(&out));
	ck_assert_int_eq(og_cpuset_parse(og_buf_text(&out), out.len, &again),
			 0);
	ck_assert(og_cpuset_equal(&set, &again));
}
END_TEST

static const struct {
	const char *mask;
	int rc;
	const char *want;
} masks[] = {
	{ "f", 0, "0-3" },
	{ "0f0f\n", 0, "0-3,8-11" },
	{ "00000000,000000ff\n", 0, "0-7" },
	{ "3,000000ff,ffff0000\n", 0, "16-39,64-65" },
	{ "0\n", 0, "" },
	{ "", -EINVAL, NULL },
	{ "\n", -EINVAL, NULL },
	{ "0x3", -EINVAL, NULL },
	{ "1ffffffff", -EINVAL, NULL }, /* nine digits */
	{ "1,ff", -EINVAL, NULL },	/* a short word below */
	{ ",000000ff", -EINVAL, NULL },
	{ "1,", -EINVAL, NULL },
	{ "1,,000000ff", -EINVAL, NULL },
	{ "0-3", -EINVAL, NULL },
};

START_TEST(mask_is_read)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_cpuset set = { 0 };

	ck_assert_int_eq(og_cpuset_parse_mask(masks[_i].mask,
					      strlen(masks[_i].mask), &set),
			 masks[_i].rc);
	og_cpuset_format(&out, &set);
	ck_assert_str_eq(og_buf_text(&out),
			 masks[_i].want ? masks[_i].want : "");
}
END_TEST

START_TEST(mask_is_bounded)
{
	struct og_cpuset set = { 0 };
	og_autobuf mask = OG_BUF_INIT;

	og_buf_str(&mask, "1");
	for (int i = 0; i < OG_CPU_MAX / 32; i++)
		og_buf_str(&mask, ",00000000");
	ck_assert_int_eq(og_cpuset_parse_mask(mask.data, mask.len, &set),
			 -ERANGE);
	mask.data[0] = '0';
	ck_assert_int_eq(og_cpuset_parse_mask(mask.data, mask.len, &set), 0);
}
END_TEST

START_TEST(add_has_del_count)
{
	struct og_cpuset set = { 0 };

	ck_assert(og_cpuset_is_empty(&set));
	og_cpuset_add(&set, 0);
	og_cpuset_add(&set, 64);
	og_cpuset_add(&set, OG_CPU_MAX - 1);
	og_cpuset_add(&set, OG_CPU_MAX);
	og_cpuset_del(&set, OG_CPU_MAX);
	ck_assert_uint_eq(og_cpuset_count(&set), 3);
	ck_assert(!og_cpuset_is_empty(&set));
	ck_assert(og_cpuset_has(&set, 64));
	ck_assert(!og_cpuset_has(&set, 63));
	ck_assert(!og_cpuset_has(&set, OG_CPU_MAX));
	og_cpuset_del(&set, 64);
	ck_assert(!og_cpuset_has(&set, 64));
	ck_assert_uint_eq(og_cpuset_count(&set), 2);
}
END_TEST

START_TEST(next_walks_upwards)
{
	struct og_cpuset set = { 0 };
	const unsigned members[] = { 0, 1, 63, 64, 127, 4096, OG_CPU_MAX - 1 };
	int cpu = -1;

	ck_assert_int_eq(og_cpuset_next(&set, -1), -1);
	for (size_t i = 0; i < OG_COUNT(members); i++)
		og_cpuset_add(&set, members[i]);
	for (size_t i = 0; i < OG_COUNT(members); i++) {
		cpu = og_cpuset_next(&set, cpu);
		ck_assert_int_eq(cpu, (int)members[i]);
	}
	ck_assert_int_eq(og_cpuset_next(&set, cpu), -1);
}
END_TEST

START_TEST(algebra)
{
	struct og_cpuset a = { 0 }, b = { 0 }, both, any, rest;

	ck_assert_int_eq(og_cpuset_parse("0-70", 4, &a), 0);
	ck_assert_int_eq(og_cpuset_parse("60-80", 5, &b), 0);
	both = any = rest = a;
	og_cpuset_and(&both, &b);
	og_cpuset_or(&any, &b);
	og_cpuset_andnot(&rest, &b);
	ck_assert_uint_eq(og_cpuset_count(&both), 11);
	ck_assert_uint_eq(og_cpuset_count(&any), 81);
	ck_assert_uint_eq(og_cpuset_count(&rest), 60);
	ck_assert(!og_cpuset_equal(&a, &b));
	og_cpuset_or(&rest, &both);
	ck_assert(og_cpuset_equal(&a, &rest));
}
END_TEST

Suite *og_suite_cpuset(void)
{
	Suite *s = suite_create("cpuset");
	TCase *tc = tcase_create("cpuset");

	tcase_add_test(tc, nul_may_end_a_list);
	tcase_add_loop_test(tc, list_is_read_and_written, 0, OG_COUNT(lists));
	tcase_add_loop_test(tc, mask_is_read, 0, OG_COUNT(masks));
	tcase_add_test(tc, mask_is_bounded);
	tcase_add_test(tc, add_has_del_count);
	tcase_add_test(tc, next_walks_upwards);
	tcase_add_test(tc, algebra);
	suite_add_tcase(s, tc);
	return s;
}
