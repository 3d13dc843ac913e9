/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A throw-away directory tree that stands in for a host's root: a test puts
 * the files of sysfs that it needs, and the odd ones. Every failure to make
 * it fails the test.
 */
#ifndef OG_TREE_H
#define OG_TREE_H

#include "root.h"

struct og_tree {
	char *dir;
	struct og_root *root; /* opened on it */
};

void og_tree_make(struct og_tree *ret_tree);
void og_tree_free(struct og_tree *tree); /* with all that is in it */

/* A file; its folders come by themselves. */
void og_tree_put(const struct og_tree *tree, const char *path,
		 const char *text);
void og_tree_bytes(const struct og_tree *tree, const char *path,
		   const void *data, size_t len);
void og_tree_dir(const struct og_tree *tree, const char *path);
void og_tree_link(const struct og_tree *tree, const char *path,
		  const char *target);

/*
 * A PCI device "0000:e1:00.0" directly in sys/bus/pci/devices, with its ids
 * as sysfs has them ("0x10de", "0x26b9", "0x030200"); NULL leaves one out.
 */
void og_tree_pci(const struct og_tree *tree, const char *name,
		 const char *vendor, const char *device, const char *class_id);
/* One more file of that device. */
void og_tree_pci_put(const struct og_tree *tree, const char *name,
		     const char *file, const char *text);

#define og_autotree og_cleanup(og_tree_free) struct og_tree

#endif
