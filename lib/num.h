/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict numbers: the whole text, no white space, no sign but a leading '-',
 * nothing after the last digit. Returns 0, -EINVAL (not a number) or -ERANGE
 * (outside [min, max]).
 */
#ifndef OG_NUM_H
#define OG_NUM_H

#include <stddef.h>
#include <stdint.h>

int og_num_i64(const char *s, size_t len, int64_t min, int64_t max,
	       int64_t *ret_value);
int og_num_int(const char *s, size_t len, int min, int max, int *ret_value);

/* 1 to `digits` hex digits, either case, no prefix. */
int og_num_hex(const char *s, size_t len, unsigned digits, uint32_t *ret_value);

#endif
