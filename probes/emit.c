// SPDX-License-Identifier: Apache-2.0
#include "emit.h"

#include "listing.h"
#include "tmpl.h"

static const char *const sriov_names[] = {
	[OG_SRIOV_NO] = "no",
	[OG_SRIOV_PF] = "pf",
	[OG_SRIOV_VF] = "vf",
};

static void emit_ids(struct og_tmpl *t, const struct og_pcidev *dev)
{
	og_tmpl_pairf(t, "TYPE", "%04x:%04x:%04x", dev->vendor, dev->device,
		      dev->class_id);
	og_tmpl_pairf(t, "VENDOR", "%04x", dev->vendor);
	og_tmpl_pair(t, "VENDOR_NAME", dev->vendor_name);
	og_tmpl_pairf(t, "DEVICE", "%04x", dev->device);
	og_tmpl_pairf(t, "CLASS", "%04x", dev->class_id);
	og_tmpl_pair(t, "CLASS_NAME", dev->class_name);
}

static void emit_address(struct og_tmpl *t, const struct og_bdf *bdf)
{
	char text[OG_BDF_TEXT];

	og_bdf_address(bdf, text);
	og_tmpl_pair(t, "ADDRESS", text);
	og_bdf_short(bdf, text);
	og_tmpl_pair(t, "SHORT_ADDRESS", text);
	og_tmpl_pairf(t, "DOMAIN", "%04x", bdf->domain);
	og_tmpl_pairf(t, "BUS", "%02x", bdf->bus);
	og_tmpl_pairf(t, "SLOT", "%02x", bdf->slot);
	og_tmpl_pairf(t, "FUNCTION", "%x", bdf->func);
}

static void emit_device(const struct og_pcidev *dev,
			const struct og_pciconf *conf, struct og_buf *out)
{
	og_autofree char *name = og_listing_device_name(dev, conf);
	struct og_tmpl t;

	og_tmpl_begin(&t, out, "PCI");
	emit_ids(&t, dev);
	emit_address(&t, &dev->bdf);
	if (dev->node >= 0)
		og_tmpl_pairf(&t, "NUMA_NODE", "%d", dev->node);
	else
		og_tmpl_pair(&t, "NUMA_NODE", "-");
	og_tmpl_pair(&t, "IFNAME", dev->ifname ? dev->ifname : "-");
	og_tmpl_pair(&t, "SRIOV", sriov_names[dev->sriov]);
	if (dev->sriov == OG_SRIOV_PF && dev->numvfs >= 0)
		og_tmpl_pairf(&t, "SRIOV_NUM", "%d", dev->numvfs);
	og_tmpl_pair(&t, "DEVICE_NAME", name);
	if (dev->iommu_group >= 0)
		og_tmpl_pairf(&t, "IOMMU_GROUP", "%d", dev->iommu_group);
	if (dev->driver)
		og_tmpl_pair(&t, "DRIVER", dev->driver);
	og_tmpl_end(&t);
}

void og_emit(const struct og_pcidevs *list, const struct og_pciconf *conf,
	     struct og_buf *out)
{
	for (size_t i = 0; i < list->n; i++)
		emit_device(&list->devs[i], conf, out);
}
