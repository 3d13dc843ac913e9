// SPDX-License-Identifier: Apache-2.0
#include "emit.h"

#include <inttypes.h>

#include "addressid.h"
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

static void emit_vgpu(struct og_tmpl *t, const struct og_pcidev *dev)
{
	char id[OG_ADDRESSID_TEXT];

	og_addressid(&dev->bdf, id);
	og_tmpl_pair(t, "UUID", id);
	if (dev->profiles)
		og_tmpl_pair(t, "PROFILES", dev->profiles);
	og_tmpl_pair(t, "MDEV_MODE", dev->is_legacy_vgpu ? "legacy" : "nvidia");
}

/* OpenNebula's own attributes. */
static void emit_standard(struct og_tmpl *t, const struct og_pcidev *dev,
			  const struct og_pciconf *conf)
{
	og_autofree char *name = og_listing_device_name(dev, conf);

	emit_ids(t, dev);
	emit_address(t, &dev->bdf);
	if (dev->node >= 0)
		og_tmpl_pairf(t, "NUMA_NODE", "%d", dev->node);
	else
		og_tmpl_pair(t, "NUMA_NODE", "-");
	og_tmpl_pair(t, "IFNAME", dev->ifname ? dev->ifname : "-");
	og_tmpl_pair(t, "SRIOV", sriov_names[dev->sriov]);
	if (dev->sriov == OG_SRIOV_PF && dev->numvfs >= 0)
		og_tmpl_pairf(t, "SRIOV_NUM", "%d", dev->numvfs);
	if (dev->is_vgpu)
		emit_vgpu(t, dev);
	og_tmpl_pair(t, "DEVICE_NAME", name);
}

static void emit_text(struct og_tmpl *t, const char *name, const char *value)
{
	if (value && *value)
		og_tmpl_pair(t, name, value);
}

static void emit_bdf(struct og_tmpl *t, const char *name, bool is_known,
		     const struct og_bdf *bdf)
{
	char text[OG_BDF_TEXT];

	if (!is_known)
		return;
	og_bdf_address(bdf, text);
	og_tmpl_pair(t, name, text);
}

static void emit_link(struct og_tmpl *t, const char *name,
		      const struct og_pcilink *link)
{
	og_autofree char *text = link->speed ? og_pcilink_text(link) : NULL;

	emit_text(t, name, text);
}

static void emit_group(struct og_tmpl *t, const struct og_pcidev *dev)
{
	og_autobuf peers = OG_BUF_INIT;

	if (dev->iommu_group >= 0)
		og_tmpl_pairf(t, "IOMMU_GROUP", "%d", dev->iommu_group);
	emit_text(t, "DRIVER", dev->driver);
	for (size_t i = 0; i < dev->n_peers; i++) {
		char text[OG_BDF_TEXT];

		og_bdf_address(&dev->peers[i].bdf, text);
		og_buf_fmt(&peers, "%s%s", i ? "," : "", text);
	}
	emit_text(t, "IOMMU_PEERS", og_buf_text(&peers));
}

/* What only we tell; oned keeps what it does not know. */
static void emit_traits(struct og_tmpl *t, const struct og_pcidev *dev)
{
	const uint64_t mib = UINT64_C(1) << 20;

	emit_group(t, dev);
	emit_text(t, "RESET", dev->reset);
	if (dev->boot_vga != OG_UNKNOWN)
		og_tmpl_pair(t, "BOOT_VGA",
			     dev->boot_vga == OG_YES ? "yes" : "no");
	emit_link(t, "LINK", &dev->link);
	emit_link(t, "LINK_MAX", &dev->link_max);
	if (dev->has_bars)
		og_tmpl_pairf(t, "BAR_MB", "%" PRIu64,
			      dev->bars.bytes / mib +
				      (dev->bars.bytes % mib != 0));
	emit_bdf(t, "ROOT_COMPLEX", dev->tree.has_root, &dev->tree.root);
	emit_bdf(t, "SWITCH", dev->tree.has_switch, &dev->tree.nearest_switch);
	emit_text(t, "SOCKET_NODES", dev->socket_nodes);
	emit_text(t, "LOCAL_CPUS", dev->local_cpus);
	emit_text(t, "READY", dev->ready);
}

static void emit_device(const struct og_pcidev *dev,
			const struct og_pciconf *conf, struct og_buf *out)
{
	struct og_tmpl t;

	og_tmpl_begin(&t, out, "PCI");
	emit_standard(&t, dev, conf);
	emit_traits(&t, dev);
	og_tmpl_end(&t);
}

void og_emit(const struct og_pcidevs *list, const struct og_pciconf *conf,
	     struct og_buf *out)
{
	for (size_t i = 0; i < list->n; i++)
		emit_device(&list->devs[i], conf, out);
}
