// SPDX-License-Identifier: Apache-2.0
/* Rank expressions, and the attributes they ask for. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "expr.h"
#include "sched-suites.h"

/* What the expressions here are asked about. */
static const struct {
	const char *name, *text;
} attributes[] = {
	{ "RUNNING_VMS", "7" },
	{ "FREE_CPU", "1600" },
	{ "FREE_MEMORY", "16777217" },
	{ "LOAD", "0.75" },
	{ "PRIORITY", "5" },
	{ "PRIORITY", "9" },
	{ "ZERO", "0" },
	{ "NAME", "h1" },
	{ "LATE", "" },
	{ "LATE", "3" },
	{ "BELOW", "-12.5" },
};

static const struct {
	const char *text;
	float want;
} good[] = {
	{ "1", 1 },
	{ "1.9", 1 },
	{ "-1.9", -1 },
	{ "", 0 },
	{ " \t\n", 0 },
	{ "RUNNING_VMS", 7 },
	{ "- RUNNING_VMS", -7 },
	{ "-RUNNING_VMS", -7 },
	{ "\"RUNNING_VMS\"", 7 },
	{ "running_vms", 0 },
	{ "MISSING", 0 },
	{ "NAME", 0 },
	{ "1 + 2 * 3", 7 },
	{ "(1 + 2) * 3", 9 },
	{ "10 - 4 - 3", 3 },
	{ "10-4-3", 3 },
	{ "100 / 10 / 5", 2 },
	{ "100 / (10 / 5)", 50 },
	{ "2 * - 3", -6 },
	{ "2 - - 3", 5 },
	{ "- - 3", 3 },
	{ "- (1 + 2)", -3 },
	{ "- 2 * 3", -6 },
	{ "7 / 2", 3 },
	{ "7 / 2 * 2", 7 },
	{ "- (RUNNING_VMS * 50  + FREE_CPU)", -1950 },
	{ "LOAD * 100", 75 },
	{ "BELOW * 2", -25 },
	/* The first number in the document. */
	{ "PRIORITY", 5 },
	{ "LATE", 3 },
	/* Single precision. */
	{ "FREE_MEMORY", 16777216 },
	/* No integer. */
	{ "1 / ZERO", (float)INT_MIN },
	{ "-1 / ZERO", (float)INT_MIN },
	{ "ZERO / ZERO", (float)INT_MIN },
	{ "1 / (1 / ZERO)", 0 },
	{ "FREE_MEMORY * FREE_MEMORY", (float)INT_MIN },
	{ "2147483647", (float)INT_MIN },
	{ "2147483520", 2147483520 },
	{ "-2147483648", (float)INT_MIN },
};

static void fill(struct og_names *names, struct og_attrs *attrs)
{
	for (size_t i = 0; i < OG_COUNT(attributes); i++)
		og_attrs_add(attrs, names, attributes[i].name,
			     attributes[i].text);
}

START_TEST(computes)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_attrs_free) struct og_attrs attrs = { 0 };
	og_cleanup(og_expr_free) struct og_expr expr = { 0 };
	struct og_err err = { 0 };
	float got;

	/* VMs come before hosts: so do the names. */
	ck_assert_msg(og_expr_parse(good[_i].text, &names, &expr, &err) == 0,
		      "%s: %s", good[_i].text, err.msg);
	fill(&names, &attrs);
	got = og_expr_rank(&expr, &attrs);
	ck_assert_msg(got == good[_i].want, "%s: %f", good[_i].text,
		      (double)got);
}
END_TEST

static const struct {
	const char *text, *want;
} bad[] = {
	{ "1 +", "column 4: the expression ends too early" },
	{ "*", "column 1: a number, a name or ( was expected" },
	{ "1 2", "column 3: an operator was expected" },
	{ "FREE_CPU RUNNING_VMS", "column 10: an operator was expected" },
	{ "(1", "column 3: ) was expected" },
	{ "1)", "column 2: an operator was expected" },
	{ "()", "column 2: a number, a name or ( was expected" },
	{ "1.", "column 1: a digit is missing after the point" },
	{ ".5", "column 1: a number, a name or ( was expected" },
	{ "1.5.2", "column 4: an operator was expected" },
	{ "+1", "column 1: a number, a name or ( was expected" },
	{ "2 ^ 3", "column 3: an operator was expected" },
	{ "5VMS", "column 1: a name cannot begin with a digit" },
	{ "_X", "column 1: a number, a name or ( was expected" },
	{ "A = 1", "column 3: an operator was expected" },
	{ "\"A/B\"", "column 1: a name is letters, digits and _" },
	{ "\"A", "column 1: a name is letters, digits and _" },
	{ "\"\"", "column 1: a name was expected in the quotes" },
	{ "A\xc3\xa9", "column 2: an operator was expected" },
	{ "11111111112222222222333333333344444444445555555555666666666677777",
	  "column 1: too long a number" },
	{ "A1111111112222222222333333333344444444445555555555666666666677777",
	  "column 1: too long a name" },
};

