/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The numbers a host, datastore or network carries, by name: what a rank
 * expression can ask for. Single precision, as OpenNebula's rank computes.
 *
 * Of several attributes with one name the first number in the document
 * counts. (rank asks for the union of its paths, and XPath answers in the
 * order of the document, not of the paths.)
 */
#ifndef OG_ATTRS_H
#define OG_ATTRS_H

#include <stdbool.h>

#include "names.h"

struct og_attr {
	uint32_t name;
	float value;
};

struct og_attrs {
	struct og_attr *list;
	size_t n, cap;
};

void og_attrs_free(struct og_attrs *attrs);

/*
 * The number a text begins with ("12", "-0.5", "1e3", "10 %"), as a C++
 * stream reads it. False where it begins with none.
 */
bool og_attr_number(const char *text, float *ret_value);

/* Add a text under a name; what is no number is left out. */
void og_attrs_add(struct og_attrs *attrs, struct og_names *names,
		  const char *name, const char *text);

/* The value, 0 where there is none. */
float og_attrs_get(const struct og_attrs *attrs, uint32_t name);

/* Change the value; nothing where there is none. */
void og_attrs_move(struct og_attrs *attrs, uint32_t name, double by);

/* Give back memory that was reserved for more. */
void og_attrs_trim(struct og_attrs *attrs);

#endif
