// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include <errno.h>

#include "yamlconf.h"

static int parse(const char *text, struct og_conf *conf, struct og_err *err)
{
	return og_conf_parse(text, strlen(text), conf, err);
}

START_TEST(reads_scalars_and_lists)
{
	static const char text[] = "# comment\n"
				   ":filter: '10de:*'   # one\n"
				   "device_name: [ 'H100', \"A 100\", L40S ]\n"
				   "\n"
				   "list:\n"
				   "  - one\n"
				   "  - two\n"
				   "empty: []\n"
				   "nothing:\n"
				   "tilde: ~\n"
				   "quoted: '~'\n";
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };
	const struct og_conf_entry *e;

	ck_assert_msg(parse(text, &conf, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(conf.n_entries, 7);
	e = og_conf_find(&conf, "filter");
	ck_assert_ptr_nonnull(e);
	ck_assert_uint_eq(e->line, 2);
	ck_assert(!e->is_list);
	ck_assert_uint_eq(e->n_values, 1);
	ck_assert_str_eq(e->values[0].text, "10de:*");
	e = og_conf_find(&conf, "device_name");
	ck_assert(e->is_list);
	ck_assert_uint_eq(e->n_values, 3);
	ck_assert_str_eq(e->values[1].text, "A 100");
	e = og_conf_find(&conf, "list");
	ck_assert_uint_eq(e->n_values, 2);
	ck_assert_uint_eq(e->values[1].line, 7);
	ck_assert_uint_eq(og_conf_find(&conf, "empty")->n_values, 0);
	ck_assert_str_eq(og_conf_find(&conf, "nothing")->values[0].text, "");
	ck_assert_str_eq(og_conf_find(&conf, "tilde")->values[0].text, "");
	ck_assert_str_eq(og_conf_find(&conf, "quoted")->values[0].text, "~");
	ck_assert_ptr_null(og_conf_find(&conf, ":filter"));
}
END_TEST

static const char *const empty[] = { "",      "\n\n",	  "# only\n",
				     "---\n", "--- {}\n", "---\n...\n" };

START_TEST(reads_nothing)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(parse(empty[_i], &conf, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(conf.n_entries, 0);
}
END_TEST

static const struct {
	const char *text, *line, *says;
} bad[] = {
	{ "a: 1\nb: {c: d}\n", "line 2: ", "'b' must be a value" },
	{ "a: 1\nb:\n  c: d\n", "line 3: ", "'b' must be a value" },
	{ "a: [1, [2]]\n", "line 1: ", "plain values only" },
	{ "a: [1, {b: 2}]\n", "line 1: ", "plain values only" },
	{ "- a\n- b\n", "line 1: ", "expected 'key: value'" },
	{ "words\n", "line 1: ", "expected 'key: value'" },
	{ "a: &x 1\n", "line 1: ", "anchors" },
	{ "a: &x [1]\n", "line 1: ", "anchors" },
	{ "&x a: 1\n", "line 1: ", "anchors" },
	{ "a: 1\nb: *x\n", "line 2: ", "aliases" },
	{ "a: !ruby/object:Foo 1\n", "line 1: ", "tags" },
	{ "a: !!str [1]\n", "line 1: ", "tags" },
	{ "!!map\na: 1\n", "line ", "tags" },
	{ "a: 1\n:a: 2\n", "line 2: ", "'a' is given twice, first in line 1" },
	{ ":: 1\n: 2\n", "line ", "" },
	{ "'': 1\n", "line 1: ", "without a name" },
	{ "[a]: 1\n", "line 1: ", "expected a key" },
	{ "a: 1\n--- \nb: 2\n", "line 2: ", "second document" },
	{ "a: 'open\n", "line ", "" },
	{ "a: [1, 2\n", "line ", "" },
	{ "a: 1\n\tb: 2\n", "line 2: ", "" },
	{ "a: \"\\0\"\n", "line 1: ", "NUL" },
	{ "a: 1\nb: \xff\xff\n", "line 2: ", "" },
	{ "a: \x01\n", "line 1: ", "" },
};

START_TEST(refuses)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(parse(bad[_i].text, &conf, &err), -EINVAL);
	ck_assert_msg(strncmp(err.msg, bad[_i].line, strlen(bad[_i].line)) == 0,
		      "%s", err.msg);
	ck_assert_msg(strstr(err.msg, bad[_i].says), "%s", err.msg);
	ck_assert_uint_eq(conf.n_entries, 0);
}
END_TEST

START_TEST(bounds_what_it_reads)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	for (int i = 0; i < 256; i++)
		og_buf_fmt(&text, "key%d: 1\n", i);
	ck_assert_int_eq(og_conf_parse(text.data, text.len, &conf, &err), 0);
	og_conf_free(&conf);
	og_buf_str(&text, "more: 1\n");
	ck_assert_int_eq(og_conf_parse(text.data, text.len, &conf, &err),
			 -EINVAL);
	ck_assert_str_eq(err.msg, "line 257: too many keys");

	text.len = 0;
	og_buf_str(&text, "a: [");
	for (int i = 0; i < 4096; i++)
		og_buf_str(&text, "1,");
	err = (struct og_err){ 0 };
	og_buf_str(&text, "1]\n");
	ck_assert_int_eq(og_conf_parse(text.data, text.len, &conf, &err),
			 -EINVAL);
	ck_assert_msg(strstr(err.msg, "too many values"), "%s", err.msg);

	err = (struct og_err){ 0 };
	text.len = 0;
	og_buf_str(&text, "a: ");
	while (text.len <= 1024 * 1024)
		og_buf_str(&text, "xxxxxxxxxxxxxxxx");
	ck_assert_int_eq(og_conf_parse(text.data, text.len, &conf, &err),
			 -EFBIG);
}
END_TEST

static const char *const known[] = { "filter", "short_address", "device_name",
				     NULL };

static const struct {
	const char *text, *says;
} unknown[] = {
	{ "a: 1\n", "line 1: unknown key 'a', known are filter, "
		    "short_address, device_name" },
	{ "filter: 1\nfliter: 2\n",
	  "line 2: unknown key 'fliter', did you mean 'filter'?" },
	{ ":device_names: 1\n",
	  "line 1: unknown key 'device_names', did you mean 'device_name'?" },
	{ "shortaddress: 1\n", "did you mean 'short_address'?" },
};

START_TEST(refuses_unknown_keys)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(parse(unknown[_i].text, &conf, &err), 0);
	ck_assert_int_eq(og_conf_check_keys(&conf, known, &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, unknown[_i].says), "%s", err.msg);
}
END_TEST

START_TEST(accepts_known_keys)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(parse(":filter: 1\ndevice_name: x\n", &conf, &err), 0);
	ck_assert_int_eq(og_conf_check_keys(&conf, known, &err), 0);
}
END_TEST

Suite *libhost_yamlconf_suite(void)
{
	Suite *s = suite_create("yamlconf");
	TCase *tc = tcase_create("yamlconf");

	tcase_add_test(tc, reads_scalars_and_lists);
	tcase_add_loop_test(tc, reads_nothing, 0, OG_COUNT(empty));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_test(tc, bounds_what_it_reads);
	tcase_add_loop_test(tc, refuses_unknown_keys, 0, OG_COUNT(unknown));
	tcase_add_test(tc, accepts_known_keys);
	suite_add_tcase(s, tc);
	return s;
}
