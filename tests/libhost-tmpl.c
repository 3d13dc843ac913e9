// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include "tmpl.h"

START_TEST(writes_a_vector)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_tmpl t;

	og_tmpl_begin(&t, &out, "PCI");
	og_tmpl_pair(&t, "TYPE", "10de:26b9:0302");
	og_tmpl_pairf(&t, "BUS", "%02x", 0xe1);
	og_tmpl_end(&t);
	og_tmpl_begin(&t, &out, "PCI");
	og_tmpl_pair(&t, "TYPE", "");
	og_tmpl_end(&t);
	ck_assert_str_eq(og_buf_text(&out), "PCI = [\n"
					    " TYPE = \"10de:26b9:0302\" ,\n"
					    " BUS = \"e1\" \n"
					    "]\n"
					    "PCI = [\n"
					    " TYPE = \"\" \n"
					    "]\n");
}
END_TEST

START_TEST(writes_an_empty_vector)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_tmpl t;

	og_tmpl_begin(&t, &out, "PCI");
	og_tmpl_end(&t);
	ck_assert_str_eq(og_buf_text(&out), "PCI = [\n]\n");
}
END_TEST

static const struct {
	const char *value, *want;
} values[] = {
	{ "GH100 [H100 PCIe]", "GH100 [H100 PCIe]" },
	{ "a \"b\" c", "a \\\"b\\\" c" },
	{ "back\\slash", "back/slash" },
	{ "at the end\\", "at the end/" },
	{ "\\\"", "/\\\"" },
	{ "a, b = [ c ] # d", "a, b = [ c ] # d" },
	{ "]]>", "]]?" },
	{ "]]]> ]>", "]]]? ]>" },
	{ "]\x01]>", "]?]>" },
	{ "", "" },
	{ "one\ntwo\ttabs\x7f", "one?two?tabs?" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	{ "caf\xe9 noir", "caf? noir" },      /* Latin-1 */
	{ "cut \xe2\x82", "cut ??" },	      /* ends within a character */
	{ "\xc0\x80", "??" },		      /* a NUL in disguise */
	{ "\xe0\x80\xaf", "???" },	      /* overlong */
	{ "\xed\xa0\x80", "???" },	      /* half a surrogate pair */
	{ "\xf4\x90\x80\x80", "????" },	      /* beyond Unicode */
	{ "\xef\xbf\xbe\xef\xbf\xbf", "??" }, /* no characters in XML */
	{ "\xc2\x85", "?" },		      /* a C1 control */
	{ "\xff\xfe", "??" },
};

START_TEST(makes_values_safe)
{
	og_autobuf out = OG_BUF_INIT;
	og_autofree char *want =
		og_asprintf("V = [\n A = \"%s\" \n]\n", values[_i].want);
	struct og_tmpl t;

	og_tmpl_begin(&t, &out, "V");
	og_tmpl_pair(&t, "A", values[_i].value);
	og_tmpl_end(&t);
	ck_assert_str_eq(og_buf_text(&out), want);
}
END_TEST

Suite *libhost_tmpl_suite(void)
{
	Suite *s = suite_create("tmpl");
	TCase *tc = tcase_create("tmpl");

	tcase_add_test(tc, writes_a_vector);
	tcase_add_test(tc, writes_an_empty_vector);
	tcase_add_loop_test(tc, makes_values_safe, 0, OG_COUNT(values));
	suite_add_tcase(s, tc);
	return s;
}
