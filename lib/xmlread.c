// SPDX-License-Identifier: Apache-2.0
#include "xmlread.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdbool.h>
#include <stdio.h>

#include "buf.h"
#include "xmlfault.h"

/* Stands for a child that only its parent's `leaf` wants. */
static const struct og_xml_elem unnamed = { .name = NULL };

struct og_xml_reader {
	xmlParserCtxtPtr parser;
	void *ctx;
	const struct og_xml_elem *root;
	const struct og_xml_elem *stack[OG_XML_DEPTH];
	unsigned depth; /* known elements we are in */
	unsigned skip;	/* elements below an unknown one */
	bool collect;	/* the innermost is a leaf somebody wants */
	bool began;	/* the document element was there */
	char name[OG_XML_NAME_MAX + 1]; /* of the unnamed element */
	struct og_buf text;
	struct og_err err; /* first failure; err.code 0 while there is none */
};

static const char *name_of(const struct og_xml_reader *r, unsigned i)
{
	return r->stack[i] == &unnamed ? r->name : r->stack[i]->name;
}

static void stop(struct og_xml_reader *r)
{
	xmlStopParser(r->parser);
}

static unsigned line_of(const struct og_xml_reader *r)
{
	int line = xmlSAX2GetLineNumber(r->parser);

	return line > 0 ? (unsigned)line : 1;
}

/*
 * Where we are, for people: oned sends its documents in one line, so the path
 * below the document element tells more than the line number.
 */
static const char *path_of(const struct og_xml_reader *r, char *text,
			   size_t size)
{
	size_t len = 0;

	snprintf(text, size, "%s", r->stack[0]->name);
	for (unsigned i = 1; i < r->depth && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s",
					i > 1 ? "/" : "", name_of(r, i));
	return text;
}

/* A callback failed: say where, once. */
static void fail_here(struct og_xml_reader *r)
{
	char path[256];

	og_err_prefix(&r->err, "line %u, %s", line_of(r),
		      path_of(r, path, sizeof(path)));
	stop(r);
}

