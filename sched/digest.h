/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A digest of numbers, 128 bits wide, so that two sequences with the same one
 * need not be compared. Not for secrets.
 */
#ifndef OG_DIGEST_H
#define OG_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

struct og_digest {
	uint64_t a, b;
};

static inline void og_digest_add(struct og_digest *d, uint64_t value)
{
	d->a = (d->a ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	d->a ^= d->a >> 32;
	d->b = (d->b + value + 1) * UINT64_C(0xd6e8feb86659fd93);
	d->b ^= d->b >> 29;
}

static inline bool og_digest_is(const struct og_digest *x,
				const struct og_digest *y)
{
	return x->a == y->a && x->b == y->b;
}

#endif
