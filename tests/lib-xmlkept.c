// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "harness.h"
#include "refine-suites.h"

static struct og_xml_doc *kept(const char *text)
{
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	if (og_xml_doc_parse_kept(text, strlen(text), &doc, &err) < 0)
		ck_abort_msg("%s: %s", text, err.msg);
	return doc;
}

static void check_text(const struct og_xml_doc *doc, const char *want)
{
	og_autobuf out = OG_BUF_INIT;

	og_xml_write(doc, &out);
	ck_assert_str_eq(og_buf_text(&out), want);
}

/* What must come back byte for byte. */
static const char *const same[] = {
	"<a/>",
	"<?xml version='1.0' encoding='us-ascii' ?><a>\xc3\xa9</a>",
	"<a></a>",
	"<a\n />\n\n",
	"\xef\xbb\xbf<a/>",
	("<?xml version=\"1.0\" encoding='utf-8'?>\n<!-- <b> --><?p <c>?>\n<a/>"
	 "\n<!-- z -->\n<?q?>\n"),
	"<a   b = \"1'\"\n\tc='>\"' ><b x='&lt;&amp;&#10;&apos;'/></a >",
	"<a>t&lt;&#10;&quot;u\r\nv</a>",
	"<a><![CDATA[x]]><![CDATA[y]]>z<![CDATA[]]></a>",
	"<a><![CDATA[]]></a>",
	"<a><![CDATA[<b></a>]]]]><![CDATA[>]]></a>",
	"<a><!-- > < - --><?p a > b ?><b></b><b/></a>",
	"<q:a xmlns:q='u' xmlns='v'><b/><q:b q:c='1'/><r:b/></q:a>",
	"<\xc3\xa9 \xc3\xbc='\xe2\x82\xac'>\xf0\x9f\x98\x80</\xc3\xa9>",
	"<a> <b> <c/> </b> </a> ",
};

START_TEST(keeps)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = kept(same[_i]);

	og_xml_text(og_xml_root(doc));
	check_text(doc, same[_i]);
}
END_TEST

static const struct {
	const char *text, *error;
	size_t len;
} refused[] = {
	{ "<?xml version='1.0' encoding='latin1'?><a/>", "UTF-8", 0 },
	{ "<?xml encoding=?><a/>", "line 1", 0 },
	{ "<?xml version='1.0' encoding", "line 1", 0 },
	{ "\xff\xfe<\0a\0/\0>\0", "zero byte", 10 },
	{ "\xff\xfe<", "line 1", 0 },
	{ "\x4c\x6f\xa7\x94", "line 1", 0 },
	{ "<a/>\0<b/>", "zero byte", 9 },
	{ "<a>\n<b x='y'z'/></a>", "line 2", 0 },
	{ "<!DOCTYPE a><a/>", "document type", 0 },
	{ "<a>\n<b>\n</a>", "line 3", 0 },
	{ "", "empty", 0 },
};

START_TEST(refuses)
{
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };
	size_t len = refused[_i].len;

	if (!len)
		len = strlen(refused[_i].text);
	ck_assert_int_lt(
		og_xml_doc_parse_kept(refused[_i].text, len, &doc, &err), 0);
	ck_assert_ptr_null(doc);
	ck_assert_msg(strstr(err.msg, refused[_i].error), "%s", err.msg);
}
END_TEST

static const char lines[] = "<a>\n"
			    "  <b x = \"1\"   y='2'/>\n"
			    "\n"
			    "  <!-- c -->\n"
			    "  <d>\n"
			    "    <e/>\n"
			    "  </d>\n"
			    "</a>\n";

