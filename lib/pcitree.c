// SPDX-License-Identifier: Apache-2.0
#include "pcitree.h"

/* "pci0000:40", the host bridge that a domain's buses hang from. */
static bool is_host_bridge(const char *s, size_t len)
{
	return len > 3 && strncmp(s, "pci", 3) == 0 && memchr(s, ':', len);
}

/* Written just as sysfs does. */
static bool is_address(const char *s, size_t len, struct og_bdf *ret_bdf)
{
	char again[OG_BDF_TEXT];

	if (og_bdf_parse(s, len, ret_bdf) < 0)
		return false;
	og_bdf_name(ret_bdf, again);
	return strlen(again) == len && memcmp(s, again, len) == 0;
}

void og_pcitree_parse(const char *path, struct og_pcitree *ret_tree)
{
	struct og_pcitree tree = { 0 };
	struct og_bdf above = { 0 }, bdf;
	bool below_host = false;
	unsigned depth = 0; /* devices since the host bridge */

	for (const char *p = path; *(p += strspn(p, "/"));) {
		size_t len = strcspn(p, "/");

		if (is_host_bridge(p, len)) {
			tree = (struct og_pcitree){ 0 };
			below_host = true;
			depth = 0;
		} else if (below_host && is_address(p, len, &bdf)) {
			/* What was the device so far is a bridge above it. */
			if (depth == 1) {
				tree.has_root = true;
				tree.root = above;
			} else if (depth && depth % 2 == 0) {
				tree.has_switch = true;
				tree.nearest_switch = above;
			}
			above = bdf;
			depth++;
		}
		p += len;
	}
	*ret_tree = tree;
}
