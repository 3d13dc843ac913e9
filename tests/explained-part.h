/* SPDX-License-Identifier: Apache-2.0 */
/* What the tables of explained.c and explained-devices.c share. */
#ifndef OG_TEST_EXPLAINED_PART_H
#define OG_TEST_EXPLAINED_PART_H

#include "explained.h"

struct og_explained_row {
	const char *path; /* a pattern of og_domdiff's */
	bool (*when)(const struct og_seen *seen);
	const char *reason;
};

extern const struct og_explained_row og_explained_devices[];
extern const size_t og_explained_devices_count;

bool og_seen_attr(const struct og_xml_node *node, const char *name,
		  const char *value);
unsigned og_seen_number(const struct og_xml_node *node, const char *name);
bool og_seen_only_oned(const struct og_seen *seen);
bool og_seen_both(const struct og_seen *seen);
bool og_seen_markup(const char *text);
bool og_seen_has_devices(const struct og_seen *seen);
bool og_seen_has_expander(const struct og_seen *seen);
/* The same word in another case. */
bool og_seen_other_case(const struct og_seen *seen);

#endif
