// SPDX-License-Identifier: Apache-2.0
/*
 * The floor: libxml2's SAX parser with handlers that do nothing, over a whole
 * document in memory: `sax-parse FILE`. Whoever reads the message must pay at
 * least this.
 */
#include <libxml/parser.h>

#include "buf.h"

#include <stdio.h>

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
		     const xmlChar *uri, int n_namespaces,
		     const xmlChar **namespaces, int n_attributes,
		     int n_defaulted, const xmlChar **attributes)
{
	(void)ctx, (void)name, (void)prefix, (void)uri, (void)n_namespaces;
	(void)namespaces, (void)n_attributes, (void)n_defaulted;
	(void)attributes;
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
		   const xmlChar *uri)
{
	(void)ctx, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
	(void)ctx, (void)text, (void)len;
}

int main(int argc, char **argv)
{
	xmlSAXHandler handlers = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
	};
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (argc != 2) {
		fputs("Usage: sax-parse FILE\n", stderr);
		return 2;
	}
	if (og_buf_read_file(&text, argv[1], INT_MAX, &err) < 0) {
		fprintf(stderr, "sax-parse: %s\n", err.msg);
		return 1;
	}
	if (xmlSAXUserParseMemory(&handlers, NULL, og_buf_text(&text),
				  (int)text.len) != 0) {
		fprintf(stderr, "sax-parse: %s is not well-formed\n", argv[1]);
		return 1;
	}
	return 0;
}