START_TEST(refuses_with_a_column)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	struct og_expr expr = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_expr_parse(bad[_i].text, &names, &expr, &err),
			 -EINVAL);
	ck_assert_msg(strcmp(err.msg, bad[_i].want) == 0, "%s: %s",
		      bad[_i].text, err.msg);
	ck_assert_ptr_null(expr.ops);
}
END_TEST

static void repeat(struct og_buf *out, const char *text, unsigned n)
{
	while (n--)
		og_buf_str(out, text);
}

static const struct {
	const char *before, *middle, *after;
	unsigned times;
	const char *error; /* NULL: none */
} bounds[] = {
	{ "(", "1", ")", 63, NULL },
	{ "(", "1", ")", 64, "too deep" },
	{ "(", "1", ")", 100000, "too deep" },
	{ "-", "1", "", 63, NULL },
	{ "- ", "1", "", 64, "too deep" },
	{ "1+(1*", "1", ")", 63, NULL },
	{ "", "1", "+1", 511, NULL },
	{ "", "1", "+1", 512, "too long" },
	{ "", "1", "+1", 100000, "too long" },
};

START_TEST(depth_and_length_are_bounded)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_attrs_free) struct og_attrs attrs = { 0 };
	og_cleanup(og_expr_free) struct og_expr expr = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r;

	repeat(&text, bounds[_i].before, bounds[_i].times);
	og_buf_str(&text, bounds[_i].middle);
	repeat(&text, bounds[_i].after, bounds[_i].times);
	r = og_expr_parse(og_buf_text(&text), &names, &expr, &err);
	if (!bounds[_i].error) {
		ck_assert_msg(r == 0, "%s", err.msg);
		og_expr_rank(&expr, &attrs);
		return;
	}
	ck_assert_int_eq(r, -EINVAL);
	ck_assert_msg(strstr(err.msg, bounds[_i].error), "%s", err.msg);
}
END_TEST

static const struct {
	const char *text;
	bool is_number;
	float value;
} numbers[] = {
	{ "12", true, 12 },	 { " 12", true, 12 },	 { "+12", true, 12 },
	{ "-0.5", true, -0.5F }, { "1.5e2", true, 150 }, { "1e-1", true, 0.1F },
	{ "10 %", true, 10 },	 { "12abc", true, 12 },	 { ".5", true, 0.5F },
	{ "5.", true, 5 },	 { "0x10", true, 0 },	 { "", false, 0 },
	{ "abc", false, 0 },	 { "-", false, 0 },	 { ".", false, 0 },
	{ "inf", false, 0 },	 { "nan", false, 0 },	 { "1e", false, 0 },
	{ "1e+", false, 0 },
};

START_TEST(numbers_begin_a_text)
{
	float value = -1;
	bool is = og_attr_number(numbers[_i].text, &value);

	ck_assert_msg(is == numbers[_i].is_number, "%s", numbers[_i].text);
	ck_assert_msg(!is || value == numbers[_i].value, "%s: %f",
		      numbers[_i].text, (double)value);
}
END_TEST

START_TEST(names_are_kept_once)
{
	enum { MANY = 5000 };
	og_cleanup(og_names_free) struct og_names names = { 0 };
	char text[16];

	ck_assert_uint_eq(og_names_find(&names, "A"), OG_NAME_NONE);
	for (unsigned i = 0; i < 2 * MANY; i++) {
		snprintf(text, sizeof(text), "N%u", i % MANY);
		ck_assert_uint_eq(og_names_add(&names, text), i % MANY);
	}
	ck_assert_uint_eq(names.n, MANY);
	ck_assert_uint_eq(og_names_find(&names, "N4999"), 4999);
	ck_assert_uint_eq(og_names_find(&names, "N5000"), OG_NAME_NONE);
}
END_TEST

START_TEST(values_move)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_attrs_free) struct og_attrs attrs = { 0 };

	fill(&names, &attrs);
	og_attrs_trim(&attrs);
	og_attrs_move(&attrs, og_names_find(&names, "RUNNING_VMS"), 2);
	og_attrs_move(&attrs, og_names_find(&names, "MISSING"), 2);
	ck_assert_float_eq(
		og_attrs_get(&attrs, og_names_find(&names, "RUNNING_VMS")), 9);
	ck_assert_float_eq(og_attrs_get(&attrs, OG_NAME_NONE), 0);
}
END_TEST

Suite *og_suite_expr(void)
{
	Suite *s = suite_create("expr");
	TCase *tc = tcase_create("expr");

	tcase_add_loop_test(tc, computes, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses_with_a_column, 0, OG_COUNT(bad));
	tcase_add_loop_test(tc, depth_and_length_are_bounded, 0,
			    OG_COUNT(bounds));
	tcase_add_loop_test(tc, numbers_begin_a_text, 0, OG_COUNT(numbers));
	tcase_add_test(tc, names_are_kept_once);
	tcase_add_test(tc, values_move);
	suite_add_tcase(s, tc);
	return s;
}
