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

/* In pieces that grow by `step` bytes. */
static void take_all(const struct og_pcidevs *list, const char *text,
		     size_t size, size_t step, struct og_buf *out)
{
	og_cleanup(og_idscut_freep) struct og_idscut *cut = og_idscut_new(list);
	size_t begin = 0, end = 0;

	do {
		end = size - end < step ? size : end + step;
		begin += og_idscut_take(cut, text + begin, end - begin,
					end == size, out);
		assert(begin <= end);
	} while (end < size);
	assert(begin == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct og_pcidev devs[] = {
		{ .vendor = 0x10de, .device = 0x26b9, .class_id = 0x0302 },
		{ .vendor = 0x8086, .device = 0, .class_id = 0xffff },
	};
	const struct og_pcidevs list = { devs, OG_COUNT(devs), 0 };
	const char *text = (const char *)data;
	og_autobuf some = OG_BUF_INIT, again = OG_BUF_INIT,
		   pieces = OG_BUF_INIT;
	const char *got;
	size_t left;

	take_all(&list, text, size, size, &some);
	/* However it comes in pieces. */
	take_all(&list, text, size, size % 7 + 1, &pieces);
	assert(some.len == pieces.len &&
	       memcmp(og_buf_text(&some), og_buf_text(&pieces), some.len) == 0);
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
	take_all(&list, og_buf_text(&some), some.len, some.len, &again);
	assert(strcmp(og_buf_text(&some), og_buf_text(&again)) == 0 ||
	       memchr(og_buf_text(&some), '\0', some.len));
	return 0;
}
