/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PCI devices of a host as sysfs shows them, below one root directory.
 *
 * libpci can scan too, but one device without a readable vendor, device or
 * class file makes it call its error handler, which must not return: the
 * other devices would be lost with it. It also follows the links of a
 * recording out of it. So sysfs is read here and libpci is asked for names
 * (probes/names).
 *
 * A device whose ids cannot be read is left out; any other file that is
 * missing, unreadable or rubbish leaves its field unknown.
 */
#ifndef OG_PCISCAN_H
#define OG_PCISCAN_H

#include "files.h"
#include "pcidev.h"

/*
 * All devices, by address, with their ids and nothing else. A host without a
 * PCI bus has none. -errno where the bus cannot be listed.
 */
int og_pciscan_ids(const struct og_files *files, struct og_pcidevs *ret_list,
		   struct og_err *err);

/*
 * What decides on the listing and on who holds a device: where it really
 * lies, node, IOMMU group, driver and SR-IOV.
 */
void og_pciscan_details(const struct og_files *files, struct og_pcidevs *list);

#endif
