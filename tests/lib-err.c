// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <signal.h>
#include <stdbool.h>

#include "lib-suites.h"

START_TEST(set_records_once)
{
	struct og_err err = { 0 };

	ck_assert_int_eq(og_err_set(&err, -ENOENT, "%s: line %d", "f", 3),
			 -ENOENT);
	ck_assert_int_eq(err.code, -ENOENT);
	ck_assert_str_eq(err.msg, "f: line 3");
}
END_TEST

START_TEST(null_is_nobody_cares)
{
	ck_assert_int_eq(og_err_set(NULL, -ERANGE, "x"), -ERANGE);
	ck_assert_int_lt(og_err_prefix(NULL, "x"), 0);
}
END_TEST

START_TEST(prefixes_stand_in_front)
{
	struct og_err err = { 0 };

	og_err_set(&err, -EINVAL, "no CPUS");
	ck_assert_int_eq(og_err_prefix(&err, "core %d", 3), -EINVAL);
	ck_assert_int_eq(og_err_prefix(&err, "host 7"), -EINVAL);
	ck_assert_str_eq(err.msg, "host 7: core 3: no CPUS");
}
END_TEST

static const struct {
	const char *name, *text, *want;
} printable[] = {
	{ "line end", "a\nb", "a?b" },
	{ "carriage return and tab", "a\r\tb", "a??b" },
	{ "escape sequence", "\033[2Jx", "?[2Jx" },
	{ "delete", "\177", "?" },
	{ "UTF-8 stays", "gr\xc3\xbcn", "gr\xc3\xbcn" },
	{ "nothing", "", "" },
	{ "percent is text", "100%s", "100%s" },
};

START_TEST(control_characters_are_shown)
{
	struct og_err err = { 0 }, outer = { 0 };

	og_err_set(&err, -EINVAL, "%s", printable[_i].text);
	ck_assert_msg(strcmp(err.msg, printable[_i].want) == 0, "%s: %s",
		      printable[_i].name, err.msg);
	og_err_set(&outer, -EINVAL, "%s", "x");
	og_err_prefix(&outer, "%s", printable[_i].text);
	ck_assert_msg(strncmp(outer.msg, printable[_i].want,
			      strlen(printable[_i].want)) == 0,
		      "%s: %s", printable[_i].name, outer.msg);
}
END_TEST

static const struct {
	size_t len;
	bool cut;
} lengths[] = {
	{ OG_ERR_MAX - 2, false },
	{ OG_ERR_MAX - 1, false },
	{ OG_ERR_MAX, true },
	{ OG_ERR_MAX * 4, true },
};

START_TEST(long_text_is_cut_with_dots)
{
	char text[OG_ERR_MAX * 4 + 1];
	struct og_err err = { 0 };
	size_t len = lengths[_i].len, got;

	memset(text, 'a', len);
	text[len] = '\0';
	og_err_set(&err, -EINVAL, "%s", text);
	got = strlen(err.msg);
	ck_assert_uint_eq(got, lengths[_i].cut ? OG_ERR_MAX - 1 : len);
	ck_assert_str_eq(err.msg + got - 3, lengths[_i].cut ? "..." : "aaa");
}
END_TEST

START_TEST(long_prefix_is_cut_with_dots)
{
	char text[OG_ERR_MAX];
	struct og_err err = { 0 };
	size_t len = sizeof(text) - lengths[_i].len % 8 - 1;

	memset(text, 'p', len);
	text[len] = '\0';
	og_err_set(&err, -EINVAL, "the cause");
	og_err_prefix(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.msg), OG_ERR_MAX - 1);
	ck_assert_str_eq(err.msg + OG_ERR_MAX - 4, "...");
	ck_assert_int_eq(err.code, -EINVAL);
}
END_TEST

#ifndef NDEBUG
START_TEST(setting_twice_is_a_fault)
{
	struct og_err err = { 0 };

	og_err_set(&err, -EINVAL, "first");
	og_err_set(&err, -EINVAL, "second");
}
END_TEST

START_TEST(a_code_must_be_negative)
{
	struct og_err err = { 0 };

	og_err_set(&err, EINVAL, "positive");
}
END_TEST

START_TEST(a_prefix_needs_an_error)
{
	struct og_err err = { 0 };

	og_err_prefix(&err, "context of nothing");
}
END_TEST
#endif

Suite *og_suite_err(void)
{
	Suite *s = suite_create("err");
	TCase *tc = tcase_create("err");

	tcase_add_test(tc, set_records_once);
	tcase_add_test(tc, null_is_nobody_cares);
	tcase_add_test(tc, prefixes_stand_in_front);
	tcase_add_loop_test(tc, control_characters_are_shown, 0,
			    OG_COUNT(printable));
	tcase_add_loop_test(tc, long_text_is_cut_with_dots, 0,
			    OG_COUNT(lengths));
	tcase_add_loop_test(tc, long_prefix_is_cut_with_dots, 0,
			    OG_COUNT(lengths));
#ifndef NDEBUG
	tcase_add_test_raise_signal(tc, setting_twice_is_a_fault, SIGABRT);
	tcase_add_test_raise_signal(tc, a_code_must_be_negative, SIGABRT);
	tcase_add_test_raise_signal(tc, a_prefix_needs_an_error, SIGABRT);
#endif
	suite_add_tcase(s, tc);
	return s;
}
