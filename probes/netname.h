/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of network interfaces, from the first of three places that knows one:
 * the comments of udev's rules (probes/renames), the cache, and net/ in sysfs,
 * which a device loses when it is bound to vfio-pci.
 *
 * The cache is OpenNebula's: var/tmp/one_db/pci_net_names/ADDRESS holds the
 * name. The folder above is anybody's to write to, so only what belongs to
 * whoever runs the probe is written to.
 */
#ifndef OG_NETNAME_H
#define OG_NETNAME_H

#include "files.h"
#include "pcidev.h"

/* Fill in what can be found. */
void og_netname_fill(const struct og_files *files, struct og_pcidevs *list);

/*
 * Write the new names to the cache below `tmp` ("/var/tmp"), each at once or
 * not at all. Whatever fails is left undone: the next run tries again.
 */
void og_netname_save(const char *tmp, const struct og_pcidevs *list);

#endif
