/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two libvirt domains compared as trees: oned's and ours.
 *
 * Elements are paired by name and place among their namesakes, controllers by
 * type and index; the order of different names says nothing. All <devices>
 * of a domain count as one. Sets of CPUs and nodes and the numbers of
 * addresses are compared by what they mean.
 */
#ifndef OG_TEST_DOMDIFF_H
#define OG_TEST_DOMDIFF_H

#include "xmltree.h"

struct og_domdiff {
	/* "devices/disk[0]/driver[0]/@cache"; of a text, the element's. */
	const char *path;
	/* The elements; NULL: that side has none. */
	const struct og_xml_node *oned, *ours;
	const char *oned_text, *our_text; /* of an attribute or text; or NULL */
};

void og_domdiff(const struct og_xml_node *oned, const struct og_xml_node *ours,
		void (*report)(void *ctx, const struct og_domdiff *diff),
		void *ctx);

#endif
