/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PCI device as the probe knows it, and a list of them. Plain data:
 * probes/scan reads it, probes/listing decides on it, probes/emit prints it.
 */
#ifndef OG_PCIDEV_H
#define OG_PCIDEV_H

#include "bdf.h"

enum og_sriov {
	OG_SRIOV_NO,
	OG_SRIOV_PF, /* a physical function: it can make virtual ones */
	OG_SRIOV_VF, /* a virtual function */
};

struct og_pcidev {
	struct og_bdf bdf;
	uint16_t vendor, device, class_id;
	int32_t node;	     /* NUMA node, -1 where unknown */
	int32_t iommu_group; /* -1: none */
	enum og_sriov sriov;
	int32_t numvfs;	 /* of a physical function; -1 where unknown */
	bool has_virtfn; /* a virtual function of it exists */
	char *ifname;	 /* of its network interface; NULL: none */
	char *driver;	 /* NULL: none */
	char *vendor_name, *device_name, *class_name; /* from pci.ids */
};

struct og_pcidevs {
	struct og_pcidev *devs; /* by address */
	size_t n, cap;
};

#define OG_PCIDEVS_INIT ((struct og_pcidevs){ 0 })

void og_pcidevs_free(struct og_pcidevs *list);

/* Append a device of which only the address is known; lent. */
struct og_pcidev *og_pcidevs_add(struct og_pcidevs *list,
				 const struct og_bdf *bdf);

/* Drop what `keep` says no to; the order stays. */
void og_pcidevs_filter(struct og_pcidevs *list,
		       bool (*keep)(const struct og_pcidev *dev,
				    const void *ctx),
		       const void *ctx);

#endif
