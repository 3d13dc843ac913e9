// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdbool.h>

#include "lib-suites.h"
#include "xmlread.h"

/* What the callbacks saw, as text. */
struct seen {
	struct og_buf text;
};

static int refuse(const char *text, struct og_err *err)
{
	return og_err_set(err, -ENOANO, "the callback says %s", text);
}

static int open_item(void *ctx, struct og_err *err)
{
	(void)err;
	og_buf_char(&((struct seen *)ctx)->text, '{');
	return 0;
}

static int close_item(void *ctx, const char *text, size_t len,
		      struct og_err *err)
{
	(void)err;
	ck_assert_uint_eq(strlen(text), len);
	og_buf_fmt(&((struct seen *)ctx)->text, "%s}", text);
	return 0;
}

static int close_value(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	if (strcmp(text, "FAIL") == 0)
		return refuse("no", err);
	ck_assert_uint_eq(strlen(text), len);
	og_buf_fmt(&((struct seen *)ctx)->text, "[%s]", text);
	return 0;
}

static int open_refused(void *ctx, struct og_err *err)
{
	(void)ctx;
	return refuse("never", err);
}

static int any_leaf(void *ctx, const char *name, const char *text, size_t len,
		    struct og_err *err)
{
	if (strcmp(text, "LEAF") == 0)
		return refuse("no leaf", err);
	ck_assert_uint_eq(strlen(text), len);
	og_buf_fmt(&((struct seen *)ctx)->text, "(%s=%.8s)", name, text);
	return 0;
}

static const struct og_xml_elem item_elems[] = {
	{ .name = "V", .close = close_value },
	{ .name = "W", .close = close_value },
	{ 0 },
};

static const struct og_xml_elem root_elems[] = {
	{ .name = "ITEM",
	  .children = item_elems,
	  .open = open_item,
	  .close = close_item },
	{ .name = "V", .close = close_value },
	{ .name = "NEVER", .open = open_refused },
	{ .name = "BAG", .children = item_elems, .leaf = any_leaf },
	{ 0 },
};

static const struct og_xml_elem root = {
	.name = "ROOT",
	.children = root_elems,
};

static const struct {
	const char *name, *text, *want;
} good[] = {
	{ "empty", "<ROOT/>", "" },
	{ "a value", "<ROOT><V>1</V></ROOT>", "[1]" },
	{ "an empty value", "<ROOT><V/><V></V></ROOT>", "[][]" },
	{ "white space around is cut", "<ROOT><V>\n a b\t</V></ROOT>",
	  "[a b]" },
	{ "only white space", "<ROOT><V> \n </V></ROOT>", "[]" },
	{ "CDATA", "<ROOT><V><![CDATA[<x> & y]]></V></ROOT>", "[<x> & y]" },
	{ "CDATA and text mix",
	  "<ROOT><V>a<![CDATA[b]]>c<![CDATA[d]]></V></ROOT>", "[abcd]" },
	{ "references", "<ROOT><V>&lt;&amp;&#65;&gt;</V></ROOT>", "[<&A>]" },
	{ "comments and instructions",
	  "<ROOT><V>a<!-- x --><?y z?>b</V></ROOT>", "[ab]" },
	{ "declaration", "<?xml version=\"1.0\"?>\n<ROOT><V>x</V></ROOT>\n",
	  "[x]" },
	{ "nested", "<ROOT><ITEM><V>1</V><W>2</W></ITEM><V>3</V></ROOT>",
	  "{[1][2]}[3]" },
	{ "text of an element with children is nobody's",
	  "<ROOT>a<ITEM>b<V>1</V>c</ITEM>d</ROOT>", "{[1]}" },
	{ "unknown elements are skipped whole",
	  "<ROOT><X><V>no</V><ITEM><V>no</V></ITEM></X><V>yes</V></ROOT>",
	  "[yes]" },
	{ "unknown below known", "<ROOT><ITEM><X>no</X><V>1</V></ITEM></ROOT>",
	  "{[1]}" },
	{ "a leaf goes on after an unknown child",
	  "<ROOT><V>a<X>no</X>b</V></ROOT>", "[ab]" },
	{ "known names elsewhere are unknown",
	  "<ROOT><W>no</W><ITEM><ITEM>no</ITEM></ITEM></ROOT>", "{}" },
	{ "attributes are ignored", "<ROOT a=\"1\"><V b=\"2\">x</V></ROOT>",
	  "[x]" },
	{ "a namespace is ignored", "<ROOT xmlns=\"urn:x\"><V>x</V></ROOT>",
	  "[x]" },
	{ "any leaf, with its name", "<ROOT><BAG><A> 1 </A><B/></BAG></ROOT>",
	  "(A=1)(B=)" },
	{ "a known leaf is one too",
	  "<ROOT><BAG><V>1</V><X><![CDATA[2]]></X></BAG></ROOT>",
	  "[1](V=1)(X=2)" },
	{ "what has children is no leaf",
	  "<ROOT><BAG><A>1<B>2</B>3</A><C>4</C></BAG></ROOT>", "(C=4)" },
	{ "a leaf below a leaf's parent only",
	  "<ROOT><A>1</A><BAG><B><C>2</C></B></BAG><V>3</V></ROOT>", "[3]" },
	{ "a leaf's name may be long, not any length",
	  "<ROOT><BAG>"
	  "<A23456789B23456789C23456789D23456789E23456789F23456789G23456789H>1"
	  "</A23456789B23456789C23456789D23456789E23456789F23456789G23456789H>"
	  "<A23456789B23456789C23456789D23456789E23456789F23456789G23456789HX>2"
	  "</A23456789B23456789C23456789D23456789E23456789F23456789G23456789HX>"
	  "</BAG></ROOT>",
	  "(A23456789B23456789C23456789D23456789E23456789F23456789G23456789H="
	  "1)" },
	{ "UTF-8", "<ROOT><V>\xc3\xbc\xe2\x82\xac</V></ROOT>",
	  "[\xc3\xbc\xe2\x82\xac]" },
};

