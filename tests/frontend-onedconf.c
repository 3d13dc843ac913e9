// SPDX-License-Identifier: Apache-2.0
/* The reader of oned.conf. */
#include <errno.h>

#include "frontend-suites.h"
#include "harness.h"
#include "onedconf.h"

static const struct {
	const char *name, *text, *attr, *pair, *value;
} good[] = {
	{ "bare", "PORT = 2633\n", "PORT", NULL, "2633" },
	{ "quotes", "A = \"b c\"\n", "A", NULL, "b c" },
	{ "no blanks", "A=b", "A", NULL, "b" },
	{ "empty", "A =\nB = 1\n", "A", NULL, "" },
	{ "empty at the end", "A =", "A", NULL, "" },
	{ "empty quotes", "A = \"\"", "A", NULL, "" },
	{ "a quote inside", "A = \"b \\\"c\\\"\"", "A", NULL, "b \"c\"" },
	{ "a backslash stays", "A = \"b\\n\"", "A", NULL, "b\\n" },
	{ "a line end in quotes", "A = \"b\nc\"", "A", NULL, "b\nc" },
	{ "a comment sign in quotes", "A = \"#b\"", "A", NULL, "#b" },
	{ "a comment behind", "A = b # c\nB = 1", "A", NULL, "b" },
	{ "a comment before", " # A = c\nA = b", "A", NULL, "b" },
	{ "a comment at the end", "A = b\n# c", "A", NULL, "b" },
	{ "the first of several", "A = 1\nA = 2\n", "A", NULL, "1" },
	{ "without case", "a = 1\n", "A", NULL, "1" },
	{ "carriage returns", "A = 1\r\nB = 2\r\n", "B", NULL, "2" },
	{ "a vector", "A = [ B = 1, C = \"2\" ]", "A", "C", "2" },
	{ "a vector of lines", "A = [\n  B = 1,\n\n  C = 2\n]\n", "A", "C",
	  "2" },
	{ "commas in front", "A = [ B = 1\n , C = 2 ]\n", "A", "C", "2" },
	{ "comments in it", "A = [ # x\n B = 1, # y\n # C = 3\n C = 2 # z\n]",
	  "A", "C", "2" },
	{ "a bracket in quotes", "A = [ B = \"]\" ]", "A", "B", "]" },
	{ "an empty vector", "A = [ ]\n", "A", "B", "" },
	{ "no such pair", "A = [ B = 1 ]\n", "A", "C", "" },
	{ "a value has no pairs", "A = 1\n", "A", "B", "" },
	{ "several on a line", "A = 1 B = 2", "B", NULL, "2" },
};

START_TEST(reads)
{
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };
	const struct og_oned_attr *attr;
	struct og_err err = { 0 };
	int r = og_onedconf_parse(good[_i].text, strlen(good[_i].text), &conf,
				  &err);

	ck_assert_msg(r == 0, "%s", err.msg);
	attr = og_onedconf_next(&conf, NULL, good[_i].attr);
	ck_assert_ptr_nonnull(attr);
	if (good[_i].pair)
		ck_assert_str_eq(og_oned_attr_get(attr, good[_i].pair),
				 good[_i].value);
	else
		ck_assert_pstr_eq(attr->value, good[_i].value);
}
END_TEST

static const struct {
	const char *name, *text, *says;
} bad[] = {
	{ "no name", "= 1\n", "line 1: '=' where a name should be" },
	{ "no equals", "A 1\n", "line 1: '1' where '=' should be" },
	{ "only a name", "\nA", "line 2: '=' is missing at the end" },
	{ "a name alone on its line", "A\nB = 1", "line 1: it ends where '='" },
	{ "a dash in a name", "A-B = 1", "line 1: '-' where '='" },
	{ "open quotes", "A = 1\nB = \"c\n\n", "line 2: the quotes are not" },
	{ "only an escaped quote", "A = \"\\\"", "the quotes are not" },
	{ "an open vector", "A = [ B = 1", "',' or ']' is missing" },
	{ "no comma", "A = [ B = 1 C = 2 ]", "'C' where ',' or ']'" },
	{ "a comma too many", "A = [ B = 1, ]", "']' where a name" },
	{ "a vector in one", "A = [ B = [ C = 1 ] ]", "'[' where a value" },
	{ "a pair without a value", "A = [ B = ]", "']' where a value" },
	{ "a pair of an empty line", "A = [ B =\n ]", "it ends where a value" },
	{ "a bracket alone", "]", "']' where a name" },
	{ "behind quotes", "A = \"b\"c", "is missing" },
	{ "a comment for a value", "A = # b\n", "'#' where a value" },
};

START_TEST(refuses)
{
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_onedconf_parse(bad[_i].text, strlen(bad[_i].text),
					   &conf, &err),
			 -EINVAL);
	ck_assert_msg(strstr(err.msg, bad[_i].says) != NULL, "%s", err.msg);
	ck_assert_uint_eq(conf.n_attrs, 0);
}
END_TEST

START_TEST(bytes)
{
	static const char nul[] = "A = b\0c", quoted[] = "A = \"b\0c\"";
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };

	ck_assert_int_lt(og_onedconf_parse(nul, sizeof(nul) - 1, &conf, NULL),
			 0);
	ck_assert_int_lt(
		og_onedconf_parse(quoted, sizeof(quoted) - 1, &conf, NULL), 0);
}
END_TEST

START_TEST(bounds)
{
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };
	og_autobuf attrs = OG_BUF_INIT, pairs = OG_BUF_INIT;
	struct og_err err = { 0 }, other = { 0 };

	for (int i = 0; i < 16385; i++)
		og_buf_str(&attrs, "A=1\n");
	ck_assert_int_eq(og_onedconf_parse(attrs.data, attrs.len, &conf, &err),
			 -E2BIG);
	ck_assert_ptr_nonnull(strstr(err.msg, "line 16385"));
	og_buf_str(&pairs, "A = [ B = 1");
	for (int i = 0; i < 1024; i++)
		og_buf_str(&pairs, ", B = 1");
	og_buf_str(&pairs, " ]");
	ck_assert_int_eq(
		og_onedconf_parse(pairs.data, pairs.len, &conf, &other),
		-E2BIG);
	ck_assert_int_eq(
		og_onedconf_parse("", OG_ONEDCONF_MAX + 1, &conf, NULL),
		-EFBIG);
}
END_TEST

Suite *suite_onedconf(void)
{
	Suite *s = suite_create("onedconf");
	TCase *tc = tcase_create("onedconf");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_test(tc, bytes);
	tcase_add_test(tc, bounds);
	suite_add_tcase(s, tc);
	return s;
}
