// SPDX-License-Identifier: Apache-2.0
/*
 * Building and editing a tree. In a kept document every node has its own
 * bytes: texts are not joined, and the white space of lines is looked after.
 */
#include <errno.h>
#include <libxml/parserInternals.h>
#include <stdarg.h>

#include "utf8.h"
#include "xmlnode.h"

/* What XML cannot hold, and bytes that are not UTF-8, become '?'. */
static char *clean(const char *s)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, "");
	while (*s) {
		uint32_t code = 0;
		size_t len = og_utf8_decode(s, &code);

		if (len && IS_CHAR(code))
			og_buf_add(&out, s, len);
		else
			og_buf_char(&out, '?');
		s += len ? len : 1;
	}
	return og_steal(out.data);
}

/*
 * Before `next`, or as the last child. libxml2's own functions join texts that
 * come to stand side by side, and each of a kept document has its own bytes.
 */
static void link_node(xmlNodePtr n, xmlNodePtr parent, xmlNodePtr next)
{
	n->parent = parent;
	n->next = next;
	n->prev = next ? next->prev : parent->last;
	if (n->prev)
		n->prev->next = n;
	else
		parent->children = n;
	if (next)
		next->prev = n;
	else
		parent->last = n;
}

static bool is_blank(const xmlNode *n)
{
	return n && n->type == XML_TEXT_NODE && n->content &&
	       !n->content[strspn(cstr(n->content), " \t\r\n")];
}

/* The white space before an end tag stays the last child. */
static xmlNodePtr end_of(xmlNodePtr parent)
{
	return parent->doc->_private && is_blank(parent->last) ? parent->last
							       : NULL;
}

static xmlNodePtr add_node(xmlNodePtr parent, xmlNsPtr ns, const char *name,
			   const char *text)
{
	xmlNodePtr n = must(xmlNewDocNode(parent->doc, ns, xstr(name), NULL));

	link_node(n, parent, end_of(parent));
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

static void keep_attr(xmlNodePtr n, const char *name, const char *value)
{
	const struct og_xml_doc *doc = n->doc->_private;

	if (doc)
		og_xml_kept_set(n, doc->source, name, value);
}

void og_xml_set(struct og_xml_node *node, const char *name, const char *value)
{
	og_autofree char *safe = clean(value);

	must(xmlSetProp(xml_node(node), xstr(name), xstr(safe)));
	keep_attr(xml_node(node), name, safe);
}

void og_xml_unset(struct og_xml_node *node, const char *name)
{
	if (xmlUnsetProp(xml_node(node), xstr(name)) == 0)
		keep_attr(xml_node(node), name, NULL);
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
	link_node(n, p, end_of(p));
	return our_node(n);
}

/* Next to `at`, in the namespace that stands there. */
struct og_xml_node *og_xml_add_after(struct og_xml_node *at, const char *name)
{
	xmlNodePtr ref = xml_node(at);
	xmlNodePtr n = must(xmlNewDocNode(ref->doc, NULL, xstr(name), NULL));

	link_node(n, ref->parent, ref->next);
	return our_node(n);
}

struct og_xml_node *og_xml_add_before(struct og_xml_node *at, const char *name)
{
	xmlNodePtr ref = xml_node(at), next = ref;
	xmlNodePtr n = must(xmlNewDocNode(ref->doc, NULL, xstr(name), NULL));

	if (is_blank(ref->prev) && ref->doc->_private)
		next = ref->prev;
	link_node(n, ref->parent, next);
	return our_node(n);
}

static void drop_node(xmlNodePtr n)
{
	og_xml_drop_marks(n);
	xmlUnlinkNode(n);
	xmlFreeNode(n);
}

void og_xml_remove(struct og_xml_node *node)
{
	xmlNodePtr n = xml_node(node);

	/* Its line goes with it. */
	if (n->doc->_private && is_blank(n->prev))
		drop_node(n->prev);
	drop_node(n);
}

int og_xml_merge(struct og_xml_node *from, struct og_xml_node *into)
{
	xmlNodePtr source = xml_node(from), target = xml_node(into);
	xmlNodePtr next;

	/* What they declare could not be moved with the children. */
	if (source->properties || source->nsDef)
		return -EINVAL;
	for (xmlNodePtr n = source->children; n; n = next) {
		next = n->next;
		if (is_blank(n))
			continue;
		xmlUnlinkNode(n);
		link_node(n, target, end_of(target));
		og_xml_mark(n)->moved = true;
	}
	og_xml_remove(from);
	return 0;
}
