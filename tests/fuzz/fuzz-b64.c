// SPDX-License-Identifier: Apache-2.0
/* Base64 fed in two pieces gives what it gives fed in one. */
#include <stdlib.h>

#include "b64.h"
#include "buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int decode(const char *in, size_t len, size_t cut, struct og_buf *out)
{
	og_cleanup(og_b64_freep) struct og_b64 *dec = og_b64_new();
	og_autofree uint8_t *room = og_malloc(og_b64_room(len));
	struct og_err err = { 0 };
	size_t n;

	if (og_b64_feed(dec, in, cut, room, &n, &err) < 0)
		return -1;
	og_buf_add(out, room, n);
	if (og_b64_feed(dec, in + cut, len - cut, room, &n, &err) < 0)
		return -1;
	og_buf_add(out, room, n);
	return og_b64_finish(dec, &err) < 0 ? -1 : 0;
}

static void check(const char *in, size_t len, size_t cut)
{
	og_autobuf whole = OG_BUF_INIT, split = OG_BUF_INIT;
	int r = decode(in, len, len, &whole);

	if (decode(in, len, cut, &split) != r)
		abort();
	if (r == 0 &&
	    (whole.len != split.len ||
	     memcmp(og_buf_text(&whole), og_buf_text(&split), whole.len) != 0))
		abort();
}

/* The first byte says where to cut the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0)
		check((const char *)data + 1, size - 1, data[0] % size);
	return 0;
}
