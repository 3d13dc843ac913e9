// SPDX-License-Identifier: Apache-2.0
/*
 * libxml2's tree behind lib/xmltree.h. An opaque og_xml_node is an xmlNode,
 * never defined as a type of its own. An element's trimmed text is computed
 * when first asked for and kept in the node's _private, so that reading a
 * document does not change it: what is edited later keeps its comments,
 * CDATA sections and white space.
 */
#include "xmltree.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlsave.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "xmlread.h"

struct og_xml_doc {
	xmlDocPtr xml;
};

static xmlNodePtr xml_node(const struct og_xml_node *node)
{
	void *p;

	memcpy(&p, &node, sizeof(p));
	return p;
}

static struct og_xml_node *our_node(xmlNodePtr node)
{
	return (struct og_xml_node *)(void *)node;
}

static void *must(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

/* libxml2's strings are unsigned, ours are not. */
static const xmlChar *xstr(const char *s)
{
	return (const xmlChar *)s;
}

static const char *cstr(const xmlChar *s)
{
	return (const char *)s;
}

/* The next node of a walk in document order that does not leave `top`. */
static xmlNodePtr walk(xmlNodePtr top, xmlNodePtr node, unsigned *depth)
{
	if (node->type == XML_ELEMENT_NODE && node->children) {
		++*depth;
		return node->children;
	}
	while (node != top && !node->next) {
		node = node->parent;
		--*depth;
	}
	return node == top ? NULL : node->next;
}

static void drop_texts(xmlNodePtr top)
{
	unsigned depth = 1;

	for (xmlNodePtr n = top; n; n = walk(top, n, &depth)) {
		free(n->_private);
		n->_private = NULL;
	}
}

void og_xml_doc_free(struct og_xml_doc *doc)
{
	if (!doc)
		return;
	drop_texts(xmlDocGetRootElement(doc->xml));
	xmlFreeDoc(doc->xml);
	free(doc);
}

void og_xml_doc_freep(struct og_xml_doc **doc)
{
	og_xml_doc_free(*doc);
}

static struct og_xml_doc *wrap(xmlDocPtr xml)
{
	struct og_xml_doc *doc = og_calloc(1, sizeof(*doc));

	doc->xml = xml;
	return doc;
}

/* Refused at its first word, before an entity of it can be declared. */
static void refuse_doctype(void *data, const xmlChar *name,
			   const xmlChar *external_id, const xmlChar *system_id)
{
	xmlParserCtxtPtr parser = data;
	bool *refused = parser->_private;

	(void)name;
	(void)external_id;
	(void)system_id;
	*refused = true;
	xmlStopParser(parser);
}

static void free_parser(xmlParserCtxtPtr *parser)
{
	if ((*parser)->myDoc)
		xmlFreeDoc((*parser)->myDoc);
	xmlFreeParserCtxt(*parser);
}

static int parse_error(const xmlParserCtxt *parser, struct og_err *err)
{
	const xmlError *last = &parser->lastError;
	og_autofree char *text =
		og_strdup(last->message ? last->message : "not well-formed");

	text[strcspn(text, "\n")] = '\0';
	return og_err_set(err, -EINVAL, "line %d: %s",
			  last->line > 0 ? last->line : 1, text);
}

static int check_value(const xmlNode *node, const char *name, size_t len,
		       struct og_err *err)
{
	if (len <= OG_XML_VALUE_MAX)
		return 0;
	return og_err_set(err, -EFBIG,
			  "line %ld: <%s>: a value of more than %d bytes",
			  xmlGetLineNo(node), name, OG_XML_VALUE_MAX);
}

static int check_element(const xmlNode *node, unsigned depth,
			 struct og_err *err)
{
	if (depth > OG_XML_DEPTH)
		return og_err_set(
			err, -EINVAL, "line %ld: <%s>: nested deeper than %d",
			xmlGetLineNo(node), cstr(node->name), OG_XML_DEPTH);
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		const xmlNode *text = a->children;

		if (text && text->content &&
		    check_value(node, cstr(node->name),
				strlen(cstr(text->content)), err) < 0)
			return err ? err->code : -EFBIG;
	}
	return 0;
}

