/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file of one PCI device. NULL or -errno says that it has none, or none
 * that can be read: what that means only the caller knows.
 */
#ifndef OG_DEVFILE_H
#define OG_DEVFILE_H

#include "files.h"
#include "pcidev.h"

/* "numa_node" as a path below the root; the caller frees. */
char *og_devfile_path(const struct og_pcidev *dev, const char *file);

/* All of these results are the caller's to free. */
char *og_devfile_line(const struct og_files *files, const struct og_pcidev *dev,
		      const char *file);
char *og_devfile_link(const struct og_files *files, const struct og_pcidev *dev,
		      const char *file);

int og_devfile_int(const struct og_files *files, const struct og_pcidev *dev,
		   const char *file, int64_t max, int64_t *ret_value);
bool og_devfile_exists(const struct og_files *files,
		       const struct og_pcidev *dev, const char *file);
int og_devfile_list(const struct og_files *files, const struct og_pcidev *dev,
		    const char *file, char ***ret_names, size_t *ret_count);

#endif
