/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PCI device as the probe knows it, and a list of them. Plain data: filled
 * in by lib/pciscan, names, netname, vgpu, locality and traits; decided on by
 * probes/listing and ready; printed by probes/emit.
 */
#ifndef OG_PCIDEV_H
#define OG_PCIDEV_H

#include "bars.h"
#include "bdf.h"
#include "pcilink.h"
#include "pciready.h"
#include "pcitree.h"

enum og_sriov {
	OG_SRIOV_NO,
	OG_SRIOV_PF, /* a physical function: it can make virtual ones */
	OG_SRIOV_VF, /* a virtual function */
};

struct og_pcidev {
	struct og_bdf bdf;
	char *path; /* its directory, below the root */
	uint16_t vendor, device, class_id;
	int32_t node;	     /* NUMA node, -1 where unknown */
	int32_t iommu_group; /* -1: none */
	enum og_sriov sriov;
	int32_t numvfs;	 /* of a physical function; -1 where unknown */
	bool has_virtfn; /* a virtual function of it exists */
	char *ifname;	 /* of its network interface; NULL: none */
	bool ifname_new; /* the kernel said so, and no cache did */
	char *driver;	 /* NULL: none */
	char *net_up;	 /* its interface that the host uses; NULL: none */
	char *vendor_name, *device_name, *class_name; /* from pci.ids */

	/* Of NVIDIA's virtual functions only. */
	bool is_vgpu, is_legacy_vgpu;
	char *profiles; /* kinds of vGPU it can become; NULL: none */

	/* What says whether and how well it can be passed through. */
	struct og_pcitree tree;
	struct og_peer *peers;
	size_t n_peers, cap_peers;
	char *reset; /* methods, "" for none; NULL: unknown */
	enum og_answer can_reset, boot_vga;
	struct og_pcilink link, link_max;
	bool has_bars; /* whether `bars` is known */
	struct og_bars bars;
	char *socket_nodes; /* NUMA nodes of its package; NULL: unknown */
	char *local_cpus;   /* a list; NULL: unknown */
	char *ready;
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

/* Take back what was appended last. */
void og_pcidevs_drop_last(struct og_pcidevs *list);

/* Drop what `keep` says no to; the order stays. */
void og_pcidevs_filter(struct og_pcidevs *list,
		       bool (*keep)(const struct og_pcidev *dev,
				    const void *ctx),
		       const void *ctx);

#endif