static int read_split(const char *text, size_t len, size_t cut,
		      struct seen *seen, struct og_err *err)
{
	og_cleanup(og_xml_reader_freep) struct og_xml_reader *r =
		og_xml_reader_new(&root, seen);
	int rc = og_xml_reader_feed(r, text, cut, err);

	if (rc == 0)
		rc = og_xml_reader_feed(r, text + cut, len - cut, err);
	return rc < 0 ? rc : og_xml_reader_finish(r, err);
}

START_TEST(reads_however_it_is_split)
{
	size_t len = strlen(good[_i].text);

	for (size_t cut = 0; cut <= len; cut++) {
		struct seen seen = { 0 };
		struct og_err err = { 0 };
		int r = read_split(good[_i].text, len, cut, &seen, &err);

		ck_assert_msg(r == 0, "%s, cut at %zu: %s", good[_i].name, cut,
			      err.msg);
		ck_assert_msg(strcmp(og_buf_text(&seen.text), good[_i].want) ==
				      0,
			      "%s, cut at %zu: %s", good[_i].name, cut,
			      og_buf_text(&seen.text));
		og_buf_free(&seen.text);
	}
}
END_TEST

START_TEST(reads_byte_by_byte)
{
	struct seen seen = { 0 };
	og_cleanup(og_xml_reader_freep) struct og_xml_reader *r =
		og_xml_reader_new(&root, &seen);

	for (const char *p = good[_i].text; *p; p++)
		ck_assert_int_eq(og_xml_reader_feed(r, p, 1, NULL), 0);
	ck_assert_int_eq(og_xml_reader_finish(r, NULL), 0);
	ck_assert_str_eq(og_buf_text(&seen.text), good[_i].want);
	og_buf_free(&seen.text);
}
END_TEST

static const struct {
	const char *name, *text;
	int rc;
	const char *want; /* in the message */
} bad[] = {
	{ "nothing", "", -EINVAL, "no <ROOT> in the document" },
	{ "white space", " \n", -EINVAL, "" },
	{ "no XML", "hello", -EINVAL, "line 1" },
	{ "a leaf's callback fails", "<ROOT><BAG><A>LEAF</A></BAG></ROOT>",
	  -ENOANO, "line 1, BAG/A: the callback says no leaf" },
	{ "wrong root", "<OTHER><V/></OTHER>", -EINVAL,
	  "line 1: the document is a <OTHER>, <ROOT> was expected" },
	{ "cut in the root", "<ROOT><V>1</V>", -EINVAL, "cut off inside ROOT" },
	{ "cut in a value", "<ROOT><ITEM><V>1", -EINVAL,
	  "cut off inside ITEM/V" },
	{ "cut in a tag", "<ROOT><ITEM", -EINVAL, "cut off inside ROOT" },
	{ "cut in CDATA", "<ROOT><V><![CDATA[x", -EINVAL, "cut off inside V" },
	{ "wrong end", "<ROOT>\n<V>1</W></ROOT>", -EINVAL, "line 2" },
	{ "junk after it", "<ROOT/>junk", -EINVAL, "not well-formed" },
	{ "a second root", "<ROOT/><ROOT/>", -EINVAL, "not well-formed" },
	{ "stray ampersand", "<ROOT><V>a & b</V></ROOT>", -EINVAL, "line 1" },
	{ "unknown entity", "<ROOT><V>&x;</V></ROOT>", -EINVAL, "line 1" },
	{ "control character", "<ROOT><V>\001</V></ROOT>", -EINVAL, "line 1" },
	{ "broken UTF-8", "<ROOT><V>\xff\xfe</V></ROOT>", -EINVAL, "line 1" },
	{ "document type", "<!DOCTYPE ROOT><ROOT/>", -EINVAL,
	  "document type declaration" },
	{ "entities",
	  "<!DOCTYPE ROOT [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>"
	  "<ROOT><V>&b;</V></ROOT>",
	  -EINVAL, "document type declaration" },
	{ "external document type",
	  "<!DOCTYPE ROOT SYSTEM \"file:///etc/passwd\"><ROOT/>", -EINVAL,
	  "document type declaration" },
	{ "close fails", "<ROOT>\n<ITEM><V>FAIL</V></ITEM></ROOT>", -ENOANO,
	  "line 2, ITEM/V: the callback says no" },
	{ "open fails", "<ROOT><NEVER/></ROOT>", -ENOANO,
	  "line 1, NEVER: the callback says never" },
};

