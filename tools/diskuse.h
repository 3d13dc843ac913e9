/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the host does with a disk: mounts, swap, volume groups, RAIDs and btrfs
 * file systems of it or its partitions. Of which device it is, and that a disk
 * of ZFS is in use, is not known here.
 */
#ifndef OG_DISKUSE_H
#define OG_DISKUSE_H

#include "files.h"
#include "lines.h"

/* Append a line for each use of `disk`, "sda". */
void og_diskuse_find(const struct og_files *files, const char *disk,
		     struct og_lines *uses);

#endif
