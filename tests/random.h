/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random numbers of tests: the same everywhere for the same seed, so that a
 * failure can be repeated. xorshift64*; the seed must not be 0.
 */
#ifndef OG_TEST_RANDOM_H
#define OG_TEST_RANDOM_H

#include <stdint.h>

struct og_random {
	uint64_t state;
};

static inline uint32_t og_random_u32(struct og_random *rnd)
{
	rnd->state ^= rnd->state >> 12;
	rnd->state ^= rnd->state << 25;
	rnd->state ^= rnd->state >> 27;
	return (uint32_t)(rnd->state * UINT64_C(0x2545f4914f6cdd1d) >> 32);
}

/* 0 to n - 1; n must not be 0. */
static inline uint32_t og_random_below(struct og_random *rnd, uint32_t n)
{
	return og_random_u32(rnd) % n;
}

#endif
