// SPDX-License-Identifier: Apache-2.0
#include "b64.h"

#include <ctype.h>
#include <errno.h>
#include <nettle/base64.h>

struct og_b64 {
	struct base64_decode_ctx ctx;
	size_t fed; /* characters before the piece at hand */
};

struct og_b64 *og_b64_new(void)
{
	struct og_b64 *dec = og_calloc(1, sizeof(*dec));

	base64_decode_init(&dec->ctx);
	return dec;
}

void og_b64_free(struct og_b64 *dec)
{
	free(dec);
}

void og_b64_freep(struct og_b64 **dec)
{
	og_b64_free(*dec);
}

size_t og_b64_room(size_t len)
{
	return BASE64_DECODE_LENGTH(len);
}

/* Where the first character stands that base64 does not know. */
static size_t bad_at(const char *in, size_t len)
{
	size_t i = 0;

	/* strchr() would find a NUL. */
	while (i < len && in[i] &&
	       (isalnum((unsigned char)in[i]) || strchr("+/= \t\r\n", in[i])))
		i++;
	return i;
}

int og_b64_feed(struct og_b64 *dec, const char *in, size_t len, uint8_t *out,
		size_t *ret_len, struct og_err *err)
{
	size_t n = og_b64_room(len);

	if (!base64_decode_update(&dec->ctx, &n, out, len, in))
		return og_err_set(err, -EINVAL,
				  "base64: a character that does not belong "
				  "there, at or after offset %zu",
				  dec->fed + (bad_at(in, len) % len));
	dec->fed += len;
	*ret_len = n;
	return 0;
}

int og_b64_finish(struct og_b64 *dec, struct og_err *err)
{
	if (!base64_decode_final(&dec->ctx))
		return og_err_set(err, -EINVAL,
				  "base64: cut off after %zu characters",
				  dec->fed);
	return 0;
}

void og_b64_encode(struct og_buf *out, const void *data, size_t len)
{
	size_t room = BASE64_ENCODE_RAW_LENGTH(len);
	og_autofree char *text = og_malloc(room + 1);

	base64_encode_raw(text, len, data);
	og_buf_add(out, text, room);
}
