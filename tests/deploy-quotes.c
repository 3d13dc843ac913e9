// SPDX-License-Identifier: Apache-2.0
#include "deploy-suites.h"
#include "quotes.h"

static const struct {
	const char *text, *want;
} cases[] = {
	{ "", "" },
	{ "<a/>", "<a/>" },
	{ "<a b=\"c\"/>", "<a b='c'/>" },
	{ "<a b='c' d=\"e\">\"f\" 'g'</a>", "<a b='c' d='e'>\"f\" 'g'</a>" },
	{ "<a b=\"it's\"/>", "<a b='it&apos;s'/>" },
	{ "<a b='say \"x\"'/>", "<a b='say \"x\"'/>" },
	{ "<a b=\"&quot;x&quot;\"/>", "<a b='&quot;x&quot;'/>" },
	{ "<a b=\"x>y\" c=\"z\"/>", "<a b='x>y' c='z'/>" },
	{ "<!-- <a b=\"c\"> --><a b=\"\"/>", "<!-- <a b=\"c\"> --><a b=''/>" },
	{ "<a><![CDATA[<b c=\"d\">]]></a>", "<a><![CDATA[<b c=\"d\">]]></a>" },
	{ "<?xml version=\"1.0\"?><a b=\"c\"/>",
	  "<?xml version=\"1.0\"?><a b='c'/>" },
	/* What is no XML is copied as far as it goes. */
	{ "<a b=\"c", "<a b='c" },
	{ "<!-- a", "<!-- a" },
	{ "<", "<" },
	{ "\"", "\"" },
};

START_TEST(quotes)
{
	og_autobuf out = OG_BUF_INIT;
	const char *text = cases[_i].text;

	og_quotes_single(text, strlen(text), &out);
	ck_assert_str_eq(og_buf_text(&out), cases[_i].want);
}
END_TEST

Suite *og_suite_quotes(void)
{
	Suite *s = suite_create("quotes");
	TCase *c = tcase_create("quotes");

	tcase_add_loop_test(c, quotes, 0, OG_COUNT(cases));
	suite_add_tcase(s, c);
	return s;
}