START_TEST(refuses_with_a_place)
{
	struct seen seen = { 0 };
	struct og_err err = { 0 };
	int r = og_xml_read(&root, &seen, bad[_i].text, strlen(bad[_i].text),
			    &err);

	ck_assert_msg(r == bad[_i].rc, "%s: %d %s", bad[_i].name, r, err.msg);
	ck_assert_int_eq(err.code, r);
	ck_assert_msg(strstr(err.msg, bad[_i].want) != NULL, "%s: %s",
		      bad[_i].name, err.msg);
	og_buf_free(&seen.text);
}
END_TEST

START_TEST(refuses_however_it_is_split)
{
	size_t len = strlen(bad[_i].text);

	for (size_t cut = 0; cut <= len; cut++) {
		struct seen seen = { 0 };
		int r = read_split(bad[_i].text, len, cut, &seen, NULL);

		og_buf_free(&seen.text);
		ck_assert_msg(r == bad[_i].rc, "%s, cut at %zu: %d",
			      bad[_i].name, cut, r);
	}
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	const char *text = "<ROOT><ITEM><V>a<![CDATA[b]]>&lt;</V></ITEM>"
			   "<X y=\"1\"><!-- z --></X></ROOT>";

	for (size_t len = 0; len < strlen(text); len++) {
		struct seen seen = { 0 };
		struct og_err err = { 0 };
		int r = og_xml_read(&root, &seen, text, len, &err);

		og_buf_free(&seen.text);
		ck_assert_msg(r == -EINVAL && err.msg[0], "at %zu: %d", len, r);
	}
}
END_TEST

/* <ROOT> and `depth` - 1 elements below it. */
static void nest(struct og_buf *doc, unsigned depth)
{
	og_buf_str(doc, "<ROOT>");
	for (unsigned i = 1; i < depth; i++)
		og_buf_str(doc, "<D>");
	for (unsigned i = 1; i < depth; i++)
		og_buf_str(doc, "</D>");
	og_buf_str(doc, "</ROOT>");
}

START_TEST(depth_is_bounded)
{
	const struct {
		unsigned depth;
		int rc;
	} cases[] = {
		{ OG_XML_DEPTH, 0 },
		{ OG_XML_DEPTH + 1, -E2BIG },
		{ 100000, -E2BIG },
	};

	for (size_t i = 0; i < OG_COUNT(cases); i++) {
		og_autobuf doc = OG_BUF_INIT;
		struct og_err err = { 0 };

		nest(&doc, cases[i].depth);
		ck_assert_int_eq(og_xml_read(&root, NULL, og_buf_text(&doc),
					     doc.len, &err),
				 cases[i].rc);
		if (cases[i].rc)
			ck_assert_ptr_nonnull(strstr(err.msg, "<D>: more than"
							      " 64 elements"));
	}
}
END_TEST

static void long_value(struct og_buf *doc, size_t len, const char *name)
{
	og_autofree char *text = og_malloc(len);

	memset(text, 'v', len);
	og_buf_fmt(doc, "<ROOT><%s>", name);
	og_buf_add(doc, text, len);
	og_buf_fmt(doc, "</%s></ROOT>", name);
}

START_TEST(a_value_is_bounded)
{
	const struct {
		const char *elem;
		size_t len;
		int rc;
	} cases[] = {
		{ "V", OG_XML_VALUE_MAX, 0 },
		{ "V", OG_XML_VALUE_MAX + 1, -EFBIG },
		/* Nobody keeps what nobody wants. */
		{ "UNKNOWN", OG_XML_VALUE_MAX * 4, 0 },
	};

	for (size_t i = 0; i < OG_COUNT(cases); i++) {
		og_autobuf doc = OG_BUF_INIT;
		struct seen seen = { 0 };
		struct og_err err = { 0 };
		int r;

		long_value(&doc, cases[i].len, cases[i].elem);
		r = og_xml_read(&root, &seen, og_buf_text(&doc), doc.len, &err);
		og_buf_free(&seen.text);
		ck_assert_int_eq(r, cases[i].rc);
		if (r < 0)
			ck_assert_ptr_nonnull(strstr(err.msg, "line 1, V: a "
							      "value of more "
							      "than"));
	}
}
END_TEST

Suite *og_suite_xmlread(void)
{
	Suite *s = suite_create("xmlread");
	TCase *tc = tcase_create("xmlread");

	tcase_add_loop_test(tc, reads_however_it_is_split, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, reads_byte_by_byte, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses_with_a_place, 0, OG_COUNT(bad));
	tcase_add_loop_test(tc, refuses_however_it_is_split, 0, OG_COUNT(bad));
	tcase_add_test(tc, every_truncation_is_refused);
	tcase_add_test(tc, depth_is_bounded);
	tcase_add_test(tc, a_value_is_bounded);
	suite_add_tcase(s, tc);
	return s;
}
