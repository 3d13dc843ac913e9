// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

static bool keep_by_id(const struct og_pcidev *dev, const void *ctx)
{
	return og_pciconf_wants_id(ctx, dev);
}

void og_listing_by_id(struct og_pcidevs *list, const struct og_pciconf *conf)
{
	og_pcidevs_filter(list, keep_by_id, conf);
}

char *og_listing_device_name(const struct og_pcidev *dev,
			     const struct og_pciconf *conf)
{
	if (!og_pciconf_is_nvidia(conf, dev->vendor))
		return og_strdup(dev->device_name);
	if (dev->sriov == OG_SRIOV_VF)
		return og_strdup("NVIDIA vGPU device");
	return og_asprintf("%s %s", dev->vendor_name, dev->device_name);
}

static bool keep_by_details(const struct og_pcidev *dev, const void *ctx)
{
	const struct og_pciconf *conf = ctx;
	og_autofree char *name = og_listing_device_name(dev, conf);

	if (dev->sriov == OG_SRIOV_PF && dev->numvfs > 0)
		return false;
	if (dev->has_virtfn && og_pciconf_is_nvidia(conf, dev->vendor))
		return false;
	/*
	 * OpenNebula's own probe matches the name in pci.ids alone: its users'
	 * "^GH100" must keep on matching.
	 */
	return og_pciconf_wants_name(conf, name) ||
	       og_pciconf_wants_name(conf, dev->device_name);
}

void og_listing_by_details(struct og_pcidevs *list,
			   const struct og_pciconf *conf)
{
	og_pcidevs_filter(list, keep_by_details, conf);
}