static int check_tree(xmlNodePtr root, struct og_err *err)
{
	unsigned depth = 1;
	int r = 0;

	for (xmlNodePtr n = root; n && r == 0; n = walk(root, n, &depth)) {
		if (n->type == XML_ELEMENT_NODE)
			r = check_element(n, depth, err);
		else if (n->content)
			r = check_value(n, cstr(n->parent->name),
					strlen(cstr(n->content)), err);
	}
	return r;
}

int og_xml_doc_parse(const char *data, size_t len, struct og_xml_doc **ret_doc,
		     struct og_err *err)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR |
			    XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
	og_cleanup(free_parser) xmlParserCtxtPtr parser = NULL;
	bool doctype = false;
	xmlNodePtr root;
	int r;

	parser = must(xmlNewParserCtxt());
	if (len == 0)
		return og_err_set(err, -EINVAL, "line 1: empty document");
	if (len > INT_MAX)
		return og_err_set(err, -EFBIG, "line 1: document too large");
	parser->_private = &doctype;
	parser->sax->internalSubset = refuse_doctype;
	parser->myDoc =
		xmlCtxtReadMemory(parser, data, (int)len, NULL, NULL, options);
	if (doctype)
		return og_err_set(err, -EINVAL,
				  "line 1: a document type is not allowed");
	root = parser->myDoc ? xmlDocGetRootElement(parser->myDoc) : NULL;
	if (!root)
		return parse_error(parser, err);
	r = check_tree(root, err);
	if (r < 0)
		return r;
	*ret_doc = wrap(og_steal(parser->myDoc));
	return 0;
}

struct og_xml_doc *og_xml_doc_new(const char *root_name)
{
	xmlDocPtr xml = must(xmlNewDoc(xstr("1.0")));
	xmlNodePtr root = must(xmlNewDocNode(xml, NULL, xstr(root_name), NULL));

	xmlDocSetRootElement(xml, root);
	return wrap(xml);
}

struct og_xml_node *og_xml_root(const struct og_xml_doc *doc)
{
	return our_node(xmlDocGetRootElement(doc->xml));
}

const char *og_xml_name(const struct og_xml_node *node)
{
	return cstr(xml_node(node)->name);
}

const char *og_xml_ns(const struct og_xml_node *node)
{
	const xmlNode *n = xml_node(node);

	return n->ns ? cstr(n->ns->href) : NULL;
}

unsigned og_xml_line(const struct og_xml_node *node)
{
	long line = xmlGetLineNo(xml_node(node));

	return line > 0 ? (unsigned)line : 0;
}

static struct og_xml_node *from(xmlNodePtr n, const char *name)
{
	for (; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    (!name || strcmp(cstr(n->name), name) == 0))
			return our_node(n);
	return NULL;
}

struct og_xml_node *og_xml_child(const struct og_xml_node *node,
				 const char *name)
{
	return node ? from(xml_node(node)->children, name) : NULL;
}

struct og_xml_node *og_xml_next(const struct og_xml_node *node,
				const char *name)
{
	return from(xml_node(node)->next, name);
}

struct og_xml_node *og_xml_path(const struct og_xml_node *node,
				const char *path)
{
	struct og_xml_node *at = our_node(xml_node(node));

	while (at && *path) {
		size_t len = strcspn(path, "/");
		og_autofree char *name = og_strndup(path, len);

		at = og_xml_child(at, name);
		path += len + (path[len] == '/');
	}
	return at;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *og_xml_text(const struct og_xml_node *node)
{
	xmlNodePtr n = node ? xml_node(node) : NULL;
	og_autobuf text = OG_BUF_INIT;
	const char *s;
	size_t len;

	if (!n)
		return NULL;
	if (!n->_private) {
		for (const xmlNode *c = n->children; c; c = c->next)
			if (c->content && (c->type == XML_TEXT_NODE ||
					   c->type == XML_CDATA_SECTION_NODE))
				og_buf_str(&text, cstr(c->content));
		s = og_buf_text(&text);
		while (is_space(*s))
			s++;
		len = strlen(s);
		while (len && is_space(s[len - 1]))
			len--;
		n->_private = og_strndup(s, len);
	}
	s = n->_private;
	return *s ? s : NULL;
}

const char *og_xml_value(const struct og_xml_node *node, const char *path)
{
	return og_xml_text(og_xml_path(node, path));
}

const char *og_xml_attr(const struct og_xml_node *node, const char *name)
{
	const xmlAttr *a = xmlHasNsProp(xml_node(node), xstr(name), NULL);

	if (!a)
		return NULL;
	return a->children && a->children->content ? cstr(a->children->content)
						   : "";
}

const char *og_xml_attr_name(const struct og_xml_node *node, size_t index)
{
	const xmlAttr *a = xml_node(node)->properties;

	while (a && index--)
		a = a->next;
	return a ? cstr(a->name) : NULL;
}

/* What XML cannot hold, and bytes that are not UTF-8, become '?'. */
static char *clean(const char *s)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, "");
	while (*s) {
		int len = (int)strnlen(s, 4);
		int c = xmlGetUTF8Char(xstr(s), &len);

		if (c < 0 || !IS_CHAR(c)) {
			og_buf_char(&out, '?');
			s += c < 0 ? 1 : len;
		} else {
			og_buf_add(&out, s, (size_t)len);
			s += len;
		}
	}
	return og_steal(out.data);
}

