/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oned.conf: NAME = value, NAME = "value" and NAME = [ NAME = value, ... ],
 * with '#' before a comment. Names are compared without case, as oned does.
 *
 * Hostile input: at most 4 MiB, 16384 attributes, 1024 pairs in one of them;
 * errors name the line.
 */
#ifndef OG_ONEDCONF_H
#define OG_ONEDCONF_H

#include <stdbool.h>

#include "err.h"

enum { OG_ONEDCONF_MAX = 4 << 20 };

struct og_oned_pair {
	char *name, *value;
};

struct og_oned_attr {
	char *name;
	char *value; /* NULL: a vector, of pairs */
	struct og_oned_pair *pairs;
	size_t n_pairs, cap_pairs;
	unsigned line;
};

struct og_onedconf {
	struct og_oned_attr *attrs; /* in their order */
	size_t n_attrs, cap_attrs;
};

int og_onedconf_parse(const char *text, size_t len,
		      struct og_onedconf *ret_conf, struct og_err *err);
void og_onedconf_free(struct og_onedconf *conf);

/* The first attribute of that name after `after` (NULL: of all), or NULL. */
const struct og_oned_attr *og_onedconf_next(const struct og_onedconf *conf,
					    const struct og_oned_attr *after,
					    const char *name);

/* A pair's value; "" where there is no such pair. */
const char *og_oned_attr_get(const struct og_oned_attr *attr, const char *name);

#endif
