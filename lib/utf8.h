/* SPDX-License-Identifier: Apache-2.0 */
/* One character of a text that may be anything. */
#ifndef OG_UTF8_H
#define OG_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of the character at `s`, a NUL-terminated text: the shortest form of a
 * code point that is no surrogate. 0 where there is none.
 */
size_t og_utf8_decode(const char *s, uint32_t *ret_code);

#endif
