// SPDX-License-Identifier: Apache-2.0
/*
 * The source is well-formed, libxml2 has said so, and has no document type:
 * finding its tags takes no parser. Every tag, comment, section and run of
 * text is one node of the tree, in the same order.
 */
#include "xmlkept.h"

#include <errno.h>
#include <stdlib.h>

struct scan {
	const char *source;
	size_t len, pos;
	xmlNodePtr parent; /* NULL: the document */
	xmlNodePtr next;   /* the node that has to come */
	xmlNodePtr last;   /* the one that came before it, among siblings */
};

struct og_xml_mark *og_xml_mark(xmlNodePtr node)
{
	if (!node->_private)
		node->_private = og_calloc(1, sizeof(struct og_xml_mark));
	return node->_private;
}

void og_xml_mark_free(xmlNodePtr node)
{
	struct og_xml_mark *mark = node->_private;

	if (!mark)
		return;
	free(mark->text);
	free(mark->tag);
	free(mark);
	node->_private = NULL;
}

static bool is_at(const struct scan *s, const char *what)
{
	size_t len = strlen(what);

	return s->len - s->pos >= len &&
	       memcmp(s->source + s->pos, what, len) == 0;
}

/* The position behind the next `what`; the end where there is none. */
static size_t behind(const struct scan *s, const char *what)
{
	const char *at =
		memmem(s->source + s->pos, s->len - s->pos, what, strlen(what));

	return at ? (size_t)(at - s->source) + strlen(what) : s->len;
}

