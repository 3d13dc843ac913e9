// SPDX-License-Identifier: Apache-2.0
/* An entry of the book of BIND: vfio: refused, or the same bytes again. */
#include "bound.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 }, again = { 0 };
	og_autobuf text = OG_BUF_INIT;
	og_autobuf twice = OG_BUF_INIT;

	if (og_bound_parse((const char *)data, size, &bound, NULL) < 0)
		return 0;
	og_bound_format(&bound, &text);
	if (og_bound_parse(og_buf_text(&text), text.len, &again, NULL) < 0)
		abort();
	og_bound_format(&again, &twice);
	if (text.len != twice.len ||
	    memcmp(og_buf_text(&text), og_buf_text(&twice), text.len) != 0)
		abort();
	return 0;
}
