/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which devices oned is told of. Decisions over what lib/pciscan read; in
 * two steps, so that the files of devices nobody asked for stay unread.
 */
#ifndef OG_LISTING_H
#define OG_LISTING_H

#include "pciconf.h"

/* Keep what pci.conf selects by ids and address. */
void og_listing_by_id(struct og_pcidevs *list, const struct og_pciconf *conf);

/*
 * Of these, keep what its names select, without the devices that cannot be
 * given to a VM whole: a physical function that has virtual ones, and an
 * NVIDIA device with virtfn0.
 */
void og_listing_by_details(struct og_pcidevs *list,
			   const struct og_pciconf *conf);

/*
 * The DEVICE_NAME attribute: "NVIDIA vGPU device" for a virtual function of
 * NVIDIA's, vendor and device for its other devices, else the device's name.
 * The caller frees.
 */
char *og_listing_device_name(const struct og_pcidev *dev,
			     const struct og_pciconf *conf);

#endif
