/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For lib/xmltree alone: a tree that remembers which bytes each node came
 * from, so that what was not edited is written as it was read. libxml2 keeps
 * no quotes, no white space inside tags and no character references.
 */
#ifndef OG_XMLKEPT_H
#define OG_XMLKEPT_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "buf.h"

/* What we know of a node; its _private. Offsets are into the source. */
struct og_xml_mark {
	char *text; /* an element's own, trimmed; made when asked for */
	char *tag;  /* an element's start tag as edited; NULL: the source's */
	bool kept;  /* it has bytes in the source */
	bool moved; /* and is no longer where they stand */
	size_t start, end;
	size_t tag_end;	 /* of an element: its start tag ends */
	size_t body_end; /* its end tag begins; `end` where it has none */
};

/* The node's mark, made if it has none. */
struct og_xml_mark *og_xml_mark(xmlNodePtr node);
void og_xml_mark_free(xmlNodePtr node);

/*
 * Give every node of a document its bytes. -EINVAL where the tree is not that
 * of the source.
 */
int og_xml_kept_map(xmlDocPtr xml, const char *source, size_t len,
		    struct og_err *err);

/* Edit one attribute of a start tag; `value` NULL takes it away. */
void og_xml_kept_set(xmlNodePtr node, const char *source, const char *name,
		     const char *value);

/* Text, or with a quote an attribute's value. */
void og_xml_escape(struct og_buf *out, const char *text, char quote);
void og_xml_put_attr(struct og_buf *out, const char *name, const char *value);

void og_xml_kept_write(xmlDocPtr xml, const char *source, size_t len,
		       struct og_buf *out);

#endif
