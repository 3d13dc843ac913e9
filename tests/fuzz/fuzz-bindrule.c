// SPDX-License-Identifier: Apache-2.0
/* What is taken for our udev rules is written and read back as it was. */
#include "bindrule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_bindrules_free) struct og_bindrules rules = { 0 };
	og_cleanup(og_bindrules_free) struct og_bindrules again = { 0 };
	og_autobuf text = OG_BUF_INIT;

	if (og_bindrules_parse((const char *)data, size, &rules, NULL) < 0)
		return 0;
	og_bindrules_format(&rules, &text);
	if (og_bindrules_parse(og_buf_text(&text), text.len, &again, NULL) <
		    0 ||
	    again.n != rules.n)
		abort();
	for (size_t i = 0; i < rules.n; i++)
		if (og_bdf_cmp(&again.devices[i], &rules.devices[i]) != 0)
			abort();
	return 0;
}
