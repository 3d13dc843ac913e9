/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attribute names, each kept once: hosts by the thousand carry the same few
 * dozen, so an attribute holds a number instead.
 */
#ifndef OG_NAMES_H
#define OG_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define OG_NAME_NONE UINT32_MAX

struct og_names {
	char **texts; /* by number */
	size_t n, cap;
	uint32_t *slots; /* hash table: number + 1, 0 is free */
	size_t n_slots;	 /* a power of two, or 0 */
};

void og_names_free(struct og_names *names);

/* The number of a name, a new one where it is new. */
uint32_t og_names_add(struct og_names *names, const char *text);
/* The number of a name, or OG_NAME_NONE. */
uint32_t og_names_find(const struct og_names *names, const char *text);

#endif
