// SPDX-License-Identifier: Apache-2.0
/*
 * Writing a kept document: the source's bytes where nothing was touched, and
 * new elements on lines of their own, indented as their neighbours are.
 */
#include <stdlib.h>

#include "xmlkept.h"

void og_xml_escape(struct og_buf *out, const char *text, char quote)
{
	for (; *text; text++) {
		char c = *text;

		if (c == '&')
			og_buf_str(out, "&amp;");
		else if (c == '<')
			og_buf_str(out, "&lt;");
		else if (c == '>')
			og_buf_str(out, "&gt;");
		else if (quote && c == quote)
			og_buf_str(out, c == '"' ? "&quot;" : "&apos;");
		else if (c == '\r' || (quote && (c == '\n' || c == '\t')))
			og_buf_fmt(out, "&#%d;", c);
		else
			og_buf_char(out, c);
	}
}

void og_xml_put_attr(struct og_buf *out, const char *name, const char *value)
{
	og_buf_fmt(out, " %s='", name);
	og_xml_escape(out, value, '\'');
	og_buf_char(out, '\'');
}

/* What the writer walks with. */
struct pen {
	const char *source;
	struct og_buf *out;
	char *step; /* one level of indentation */
};

static bool is_kept(const xmlNode *node)
{
	const struct og_xml_mark *mark = node->_private;

	return mark && mark->kept;
}

static bool is_in_place(const xmlNode *node)
{
	const struct og_xml_mark *mark = node->_private;

	return mark && mark->kept && !mark->moved;
}

/* What stands before the node in its line if that is blank, else NULL. */
static char *indent_of(const struct pen *pen, const xmlNode *node)
{
	const struct og_xml_mark *mark = node->_private;
	size_t line = mark->start;

	while (line && pen->source[line - 1] != '\n')
		line--;
	for (size_t i = line; i < mark->start; i++)
		if (pen->source[i] != ' ' && pen->source[i] != '\t')
			return NULL;
	return og_strndup(pen->source + line, mark->start - line);
}

/* Of new children; NULL where everything stands in one line. */
static char *child_indent(const struct pen *pen, const xmlNode *parent)
{
	og_autofree char *own = NULL;

	for (const xmlNode *c = parent->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && is_in_place(c))
			return indent_of(pen, c);
	own = indent_of(pen, parent);
	/* A root in the first line tells nothing of the document's lines. */
	if (!own || !pen->step)
		return NULL;
	return og_asprintf("%s%s", own, pen->step);
}

static void new_line(const struct pen *pen, const char *indent)
{
	if (indent)
		og_buf_fmt(pen->out, "\n%s", indent);
}

static void write_qname(const struct pen *pen, const xmlNode *node)
{
	if (node->ns && node->ns->prefix)
		og_buf_fmt(pen->out, "%s:", (const char *)node->ns->prefix);
	og_buf_str(pen->out, (const char *)node->name);
}

static void write_new_tag(const struct pen *pen, const xmlNode *node)
{
	og_buf_char(pen->out, '<');
	write_qname(pen, node);
	for (const xmlNs *ns = node->nsDef; ns; ns = ns->next) {
		og_autofree char *name =
			ns->prefix ? og_asprintf("xmlns:%s",
						 (const char *)ns->prefix)
				   : og_strdup("xmlns");

		og_xml_put_attr(pen->out, name, (const char *)ns->href);
	}
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		const xmlNode *value = a->children;

		og_xml_put_attr(pen->out, (const char *)a->name,
				value && value->content
					? (const char *)value->content
					: "");
	}
}

static void write_new(const struct pen *pen, const xmlNode *node,
		      const char *indent)
{
	og_autofree char *below =
		indent && pen->step ? og_asprintf("%s%s", indent, pen->step)
				    : NULL;
	bool elements = false;

	if (node->type != XML_ELEMENT_NODE) {
		if (node->content)
			og_xml_escape(pen->out, (const char *)node->content, 0);
		return;
	}
	write_new_tag(pen, node);
	if (!node->children) {
		og_buf_str(pen->out, "/>");
		return;
	}
	og_buf_char(pen->out, '>');
	for (const xmlNode *c = node->children; c; c = c->next) {
		if (c->type == XML_ELEMENT_NODE) {
			elements = true;
			new_line(pen, below);
		}
		write_new(pen, c, below);
	}
	if (elements && below)
		new_line(pen, indent);
	og_buf_str(pen->out, "</");
	write_qname(pen, node);
	og_buf_char(pen->out, '>');
}

static bool ends_line(const xmlNode *node)
{
	return node && node->type == XML_TEXT_NODE && node->content &&
	       strchr((const char *)node->content, '\n');
}

static void write_kept(const struct pen *pen, const xmlNode *node);

static void write_children(const struct pen *pen, const xmlNode *node)
{
	og_autofree char *indent = child_indent(pen, node);
	const xmlNode *last = NULL;

	for (const xmlNode *c = node->children; c; c = c->next) {
		bool placed = is_in_place(c);

		if (!placed && !ends_line(c->prev))
			new_line(pen, indent);
		if (is_kept(c))
			write_kept(pen, c);
		else
			write_new(pen, c, indent);
		last = placed ? NULL : c;
	}
	if (last && indent) {
		og_autofree char *own = indent_of(pen, node);

		new_line(pen, own);
	}
}

static void write_kept(const struct pen *pen, const xmlNode *node)
{
	const struct og_xml_mark *mark = node->_private;
	const char *tag = mark->tag ? mark->tag : pen->source + mark->start;
	size_t len =
		mark->tag ? strlen(mark->tag) : mark->tag_end - mark->start;

	if (node->type != XML_ELEMENT_NODE) {
		og_buf_add(pen->out, pen->source + mark->start,
			   mark->end - mark->start);
		return;
	}
	if (mark->body_end == mark->end && node->children) {
		og_buf_add(pen->out, tag, len - 2);
		og_buf_char(pen->out, '>');
		write_children(pen, node);
		og_buf_str(pen->out, "</");
		write_qname(pen, node);
		og_buf_char(pen->out, '>');
		return;
	}
	og_buf_add(pen->out, tag, len);
	write_children(pen, node);
	og_buf_add(pen->out, pen->source + mark->body_end,
		   mark->end - mark->body_end);
}

/* How far the root's first child is indented; NULL: it has no line. */
static char *find_step(const struct pen *pen, const xmlNode *root)
{
	for (const xmlNode *c = root->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && is_in_place(c) &&
		    ends_line(c->prev))
			return indent_of(pen, c);
	return NULL;
}

void og_xml_kept_write(xmlDocPtr xml, const char *source, size_t len,
		       struct og_buf *out)
{
	struct pen pen = { .source = source, .out = out };
	const xmlNode *root = xmlDocGetRootElement(xml);
	const struct og_xml_mark *mark = root->_private;

	pen.step = find_step(&pen, root);
	og_buf_add(out, source, mark->start);
	write_kept(&pen, root);
	og_buf_add(out, source + mark->end, len - mark->end);
	free(pen.step);
}