START_TEST(sets_attributes)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = kept(lines);
	struct og_xml_node *b = og_xml_child(og_xml_root(doc), "b");

	og_xml_set(b, "x", "<\"'&\n");
	og_xml_set(b, "z", "'3\"");
	og_xml_unset(b, "y");
	og_xml_unset(b, "none");
	og_xml_set(og_xml_root(doc), "k", "v");
	ck_assert_str_eq(og_xml_attr(b, "x"), "<\"'&\n");
	check_text(doc, "<a k='v'>\n"
			"  <b x = \"&lt;&quot;'&amp;&#10;\" z='&apos;3\"'/>\n"
			"\n"
			"  <!-- c -->\n"
			"  <d>\n"
			"    <e/>\n"
			"  </d>\n"
			"</a>\n");
}
END_TEST

START_TEST(adds_and_removes)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = kept(lines);
	struct og_xml_node *a = og_xml_root(doc), *b = og_xml_child(a, "b");
	struct og_xml_node *d = og_xml_child(a, "d"), *n;

	og_xml_add(b, "in", "t<");
	n = og_xml_add_after(b, "after");
	og_xml_add(og_xml_add(n, "deep", NULL), "er", NULL);
	og_xml_set(og_xml_add_before(d, "before"), "k", "\"");
	og_xml_add(d, "last", NULL);
	og_xml_add_ns(a, "p", "urn:p", "ns", NULL);
	og_xml_remove(og_xml_child(d, "e"));
	check_text(doc, "<a>\n"
			"  <b x = \"1\"   y='2'>\n"
			"    <in>t&lt;</in>\n"
			"  </b>\n"
			"  <after>\n"
			"    <deep>\n"
			"      <er/>\n"
			"    </deep>\n"
			"  </after>\n"
			"\n"
			"  <!-- c -->\n"
			"  <before k='\"'/>\n"
			"  <d>\n"
			"    <last/>\n"
			"  </d>\n"
			"  <p:ns xmlns:p='urn:p'/>\n"
			"</a>\n");
}
END_TEST

START_TEST(one_line_stays_one)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		kept("<a><b/><c> </c></a>");
	struct og_xml_node *a = og_xml_root(doc);

	og_xml_add(og_xml_add(a, "d", NULL), "e", NULL);
	og_xml_add(og_xml_child(a, "b"), "f", "1");
	og_xml_remove(og_xml_child(a, "c"));
	check_text(doc, "<a><b><f>1</f></b><d><e/></d></a>");
}
END_TEST

START_TEST(merges)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = kept(
		"<a>\n\t<d>\n\t\t<b/>\n\t</d>\n\t<m/>\n\t<d>\n\t\t<!-- c -->"
		"\n\t\t<e>\n\t\t\t<f/>\n\t\t</e>\n\t</d>\n\t<d><g/>t<h x=\"\"/>"
		"</d><d k='v'><i/></d>\n</a>\n");
	struct og_xml_node *a = og_xml_root(doc), *d = og_xml_child(a, "d");

	ck_assert_int_eq(og_xml_merge(og_xml_next(d, "d"), d), 0);
	ck_assert_int_eq(og_xml_merge(og_xml_next(d, "d"), d), 0);
	ck_assert_int_eq(og_xml_merge(og_xml_next(d, "d"), d), -EINVAL);
	check_text(doc, "<a>\n\t<d>\n\t\t<b/>\n\t\t<!-- c -->\n\t\t<e>\n\t\t\t"
			"<f/>\n\t\t</e>\n\t\t<g/>\n\t\tt\n\t\t<h x=\"\"/>\n\t"
			"</d>\n\t<m/><d k='v'><i/></d>\n</a>\n");
}
END_TEST

Suite *og_suite_xmlkept(void)
{
	Suite *s = suite_create("xmlkept");
	TCase *c = tcase_create("xmlkept");

	tcase_add_loop_test(c, keeps, 0, OG_COUNT(same));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	tcase_add_test(c, sets_attributes);
	tcase_add_test(c, adds_and_removes);
	tcase_add_test(c, one_line_stays_one);
	tcase_add_test(c, merges);
	suite_add_tcase(s, c);
	return s;
}
