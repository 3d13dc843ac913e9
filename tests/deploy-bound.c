// SPDX-License-Identifier: Apache-2.0
/* The book of what BIND: vfio took: its text, and where there is none. */
#include <errno.h>

#include "deploy-suites.h"
#include "fakenode.h"

static const struct {
	const char *name, *text;
	size_t devices;
	const char *error; /* NULL: none */
} texts[] = {
	{ "no device", HEAD, 0, NULL },
	{ "two", HEAD LINE(SOUND) LINE(USB), 2, NULL },
	{ "an override", HEAD "device " GPU " nouveau nouveau\n", 1, NULL },
	{ "pending", HEAD "pending 7\n" LINE(SOUND), 1, NULL },
	{ "pending since never", HEAD "pending 0\n", 0, "line 4 is none" },
	{ "pending too late", HEAD LINE(SOUND) "pending 7\n", 0,
	  "line 5 is none" },
	{ "another word", HEAD "waiting 7\n", 0, "line 4 is none" },
	{ "empty", "", 0, "it ends behind line 0" },
	{ "the head alone", "onegpu bound 1\n", 0, "it ends behind line 1" },
	{ "another kind", "onegpu bound 2\n", 0, "line 1 is none of ours" },
	{ "no VM", "onegpu bound 1\nboot x\n", 0, "line 2 is none" },
	{ "no number", "onegpu bound 1\nvm -3\nboot x\n", 0, "line 2 is none" },
	{ "too great", "onegpu bound 1\nvm 2147483647\nboot x\n", 0,
	  "line 2 is none" },
	{ "no boot", "onegpu bound 1\nvm 3\n" LINE(GPU), 0, "line 3 is none" },
	{ "no line end", HEAD "device " GPU " nvidia -", 0, "line 4 is none" },
	{ "no address", HEAD "device e1 nvidia -\n", 0, "line 4 is none" },
	{ "no driver", HEAD "device " GPU " -\n", 0, "line 4 is none" },
	{ "a word too many", HEAD "device " GPU " a b c\n", 0,
	  "line 4 is none" },
	{ "two blanks", HEAD "device  " GPU " a -\n", 0, "line 4 is none" },
	{ "a blank behind", HEAD "device " GPU " a - \n", 0, "line 4 is none" },
	{ "an empty line", HEAD "\n" LINE(GPU), 0, "line 4 is none" },
	{ "twice", HEAD LINE(GPU) LINE(GPU), 0, "line 5 is none" },
	{ "a control character", HEAD "device " GPU " a\033 -\n", 0,
	  "line 4 is none" },
};

START_TEST(parses)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };
	og_autobuf again = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = og_bound_parse(texts[_i].text, strlen(texts[_i].text), &bound,
			       &err);

	if (texts[_i].error) {
		ck_assert_msg(r < 0 && strstr(err.msg, texts[_i].error),
			      "%s: %s", texts[_i].name, err.msg);
		return;
	}
	ck_assert_msg(r == 0, "%s: %s", texts[_i].name, err.msg);
	ck_assert_uint_eq(bound.n, texts[_i].devices);
	og_bound_format(&bound, &again);
	ck_assert_str_eq(og_buf_text(&again), texts[_i].text);
}
END_TEST

START_TEST(writes_drivers_with_odd_names)
{
	og_cleanup(og_bound_free) struct og_bound bound = {
		.vm = 3,
		.boot = og_strdup(BOOT),
	};
	og_cleanup(og_bound_free) struct og_bound again = { 0 };
	og_autofree char *driver = og_strdup("ATI IXP\nAC97");
	const struct og_vfiobind_state device = { og_fakenode_bdf(GPU), driver,
						  NULL };
	og_autobuf text = OG_BUF_INIT;

	og_bound_add(&bound, &device);
	og_bound_format(&bound, &text);
	ck_assert_int_eq(
		og_bound_parse(og_buf_text(&text), text.len, &again, NULL), 0);
	ck_assert_str_eq(again.devices[0].driver, "ATI_IXP_AC97");
}
END_TEST

START_TEST(has_no_book)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_book *book = NULL;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	path = og_asprintf("%s/bound", tree.dir);
	ck_assert_int_eq(og_book_open(path, false, &book, &err), -ENOENT);
	ck_assert_int_eq(err.code, 0);
	ck_assert(!og_book_is_used(path));
	og_tree_put(&tree, "bound", "a file");
	ck_assert_int_eq(og_book_open(path, true, &book, &err), -ENOTDIR);
	ck_assert(!og_book_is_used(path));
}
END_TEST

Suite *og_suite_bound(void)
{
	Suite *s = suite_create("bound");
	TCase *c = tcase_create("bound");

	tcase_add_loop_test(c, parses, 0, OG_COUNT(texts));
	tcase_add_test(c, writes_drivers_with_odd_names);
	tcase_add_test(c, has_no_book);
	suite_add_tcase(s, c);
	return s;
}
