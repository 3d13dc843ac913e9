// SPDX-License-Identifier: Apache-2.0
/* What is written as JSON. */
#include "explain-suites.h"

#include "jsonout.h"

static const struct {
	const char *name, *text, *want;
} texts[] = {
	{ "nothing", "", "" },
	{ "plain", "host 1", "host 1" },
	{ "quotes and backslashes", "\"a\\b\"", "\\\"a\\\\b\\\"" },
	{ "control characters", "a\n\t\x01\x7f",
	  "a\\u000a\\u0009\\u0001\\u007f" },
	{ "UTF-8", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
	  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ "cut off in a sequence", "a\xe2\x82", "a\\ufffd\\ufffd" },
	{ "a stray continuation", "\x82z", "\\ufffdz" },
	{ "a lead before ASCII", "\xc3z", "\\ufffdz" },
	{ "longer than it need be", "\xc0\xaf", "\\ufffd\\ufffd" },
	{ "a surrogate", "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" },
	{ "above the last character", "\xf4\x90\x80\x80",
	  "\\ufffd\\ufffd\\ufffd\\ufffd" },
	{ "no lead at all", "\xff", "\\ufffd" },
};

START_TEST(escapes)
{
	og_autobuf out = OG_BUF_INIT;
	og_autofree char *want = og_asprintf("\"%s\"", texts[_i].want);
	struct og_json json = { .out = &out };

	og_json_text(&json, NULL, texts[_i].text);
	ck_assert_msg(strcmp(og_buf_text(&out), want) == 0, "%s: %s",
		      texts[_i].name, og_buf_text(&out));
}
END_TEST

START_TEST(nests)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_json json = { .out = &out };

	og_json_open(&json, NULL, '{');
	og_json_open(&json, "none", '[');
	og_json_close(&json, ']');
	og_json_number(&json, "least", INT64_MIN);
	og_json_open(&json, "list", '[');
	og_json_bool(&json, NULL, true);
	og_json_raw(&json, NULL, "null");
	og_json_open(&json, NULL, '{');
	og_json_close(&json, '}');
	og_json_close(&json, ']');
	og_json_close(&json, '}');
	ck_assert_str_eq(og_buf_text(&out), "{\n"
					    "  \"none\": [],\n"
					    "  \"least\": "
					    "-9223372036854775808,\n"
					    "  \"list\": [\n"
					    "    true,\n"
					    "    null,\n"
					    "    {}\n"
					    "  ]\n"
					    "}\n");
}
END_TEST

Suite *og_suite_jsonout(void)
{
	Suite *s = suite_create("jsonout");
	TCase *tc = tcase_create("jsonout");

	tcase_add_loop_test(tc, escapes, 0, OG_COUNT(texts));
	tcase_add_test(tc, nests);
	suite_add_tcase(s, tc);
	return s;
}
