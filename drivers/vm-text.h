/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about a text that a person wrote, whoever it was. */
#ifndef OG_VM_TEXT_H
#define OG_VM_TEXT_H

#include <stdbool.h>

#include "xmltree.h"

/* One of `words`, which have blanks between them, in any case. */
bool og_text_is_word_of(const char *words, const char *text);

/*
 * Pieces of a domain as <pieces>...</pieces>, in whose scope the prefix
 * "qemu" is libvirt's. -EINVAL where the text is not well-formed by itself.
 */
int og_text_xml(const char *text, struct og_xml_doc **ret_doc,
		struct og_err *err);
/* Whether such pieces, or none at all, have an element of that name. */
bool og_text_has_piece(const char *text, const char *name);
int og_text_check_xml(const char *text, struct og_err *err);

#endif