static xmlNodePtr add_node(xmlNodePtr parent, xmlNsPtr ns, const char *name,
			   const char *text)
{
	xmlNodePtr n = must(xmlNewDocNode(parent->doc, ns, xstr(name), NULL));

	must(xmlAddChild(parent, n));
	if (text) {
		og_autofree char *safe = clean(text);

		must(xmlAddChild(n, must(xmlNewDocText(n->doc, xstr(safe)))));
	}
	return n;
}

struct og_xml_node *og_xml_add(struct og_xml_node *parent, const char *name,
			       const char *text)
{
	return our_node(add_node(xml_node(parent), NULL, name, text));
}

struct og_xml_node *og_xml_addf(struct og_xml_node *parent, const char *name,
				const char *fmt, ...)
{
	og_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	return og_xml_add(parent, name, text);
}

void og_xml_set(struct og_xml_node *node, const char *name, const char *value)
{
	og_autofree char *safe = clean(value);

	must(xmlSetProp(xml_node(node), xstr(name), xstr(safe)));
}

void og_xml_setf(struct og_xml_node *node, const char *name, const char *fmt,
		 ...)
{
	og_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	og_xml_set(node, name, text);
}

struct og_xml_node *og_xml_add_ns(struct og_xml_node *parent,
				  const char *prefix, const char *uri,
				  const char *name, const char *text)
{
	xmlNodePtr p = xml_node(parent);
	xmlNsPtr ns = xmlSearchNsByHref(p->doc, p, xstr(uri));
	xmlNodePtr n = add_node(p, ns, name, text);

	if (!ns)
		xmlSetNs(n, must(xmlNewNs(n, xstr(uri), xstr(prefix))));
	return our_node(n);
}

static bool has_elements(const xmlNode *n)
{
	for (n = n->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

static void tidy(xmlNodePtr parent)
{
	bool elements = has_elements(parent);
	xmlNodePtr next;

	for (xmlNodePtr n = parent->children; n; n = next) {
		next = n->next;
		if (n->type == XML_ELEMENT_NODE) {
			tidy(n);
		} else if ((n->type != XML_TEXT_NODE &&
			    n->type != XML_CDATA_SECTION_NODE) ||
			   (elements && xmlIsBlankNode(n))) {
			xmlUnlinkNode(n);
			xmlFreeNode(n);
		}
	}
}

struct og_xml_node *og_xml_add_copy(struct og_xml_node *parent,
				    const struct og_xml_node *from)
{
	xmlNodePtr p = xml_node(parent);
	xmlNodePtr n = must(xmlDocCopyNode(xml_node(from), p->doc, 1));

	tidy(n);
	must(xmlAddChild(p, n));
	return our_node(n);
}

void og_xml_remove(struct og_xml_node *node)
{
	xmlNodePtr n = xml_node(node);

	drop_texts(n);
	xmlUnlinkNode(n);
	xmlFreeNode(n);
}

void og_xml_write(const struct og_xml_doc *doc, struct og_buf *out)
{
	const int options = XML_SAVE_NO_DECL | XML_SAVE_FORMAT;
	xmlBufferPtr buf = must(xmlBufferCreate());
	xmlSaveCtxtPtr save = must(xmlSaveToBuffer(buf, "UTF-8", options));

	xmlSaveDoc(save, doc->xml);
	xmlSaveClose(save);
	og_buf_add(out, xmlBufferContent(buf), (size_t)xmlBufferLength(buf));
	xmlBufferFree(buf);
}
