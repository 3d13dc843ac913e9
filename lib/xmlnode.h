/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For lib/xmltree alone: its documents and nodes as libxml2 knows them. An
 * opaque og_xml_node is an xmlNode, never defined as a type of its own.
 */
#ifndef OG_XMLNODE_H
#define OG_XMLNODE_H

#include <stdio.h>
#include <stdlib.h>

#include "xmlkept.h"
#include "xmltree.h"

struct og_xml_doc {
	xmlDocPtr xml;
	char *source; /* of a kept one; NULL otherwise */
	size_t len;
};

static inline xmlNodePtr xml_node(const struct og_xml_node *node)
{
	void *p;

	memcpy(&p, &node, sizeof(p));
	return p;
}

static inline struct og_xml_node *our_node(xmlNodePtr node)
{
	return (struct og_xml_node *)(void *)node;
}

static inline void *must(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

/* libxml2's strings are unsigned, ours are not. */
static inline const xmlChar *xstr(const char *s)
{
	return (const xmlChar *)s;
}

static inline const char *cstr(const xmlChar *s)
{
	return (const char *)s;
}

/* Free the marks of a node and of all below it. */
void og_xml_drop_marks(xmlNodePtr top);

#endif
