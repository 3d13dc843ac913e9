// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "drivers.h"
#include "harness.h"
#include "xmlread.h"
#include "xmltree.h"

/* Documents that must be refused, and a word of the reason. */
static const struct {
	const char *name, *text, *error;
} refused[] = {
	{ "empty", "", "empty document" },
	{ "blank", " \n ", "line " },
	{ "no element", "<?xml version='1.0'?>", "line 1" },
	{ "truncated", "<VM>\n<ID>1</ID>\n", "line 3" },
	{ "two roots", "<a/><b/>", "line 1" },
	{ "trailing junk", "<a/>junk", "line 1" },
	{ "bad nesting", "<a><b></a></b>", "line 1" },
	{ "unknown entity", "<a>&x;</a>", "line 1" },
	{ "control character", "<a>\x01</a>", "line 1" },
	{ "not UTF-8", "<a>\xff\xfe</a>", "line 1" },
	{ "doctype", "<!DOCTYPE a><a/>", "document type" },
	{ "external entity",
	  "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
	  "document type" },
	{ "billion laughs",
	  "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;&x;\">]>"
	  "<a>&y;&y;</a>",
	  "document type" },
};

START_TEST(refuses)
{
	struct og_xml_doc *doc = NULL;
	struct og_err err = { 0 };

	ck_assert_int_lt(og_xml_doc_parse(refused[_i].text,
					  strlen(refused[_i].text), &doc, &err),
			 0);
	ck_assert_ptr_null(doc);
	ck_assert_msg(strstr(err.msg, refused[_i].error), "%s: %s",
		      refused[_i].name, err.msg);
	ck_assert_ptr_null(strchr(err.msg, '\n'));
}
END_TEST

static int nested(unsigned depth)
{
	og_autobuf text = OG_BUF_INIT;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	for (unsigned i = 0; i < depth; i++)
		og_buf_str(&text, "<a>");
	for (unsigned i = 0; i < depth; i++)
		og_buf_str(&text, "</a>");
	return og_xml_doc_parse(og_buf_text(&text), text.len, &doc, NULL);
}

START_TEST(bounds_depth)
{
	ck_assert_int_eq(nested(OG_XML_DEPTH), 0);
	ck_assert_int_eq(nested(OG_XML_DEPTH + 1), -EINVAL);
	ck_assert_int_eq(nested(100000), -EINVAL);
}
END_TEST

static int long_value(const char *before, size_t len, const char *after)
{
	og_autobuf text = OG_BUF_INIT;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	og_buf_str(&text, before);
	for (size_t i = 0; i < len; i++)
		og_buf_char(&text, 'x');
	og_buf_str(&text, after);
	return og_xml_doc_parse(og_buf_text(&text), text.len, &doc, NULL);
}

START_TEST(bounds_values)
{
	ck_assert_int_eq(long_value("<a>", OG_XML_VALUE_MAX, "</a>"), 0);
	ck_assert_int_eq(long_value("<a>", OG_XML_VALUE_MAX + 1, "</a>"),
			 -EFBIG);
	ck_assert_int_eq(long_value("<a b='", OG_XML_VALUE_MAX + 1, "'/>"),
			 -EFBIG);
	ck_assert_int_lt(long_value("<a b='", (size_t)20 << 20, "'/>"), 0);
}
END_TEST

START_TEST(reads)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(
		"<VM>\n <!-- c --><ID> 7 </ID>\n <T><A><![CDATA[ x<y ]]></A>"
		"<B/><A k='v&lt;' e=''>p<i>q</i>r</A></T></VM>");
	struct og_xml_node *root = og_xml_root(doc), *t, *second;

	ck_assert_str_eq(og_xml_name(root), "VM");
	ck_assert_ptr_null(og_xml_text(root));
	ck_assert_str_eq(og_xml_value(root, "ID"), "7");
	ck_assert_str_eq(og_xml_value(root, "T/A"), "x<y");
	ck_assert_ptr_null(og_xml_value(root, "T/B"));
	ck_assert_ptr_null(og_xml_value(root, "T/C/D"));
	ck_assert_ptr_null(og_xml_value(NULL, "T"));
	t = og_xml_path(root, "T");
	ck_assert_uint_eq(og_xml_line(t), 3);
	second = og_xml_next(og_xml_child(t, "A"), "A");
	ck_assert_str_eq(og_xml_text(second), "pr");
	ck_assert_str_eq(og_xml_attr(second, "k"), "v<");
	ck_assert_str_eq(og_xml_attr(second, "e"), "");
	ck_assert_ptr_null(og_xml_attr(second, "none"));
	ck_assert_ptr_null(og_xml_next(second, "A"));
}
END_TEST

START_TEST(reading_changes_nothing)
{
	static const char text[] = "<a>\n\t<!-- c --><b><![CDATA[ 1 ]]></b>\n"
				   "</a>\n";
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);
	og_autobuf out = OG_BUF_INIT;

	ck_assert_str_eq(og_xml_value(og_xml_root(doc), "b"), "1");
	og_xml_write(doc, &out);
	ck_assert_str_eq(og_buf_text(&out), text);
}
END_TEST

START_TEST(writes)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_xml_doc_new("d");
	struct og_xml_node *root = og_xml_root(doc), *m, *gone;
	og_autobuf out = OG_BUF_INIT;

	og_xml_add(root, "t",
		   "<&>\"'\x01\xc3\xa9\xff \xed\xa0\x80\xef\xbf\xbf\xc1\x81");
	og_xml_set(og_xml_addf(root, "n", "%d", 7), "k", "<&>\"'\n\x02");
	og_xml_setf(og_xml_add(root, "e", NULL), "k", "%d", 1);
	m = og_xml_add_ns(root, "p", "urn:x", "m", NULL);
	og_xml_add_ns(m, "p", "urn:x", "c", "1");
	ck_assert_str_eq(og_xml_ns(m), "urn:x");
	ck_assert_ptr_null(og_xml_ns(root));
	gone = og_xml_add(root, "gone", "x");
	ck_assert_str_eq(og_xml_text(gone), "x");
	og_xml_remove(gone);
	og_xml_write(doc, &out);
	ck_assert_str_eq(
		og_buf_text(&out),
		"<d>\n"
		"  <t>&lt;&amp;&gt;\"'?\xc3\xa9? ?????\x3f</t>\n"
		"  <n k=\"&lt;&amp;&gt;&quot;'&#10;?\">7</n>\n"
		"  <e k=\"1\"/>\n"
		"  <p:m xmlns:p=\"urn:x\">\n    <p:c>1</p:c>\n  </p:m>\n"
		"</d>\n");
}
END_TEST

Suite *og_suite_xmltree(void)
{
	Suite *s = suite_create("xmltree");
	TCase *c = tcase_create("xmltree");

	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	tcase_add_test(c, bounds_depth);
	tcase_add_test(c, bounds_values);
	tcase_add_test(c, reads);
	tcase_add_test(c, reading_changes_nothing);
	tcase_add_test(c, writes);
	suite_add_tcase(s, c);
	return s;
}
