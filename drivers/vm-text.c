// SPDX-License-Identifier: Apache-2.0
#include "vm-text.h"

#include <strings.h>

bool og_text_is_word_of(const char *words, const char *text)
{
	size_t len = strlen(text);

	for (; words && *words; words += strspn(words, " ")) {
		size_t word = strcspn(words, " ");

		if (word == len && strncasecmp(words, text, len) == 0)
			return true;
		words += word;
	}
	return false;
}

int og_text_xml(const char *text, struct og_xml_doc **ret_doc,
		struct og_err *err)
{
	og_autofree char *whole = og_asprintf(
		"<pieces xmlns:qemu='http://libvirt.org/schemas/domain/qemu/"
		"1.0'>%s</pieces>",
		text);

	return og_xml_doc_parse(whole, strlen(whole), ret_doc, err);
}

int og_text_check_xml(const char *text, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	return og_text_xml(text, &doc, err);
}

bool og_text_has_piece(const char *text, const char *name)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	return text && og_text_xml(text, &doc, NULL) == 0 &&
	       og_xml_child(og_xml_root(doc), name);
}
