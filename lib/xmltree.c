// SPDX-License-Identifier: Apache-2.0
/*
 * libxml2's tree behind lib/xmltree.h: reading and writing. An element's
 * trimmed text is computed when first asked for and kept in the node's mark,
 * so that reading a document does not change it. A kept document has its
 * source as well and is written by lib/xmlkept; its xmlDoc leads back to it.
 */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlsave.h>
#include <limits.h>

#include "xmlfault.h"
#include "xmlnode.h"
#include "xmlread.h"

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

void og_xml_drop_marks(xmlNodePtr top)
{
	unsigned depth = 1;

	for (xmlNodePtr n = top; n; n = walk(top, n, &depth))
		og_xml_mark_free(n);
}

/* Comments and instructions may stand outside the root. */
static void drop_xml(xmlDocPtr xml)
{
	for (xmlNodePtr n = xml->children; n; n = n->next)
		og_xml_drop_marks(n);
	xmlFreeDoc(xml);
}

void og_xml_doc_free(struct og_xml_doc *doc)
{
	if (!doc)
		return;
	drop_xml(doc->xml);
	free(doc->source);
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

/* What a parser tells on the way. */
struct told {
	bool doctype;
	int line; /* of the first fault; what follows from it says little */
	char text[160];
};

/* Refused at its first word, before an entity of it can be declared. */
static void refuse_doctype(void *data, const xmlChar *name,
			   const xmlChar *external_id, const xmlChar *system_id)
{
	xmlParserCtxtPtr parser = data;
	struct told *told = parser->_private;

	(void)name;
	(void)external_id;
	(void)system_id;
	told->doctype = true;
	xmlStopParser(parser);
}

static void note_fault(void *data, OG_XML_FAULT *error)
{
	xmlParserCtxtPtr parser = data;
	struct told *told = parser->_private;

	if (told->line || error->level != XML_ERR_FATAL)
		return;
	told->line = error->line > 0 ? error->line : 1;
	snprintf(told->text, sizeof(told->text), "%s",
		 error->message ? error->message : "not well-formed");
	told->text[strcspn(told->text, "\n")] = '\0';
}

static void free_parser(xmlParserCtxtPtr *parser)
{
	if ((*parser)->myDoc)
		drop_xml((*parser)->myDoc);
	xmlFreeParserCtxt(*parser);
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

/* libxml2 would convert others, and complain of them on stderr. */
static int check_encoding(const char *data, size_t len, struct og_err *err)
{
	const char *end = len > 5 && memcmp(data, "<?xml", 5) == 0
				  ? memmem(data, len, "?>", 2)
				  : NULL;
	const char *word, *value;
	size_t name;

	if (memchr(data, '\0', len))
		return og_err_set(err, -EINVAL,
				  "line 1: a zero byte, which UTF-8 text does "
				  "not have");
	word = end ? memmem(data, (size_t)(end - data), "encoding", 8) : NULL;
	value = word ? word + 8 + strspn(word + 8, " \t\r\n=\"'") : NULL;
	if (!value || strncasecmp(value, "UTF-8", 5) == 0 ||
	    strncasecmp(value, "US-ASCII", 8) == 0)
		return 0;
	name = strcspn(value, "\"'?\n");
	return og_err_set(err, -ENOTSUP,
			  "line 1: the document is in %.*s, it must be in "
			  "UTF-8",
			  (int)(name < 32 ? name : 32), value);
}

static int parse(const char *data, size_t len, bool kept,
		 struct og_xml_doc **ret_doc, struct og_err *err)
{
	/* With NOERROR libxml2 since 2.13 would not tell note_fault either. */
	const int options = XML_PARSE_NONET | XML_PARSE_NOWARNING |
			    XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC;
	og_cleanup(free_parser) xmlParserCtxtPtr parser = NULL;
	struct told told = { 0 };
	struct og_xml_doc *doc;
	xmlNodePtr root;
	int r;

	parser = must(xmlNewParserCtxt());
	if (len == 0)
		return og_err_set(err, -EINVAL, "line 1: empty document");
	if (len > INT_MAX)
		return og_err_set(err, -EFBIG, "line 1: document too large");
	r = check_encoding(data, len, err);
	if (r < 0)
		return r;
	parser->_private = &told;
	parser->sax->internalSubset = refuse_doctype;
	parser->sax->serror = note_fault;
	parser->myDoc = xmlCtxtReadMemory(parser, data, (int)len, NULL, "UTF-8",
					  options);
	if (told.doctype)
		return og_err_set(err, -EINVAL,
				  "line 1: a document type is not allowed");
	root = parser->myDoc ? xmlDocGetRootElement(parser->myDoc) : NULL;
	if (!root)
		return og_err_set(err, -EINVAL, "line %d: %s",
				  told.line ? told.line : 1,
				  told.line ? told.text : "no element");
	r = check_tree(root, err);
	if (r == 0 && kept)
		r = og_xml_kept_map(parser->myDoc, data, len, err);
	if (r < 0)
		return r;
	doc = wrap(og_steal(parser->myDoc));
	if (kept) {
		doc->source = og_malloc(len);
		memcpy(doc->source, data, len);
		doc->len = len;
		doc->xml->_private = doc;
	}
	*ret_doc = doc;
	return 0;
}

int og_xml_doc_parse(const char *data, size_t len, struct og_xml_doc **ret_doc,
		     struct og_err *err)
{
	return parse(data, len, false, ret_doc, err);
}

int og_xml_doc_parse_kept(const char *data, size_t len,
			  struct og_xml_doc **ret_doc, struct og_err *err)
{
	return parse(data, len, true, ret_doc, err);
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
	struct og_xml_mark *mark = n ? og_xml_mark(n) : NULL;
	og_autobuf text = OG_BUF_INIT;
	const char *s;
	size_t len;

	if (!n)
		return NULL;
	if (!mark->text) {
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
		mark->text = og_strndup(s, len);
	}
	s = mark->text;
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

void og_xml_write(const struct og_xml_doc *doc, struct og_buf *out)
{
	const int options = XML_SAVE_NO_DECL | XML_SAVE_FORMAT;
	xmlBufferPtr buf;
	xmlSaveCtxtPtr save;

	if (doc->source) {
		og_xml_kept_write(doc->xml, doc->source, doc->len, out);
		return;
	}
	buf = must(xmlBufferCreate());
	save = must(xmlSaveToBuffer(buf, "UTF-8", options));
	xmlSaveDoc(save, doc->xml);
	xmlSaveClose(save);
	og_buf_add(out, xmlBufferContent(buf), (size_t)xmlBufferLength(buf));
	xmlBufferFree(buf);
}