static const struct og_xml_elem *lookup(const struct og_xml_elem *table,
					const char *name)
{
	for (; table && table->name; table++)
		if (table->name[0] == name[0] && strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

/* Is the text of the innermost element somebody's? */
static bool is_wanted(const struct og_xml_reader *r)
{
	const struct og_xml_elem *elem = r->stack[r->depth - 1];

	if (elem->children)
		return false;
	return elem->close || (r->depth > 1 && r->stack[r->depth - 2]->leaf);
}

/* The unnamed element turned out to be no leaf: skip it after all. */
static void forget_unnamed(struct og_xml_reader *r)
{
	if (r->depth == 0 || r->stack[r->depth - 1] != &unnamed)
		return;
	r->depth--;
	r->skip++;
	r->collect = false;
}

static const struct og_xml_elem *find_child(struct og_xml_reader *r,
					    const char *name)
{
	const struct og_xml_elem *parent = r->stack[r->depth - 1];
	const struct og_xml_elem *elem = lookup(parent->children, name);

	if (elem || !parent->leaf || strlen(name) > OG_XML_NAME_MAX)
		return elem;
	memcpy(r->name, name, strlen(name) + 1);
	return &unnamed;
}

static void enter(struct og_xml_reader *r, const struct og_xml_elem *elem)
{
	r->stack[r->depth++] = elem;
	r->collect = is_wanted(r);
	r->text.len = 0;
	if (elem->open && elem->open(r->ctx, &r->err) < 0)
		fail_here(r);
}

static void on_start(void *data, const xmlChar *localname,
		     const xmlChar *prefix, const xmlChar *uri, int n_ns,
		     const xmlChar **ns, int n_attr, int n_default,
		     const xmlChar **attr)
{
	struct og_xml_reader *r = data;
	const char *name = (const char *)localname;
	const struct og_xml_elem *elem;

	(void)prefix, (void)uri, (void)n_ns, (void)ns;
	(void)n_attr, (void)n_default, (void)attr;
	if (r->err.code)
		return;
	if (r->depth + r->skip >= OG_XML_DEPTH) {
		og_err_set(&r->err, -E2BIG,
			   "line %u: <%.64s>: more than %d elements deep",
			   line_of(r), name, OG_XML_DEPTH);
		stop(r);
		return;
	}
	if (r->depth == 0) {
		if (strcmp(name, r->root->name) != 0) {
			og_err_set(&r->err, -EINVAL,
				   "line %u: the document is a <%.64s>, "
				   "<%s> was expected",
				   line_of(r), name, r->root->name);
			stop(r);
			return;
		}
		r->began = true;
		enter(r, r->root);
		return;
	}
	forget_unnamed(r);
	elem = r->skip ? NULL : find_child(r, name);
	if (elem) {
		enter(r, elem);
	} else {
		r->skip++;
		r->collect = false;
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void leave(struct og_xml_reader *r, const struct og_xml_elem *elem)
{
	const struct og_xml_elem *parent =
		r->depth > 1 ? r->stack[r->depth - 2] : NULL;
	const char *text = "";
	size_t len = 0;
	int rc = 0;

	if (!elem->children && r->text.len) {
		text = r->text.data;
		len = r->text.len;
		while (len && is_space(text[len - 1]))
			len--;
		r->text.data[len] = '\0';
		while (len && is_space(*text))
			text++, len--;
	}
	if (elem->close)
		rc = elem->close(r->ctx, text, len, &r->err);
	if (rc == 0 && parent && parent->leaf && !elem->children)
		rc = parent->leaf(r->ctx, name_of(r, r->depth - 1), text, len,
				  &r->err);
	if (rc < 0)
		fail_here(r);
}

static void on_end(void *data, const xmlChar *localname, const xmlChar *prefix,
		   const xmlChar *uri)
{
	struct og_xml_reader *r = data;

	(void)localname, (void)prefix, (void)uri;
	if (r->err.code)
		return;
	if (r->skip) {
		r->skip--;
	} else {
		leave(r, r->stack[r->depth - 1]);
		r->depth--;
	}
	/* A leaf goes on collecting after an unknown child of it. */
	r->collect = !r->skip && r->depth && is_wanted(r);
	if (!r->collect)
		r->text.len = 0;
}

static void on_text(void *data, const xmlChar *text, int len)
{
	struct og_xml_reader *r = data;

	if (r->err.code || !r->collect)
		return;
	if (r->text.len + (size_t)len > OG_XML_VALUE_MAX) {
		if (r->stack[r->depth - 1] == &unnamed) {
			forget_unnamed(r);
			return;
		}
		og_err_set(&r->err, -EFBIG, "a value of more than %d bytes",
			   OG_XML_VALUE_MAX);
		fail_here(r);
		return;
	}
	og_buf_add(&r->text, text, (size_t)len);
}

/* Called for any document type, before anything in it could take effect. */
static void on_doctype(void *data, const xmlChar *name, const xmlChar *external,
		       const xmlChar *system)
{
	struct og_xml_reader *r = data;

	(void)name, (void)external, (void)system;
	if (r->err.code)
		return;
	og_err_set(&r->err, -EINVAL,
		   "line %u: a document type declaration is not accepted",
		   line_of(r));
	stop(r);
}

static void on_error(void *data, OG_XML_FAULT *e)
{
	struct og_xml_reader *r = data;
	size_t len = e->message ? strcspn(e->message, "\n") : 0;

	if (r->err.code || e->level < XML_ERR_ERROR)
		return;
	og_err_set(&r->err, -EINVAL, "line %d: not well-formed XML: %.*s",
		   e->line, (int)len, e->message ? e->message : "");
	stop(r);
}

struct og_xml_reader *og_xml_reader_new(const struct og_xml_elem *root,
					void *ctx)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.internalSubset = on_doctype,
		.serror = on_error,
	};
	struct og_xml_reader *r = og_calloc(1, sizeof(*r));

	r->root = root;
	r->ctx = ctx;
	r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
	if (!r->parser)
		abort();
	xmlCtxtUseOptions(r->parser, XML_PARSE_NONET);
	return r;
}

void og_xml_reader_free(struct og_xml_reader *r)
{
	if (!r)
		return;
	xmlFreeParserCtxt(r->parser);
	og_buf_free(&r->text);
	free(r);
}

void og_xml_reader_freep(struct og_xml_reader **r)
{
	og_xml_reader_free(*r);
}

static int feed(struct og_xml_reader *r, const char *data, size_t len, int last,
		struct og_err *err)
{
	int code;

	code = xmlParseChunk(r->parser, data, (int)len, last);
	if (!r->err.code && code != 0)
		og_err_set(&r->err, -EINVAL, "line %u: not well-formed XML",
			   line_of(r));
	if (r->err.code)
		return og_err_set(err, r->err.code, "%s", r->err.msg);
	return 0;
}

int og_xml_reader_feed(struct og_xml_reader *r, const char *data, size_t len,
		       struct og_err *err)
{
	enum { PIECE = 1 << 20 }; /* libxml2 counts bytes in an int */

	while (len) {
		size_t n = len < PIECE ? len : PIECE;
		int rc = feed(r, data, n, 0, err);

		if (rc < 0)
			return rc;
		data += n;
		len -= n;
	}
	return 0;
}

int og_xml_reader_finish(struct og_xml_reader *r, struct og_err *err)
{
	char path[256];

	/* libxml2's words for a cut document point the wrong way. */
	if (r->began && r->depth > 0)
		return og_err_set(err, -EINVAL,
				  "line %u: the document is cut off inside %s",
				  line_of(r), path_of(r, path, sizeof(path)));
	if (!r->began)
		return og_err_set(err, -EINVAL, "no <%s> in the document",
				  r->root->name);
	return feed(r, NULL, 0, 1, err);
}

int og_xml_read(const struct og_xml_elem *root, void *ctx, const char *data,
		size_t len, struct og_err *err)
{
	og_cleanup(og_xml_reader_freep) struct og_xml_reader *r =
		og_xml_reader_new(root, ctx);
	int rc = og_xml_reader_feed(r, data, len, err);

	return rc < 0 ? rc : og_xml_reader_finish(r, err);
}
