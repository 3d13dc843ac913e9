/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64, decoded as it streams in: white space anywhere is skipped, since
 * oned sends one line and other encoders wrap. Encoded in one go, on one line.
 * Wraps nettle.
 */
#ifndef OG_B64_H
#define OG_B64_H

#include <stdint.h>

#include "buf.h"

struct og_b64;

struct og_b64 *og_b64_new(void);
void og_b64_free(struct og_b64 *dec);
void og_b64_freep(struct og_b64 **dec);

/* Room that decoding `len` characters may need. */
size_t og_b64_room(size_t len);

/* Decode a piece into `out`. -EINVAL names the offset of the piece. */
int og_b64_feed(struct og_b64 *dec, const char *in, size_t len, uint8_t *out,
		size_t *ret_len, struct og_err *err);

/* -EINVAL where the input stopped inside a group of four. */
int og_b64_finish(struct og_b64 *dec, struct og_err *err);

/* Append `len` bytes, encoded. */
void og_b64_encode(struct og_buf *out, const void *data, size_t len);

#endif
