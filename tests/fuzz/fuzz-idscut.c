// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as a database: only whole lines of it come out, in their order,
 * and cutting those again changes nothing.
 */
#include <assert.h>
#include <stdint.h>

#include "idscut.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t line_of(const char *text, size_t len)
{
	const char *eol = memchr(text, '\n', len);

	return eol ? (size_t)(eol - text) : len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_pcidev devs[] = {
		{ .vendor = 0x10de, .device = 0x26b9, .class_id = 0x0302 },
		{ .vendor = 0x8086, .device = 0, .class_id = 0xffff },
	};
	const struct og_pcidevs list = { devs, OG_COUNT(devs), 0 };
	const char *text = (const char *)data;
	og_autobuf some = OG_BUF_INIT, again = OG_BUF_INIT;
	const char *got;
	size_t left;

	og_idscut(text, size, &list, &some);
	got = og_buf_text(&some);
	for (left = some.len; left; size = size ? size - 1 : 0) {
		size_t in = line_of(text, size), out = line_of(got, left);

		assert(size);
		if (in == out && memcmp(text, got, in) == 0) {
			got += out + 1;
			left -= out + 1;
		}
		text += in < size ? in + 1 : in;
		size -= in;
	}
	og_idscut(og_buf_text(&some), some.len, &list, &again);
	assert(strcmp(og_buf_text(&some), og_buf_text(&again)) == 0 ||
	       memchr(og_buf_text(&some), '\0', some.len));
	return 0;
}
