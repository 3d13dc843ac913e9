/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streaming XML into structs, by a table that mirrors the document.
 *
 * A room describes the elements it cares about as a tree of const tables;
 * the reader walks the document once, calls `open` and `close` of the known
 * elements and skips the unknown ones whole. No tree is built: memory is the
 * caller's structs and one value at a time.
 *
 *     static const struct og_xml_elem vm[] = {
 *         { .name = "ID", .close = vm_id },
 *         { .name = "TEMPLATE", .children = vm_template },
 *         { 0 },
 *     };
 *
 * Where the names are not known beforehand, `leaf` of the element around
 * them gets every child that has no child elements, with its name.
 *
 * Hostile input: a document type declaration is refused (so entities cannot
 * expand), depth is at most 64, one value at most 1 MiB; nothing is fetched.
 * Errors name the line and the element.
 */
#ifndef OG_XMLREAD_H
#define OG_XMLREAD_H

#include "err.h"

#define OG_XML_DEPTH	 64
#define OG_XML_VALUE_MAX (1024 * 1024)
#define OG_XML_NAME_MAX	 64

struct og_xml_elem {
	const char *name;
	const struct og_xml_elem *children; /* ends with { 0 }; NULL: none */
	/* The element begins. Either callback may be NULL. */
	int (*open)(void *ctx, struct og_err *err);
	/*
	 * The element ends; `text` is its character data up to here with outer
	 * white space cut (of an element with known children: ""). It is
	 * NUL-terminated and good for the call only.
	 */
	int (*close)(void *ctx, const char *text, size_t len,
		     struct og_err *err);
	/*
	 * A child without child elements ends, known (after its own close) or
	 * not. Unknown ones whose name is longer than OG_XML_NAME_MAX or whose
	 * value is longer than OG_XML_VALUE_MAX are skipped, not refused.
	 */
	int (*leaf)(void *ctx, const char *name, const char *text, size_t len,
		    struct og_err *err);
};

struct og_xml_reader;

/* `root` describes the one document element; a different one is -EINVAL. */
struct og_xml_reader *og_xml_reader_new(const struct og_xml_elem *root,
					void *ctx);
void og_xml_reader_free(struct og_xml_reader *reader);
void og_xml_reader_freep(struct og_xml_reader **reader);

/*
 * Feed a piece of the document; pieces may split it anywhere. A failing
 * callback or a broken document ends the reading: the error, prefixed with
 * line and element, is reported once and the reader must not be fed again.
 */
int og_xml_reader_feed(struct og_xml_reader *reader, const char *data,
		       size_t len, struct og_err *err);
int og_xml_reader_finish(struct og_xml_reader *reader, struct og_err *err);

/* Feed and finish in one. */
int og_xml_read(const struct og_xml_elem *root, void *ctx, const char *data,
		size_t len, struct og_err *err);

#endif
