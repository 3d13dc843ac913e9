// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever can be read as XML says the same in single quotes: written out, it
 * has the same bytes.
 */
#include <stdint.h>

#include "quotes.h"
#include "xmltree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *again = NULL;
	og_autobuf before = OG_BUF_INIT;
	og_autobuf quoted = OG_BUF_INIT;
	og_autobuf after = OG_BUF_INIT;

	og_quotes_single((const char *)data, size, &quoted);
	og_buf_free(&quoted);
	if (og_xml_doc_parse((const char *)data, size, &doc, NULL) < 0)
		return 0;
	og_xml_write(doc, &before);
	og_quotes_single(og_buf_text(&before), before.len, &quoted);
	if (og_xml_doc_parse(og_buf_text(&quoted), quoted.len, &again, NULL) <
	    0)
		abort();
	og_xml_write(again, &after);
	if (after.len != before.len ||
	    memcmp(og_buf_text(&after), og_buf_text(&before), after.len) != 0)
		abort();
	return 0;
}
