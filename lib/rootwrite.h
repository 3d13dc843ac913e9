/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few writes to a host: an attribute of sysfs, and a small file of ours
 * below /etc. Like the reads they stay below the root directory (lib/root).
 */
#ifndef OG_ROOTWRITE_H
#define OG_ROOTWRITE_H

#include "root.h"

/*
 * Hand `text` to a file that is there, in one write: how the kernel takes an
 * attribute. -EIO where it took less than all.
 */
int og_root_write(const struct og_root *root, const char *path,
		  const char *text);

/*
 * Put a file in the place of another one, or where none was: readers see the
 * old or the new one, whole, also after a crash. Its folder has to be there.
 */
int og_root_replace(const struct og_root *root, const char *path,
		    const struct og_buf *content, unsigned mode);

/* Remove a file; that there is none is no failure. */
int og_root_remove(const struct og_root *root, const char *path);

#endif
