/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flat YAML configuration: a mapping of keys to a scalar or a list of
 * scalars, each with the line it stands on. Keys may carry OpenNebula's
 * leading colon (":filter"); it is dropped, so both spellings are one key.
 *
 * Hostile input: no anchors, aliases, tags or nested collections, at most
 * 1 MiB, 256 keys, 4096 values a key; a repeated key is an error. Every error
 * names the line.
 */
#ifndef OG_YAMLCONF_H
#define OG_YAMLCONF_H

#include <stdbool.h>

#include "err.h"

struct og_conf_value {
	char *text;    /* the scalar, unquoted */
	unsigned line; /* 1 is the first */
};

struct og_conf_entry {
	char *key; /* without a leading colon */
	unsigned line;
	bool is_list;
	struct og_conf_value *values; /* one for a scalar, any for a list */
	size_t n_values;
};

struct og_conf {
	struct og_conf_entry *entries; /* in the order of the file */
	size_t n_entries;
};

void og_conf_free(struct og_conf *conf);

/* Parse a document. An empty one is an empty configuration. */
int og_conf_parse(const char *text, size_t len, struct og_conf *ret_conf,
		  struct og_err *err);

/* The entry of a key, or NULL. */
const struct og_conf_entry *og_conf_find(const struct og_conf *conf,
					 const char *key);

/*
 * Refuse keys outside `known` (NULL-terminated) by name and line, with the
 * nearest known key as a suggestion.
 */
int og_conf_check_keys(const struct og_conf *conf, const char *const *known,
		       struct og_err *err);

#endif
