/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small XML document as a tree: read one, build one, write one. For the
 * documents of single VMs and domains; what is large is streamed through
 * lib/xmlread instead. Wraps libxml2's tree.
 *
 * Hostile input as in lib/xmlread: no document type, no entities but the five
 * predefined, depth and value sizes bounded, nothing fetched. Everything that
 * is put in is escaped on the way out; characters that XML cannot hold become
 * '?'.
 *
 * A node belongs to its document and is lent; it dies with it.
 */
#ifndef OG_XMLTREE_H
#define OG_XMLTREE_H

#include "buf.h"

struct og_xml_doc;
struct og_xml_node; /* an element */

void og_xml_doc_free(struct og_xml_doc *doc);
void og_xml_doc_freep(struct og_xml_doc **doc);

int og_xml_doc_parse(const char *data, size_t len, struct og_xml_doc **ret_doc,
		     struct og_err *err);
/*
 * The same for a document that is to be edited: what is not touched is
 * written with the bytes it was read from; of a tag whose attribute is set
 * only that attribute changes. New elements get lines of their own where the
 * document has such. UTF-8 only.
 */
int og_xml_doc_parse_kept(const char *data, size_t len,
			  struct og_xml_doc **ret_doc, struct og_err *err);
struct og_xml_doc *og_xml_doc_new(const char *root_name);

struct og_xml_node *og_xml_root(const struct og_xml_doc *doc);
/* The local name, without a prefix; the URI of its namespace or NULL. */
const char *og_xml_name(const struct og_xml_node *node);
const char *og_xml_ns(const struct og_xml_node *node);
unsigned og_xml_line(const struct og_xml_node *node);

/*
 * First child element of that local name (NULL: of any), then its next
 * sibling. A NULL node has no children, no text and no value.
 */
struct og_xml_node *og_xml_child(const struct og_xml_node *node,
				 const char *name);
struct og_xml_node *og_xml_next(const struct og_xml_node *node,
				const char *name);
#define og_xml_each(var, parent, name)                                      \
	for (struct og_xml_node *var = og_xml_child((parent), (name)); var; \
	     var = og_xml_next(var, (name)))

/* Follow "TEMPLATE/OS/ARCH" through first children. NULL where it ends. */
struct og_xml_node *og_xml_path(const struct og_xml_node *node,
				const char *path);

/*
 * The element's own text, outer white space cut; NULL where it holds none.
 * Lent by the document. og_xml_value() is the same for a child by path.
 */
const char *og_xml_text(const struct og_xml_node *node);
const char *og_xml_value(const struct og_xml_node *node, const char *path);
const char *og_xml_attr(const struct og_xml_node *node, const char *name);
/* The name of attribute `index` of an element; NULL behind the last one. */
const char *og_xml_attr_name(const struct og_xml_node *node, size_t index);

/* Build: a new last child; `text` NULL for none. */
struct og_xml_node *og_xml_add(struct og_xml_node *parent, const char *name,
			       const char *text);
struct og_xml_node *og_xml_addf(struct og_xml_node *parent, const char *name,
				const char *fmt, ...) og_printf(3, 4);
void og_xml_set(struct og_xml_node *node, const char *name, const char *value);
void og_xml_setf(struct og_xml_node *node, const char *name, const char *fmt,
		 ...) og_printf(3, 4);
/*
 * The same in a namespace, which is declared on the new element unless an
 * element above it has declared it already.
 */
struct og_xml_node *og_xml_add_ns(struct og_xml_node *parent,
				  const char *prefix, const char *uri,
				  const char *name, const char *text);
/*
 * An element of another document with all that is in it but comments,
 * instructions and the white space between elements.
 */
struct og_xml_node *og_xml_add_copy(struct og_xml_node *parent,
				    const struct og_xml_node *from);

/*
 * Edit. A new sibling of `at`, which is not the root. og_xml_remove() takes
 * out the element with everything below it, and its line of a kept document.
 */
struct og_xml_node *og_xml_add_after(struct og_xml_node *at, const char *name);
struct og_xml_node *og_xml_add_before(struct og_xml_node *at, const char *name);
void og_xml_unset(struct og_xml_node *node, const char *name);
void og_xml_remove(struct og_xml_node *node);
/*
 * Move all that `from` holds to the end of `into` and take `from` out. -EINVAL,
 * nothing moved, where `from` has attributes or declares a namespace.
 */
int og_xml_merge(struct og_xml_node *from, struct og_xml_node *into);

/*
 * Append the document to `out`: a kept one as it was read but for the edits,
 * any other indented and without an XML declaration.
 */
void og_xml_write(const struct og_xml_doc *doc, struct og_buf *out);

#endif