/* Of a start tag: a '>' may stand in a value. */
static size_t behind_tag(const struct scan *s)
{
	char quote = 0;

	for (size_t i = s->pos; i < s->len; i++) {
		char c = s->source[i];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return s->len;
}

static int take(struct scan *s, xmlElementType type, size_t end)
{
	xmlNodePtr node = s->next;
	struct og_xml_mark *mark;

	if (!node || node->type != type)
		return -EINVAL;
	mark = og_xml_mark(node);
	mark->kept = true;
	mark->start = s->pos;
	mark->end = end;
	s->pos = end;
	s->last = node;
	s->next = node->next;
	return 0;
}

/* Sections without anything between them are one node before libxml2 2.15. */
static int take_section(struct scan *s)
{
	bool own = s->next && s->next->type == XML_CDATA_SECTION_NODE;
	size_t end = behind(s, "]]>");
	struct og_xml_mark *last;

	if (own || !s->last || s->last->type != XML_CDATA_SECTION_NODE ||
	    og_xml_mark(s->last)->end != s->pos)
		return take(s, XML_CDATA_SECTION_NODE, end);
	last = og_xml_mark(s->last);
	last->end = end;
	s->pos = end;
	return 0;
}

static int take_close(struct scan *s)
{
	struct og_xml_mark *mark;

	if (!s->parent || s->next)
		return -EINVAL;
	mark = og_xml_mark(s->parent);
	mark->body_end = s->pos;
	s->pos = behind(s, ">");
	mark->end = s->pos;
	s->last = s->parent;
	s->next = s->parent->next;
	s->parent = s->parent->parent;
	if (s->parent && s->parent->type != XML_ELEMENT_NODE)
		s->parent = NULL;
	return 0;
}

static bool is_name(const xmlNode *node, const char *tag)
{
	const char *name = (const char *)node->name;
	size_t len = strcspn(tag + 1, " \t\r\n/>");
	const char *colon = memchr(tag + 1, ':', len);
	size_t local = colon ? len - (size_t)(colon + 1 - (tag + 1)) : len;

	return (strlen(name) == len && memcmp(name, tag + 1, len) == 0) ||
	       (colon && strlen(name) == local &&
		memcmp(name, colon + 1, local) == 0);
}

static int take_open(struct scan *s)
{
	size_t end = behind_tag(s);
	bool closed = s->source[end - 2] == '/';
	struct og_xml_mark *mark;
	xmlNodePtr node = s->next;

	if (!node || node->type != XML_ELEMENT_NODE ||
	    !is_name(node, s->source + s->pos))
		return -EINVAL;
	if (take(s, XML_ELEMENT_NODE, end) < 0)
		return -EINVAL;
	mark = og_xml_mark(node);
	mark->tag_end = end;
	mark->body_end = end;
	if (closed)
		return node->children ? -EINVAL : 0;
	s->parent = node;
	s->next = node->children;
	s->last = NULL;
	return 0;
}

static int take_text(struct scan *s)
{
	size_t end = s->pos;

	while (end < s->len && s->source[end] != '<')
		end++;
	if (s->parent)
		return take(s, XML_TEXT_NODE, end);
	s->pos = end;
	return 0;
}

static int step(struct scan *s)
{
	if (!is_at(s, "<"))
		return take_text(s);
	if (is_at(s, "<!--"))
		return take(s, XML_COMMENT_NODE, behind(s, "-->"));
	if (is_at(s, "<![CDATA["))
		return take_section(s);
	if (is_at(s, "<?"))
		return take(s, XML_PI_NODE, behind(s, "?>"));
	if (is_at(s, "</"))
		return take_close(s);
	return take_open(s);
}

int og_xml_kept_map(xmlDocPtr xml, const char *source, size_t len,
		    struct og_err *err)
{
	struct scan s = { .source = source, .len = len, .next = xml->children };
	int r = 0;

	if (is_at(&s, "\xef\xbb\xbf"))
		s.pos = 3;
	if (is_at(&s, "<?xml") && len - s.pos > 5 &&
	    strchr(" \t\r\n", source[s.pos + 5]))
		s.pos = behind(&s, "?>");
	while (s.pos < len && r == 0)
		r = step(&s);
	if (r == 0 && (s.next || s.parent))
		r = -EINVAL;
	if (r < 0)
		return og_err_set(err, r,
				  "byte %zu: the document does not read twice "
				  "the same",
				  s.pos);
	return 0;
}

/* One attribute in the text of a tag; offsets. */
struct attr {
	size_t start; /* of the white space before it */
	size_t value, end;
	bool found;
};

static size_t blanks(const char *text)
{
	return strspn(text, " \t\r\n");
}

/* `ret_end` is where the last attribute ends, or the name of the element. */
static struct attr find_attr(const char *tag, const char *name, size_t *ret_end)
{
	size_t pos = 1 + strcspn(tag + 1, " \t\r\n/>");

	for (;;) {
		struct attr attr = { .start = pos };
		size_t at = pos + blanks(tag + pos);
		size_t len = strcspn(tag + at, " \t\r\n=/>");

		*ret_end = pos;
		if (!len || tag[at] == '/' || tag[at] == '>')
			return attr;
		attr.found =
			strlen(name) == len && memcmp(tag + at, name, len) == 0;
		at += len;
		at += blanks(tag + at) + 1;
		at += blanks(tag + at);
		attr.value = at + 1;
		attr.end = attr.value;
		while (tag[attr.end] && tag[attr.end] != tag[at])
			attr.end++;
		if (attr.found || !tag[attr.end])
			return attr;
		pos = attr.end + 1;
	}
}

void og_xml_kept_set(xmlNodePtr node, const char *source, const char *name,
		     const char *value)
{
	struct og_xml_mark *mark = og_xml_mark(node);
	og_autobuf tag = OG_BUF_INIT;
	struct attr attr;
	size_t last;

	if (!mark->kept)
		return;
	if (!mark->tag)
		mark->tag = og_strndup(source + mark->start,
				       mark->tag_end - mark->start);
	attr = find_attr(mark->tag, name, &last);
	if (!attr.found && !value)
		return;
	if (!attr.found) {
		og_buf_add(&tag, mark->tag, last);
		og_xml_put_attr(&tag, name, value);
		og_buf_str(&tag, mark->tag + last);
	} else if (value) {
		og_buf_add(&tag, mark->tag, attr.value);
		og_xml_escape(&tag, value, mark->tag[attr.value - 1]);
		og_buf_str(&tag, mark->tag + attr.end);
	} else {
		og_buf_add(&tag, mark->tag, attr.start);
		og_buf_str(&tag, mark->tag + attr.end + 1);
	}
	free(mark->tag);
	mark->tag = og_steal(tag.data);
}
