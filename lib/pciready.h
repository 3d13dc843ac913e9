/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a device can be passed through as it stands, and if not, why and
 * what mends it. A decision over what was read: it reads nothing itself.
 */
#ifndef OG_PCIREADY_H
#define OG_PCIREADY_H

#include "bdf.h"

/* Another device of the same IOMMU group that is no bridge. */
struct og_peer {
	struct og_bdf bdf;
	char *driver; /* NULL: none */
};

enum og_answer { OG_UNKNOWN, OG_NO, OG_YES };

struct og_pciready {
	uint16_t class_id;
	int32_t group;	    /* -1: none */
	const char *driver; /* NULL: none */
	const char *net_up; /* network interface in use; NULL: none */
	bool is_vgpu;	    /* given as a slice by the driver it is bound to */
	const struct og_peer *peers;
	size_t n_peers;
	enum og_answer boot_vga;
	enum og_answer can_reset;
	bool bars_unmapped;
};

/*
 * "yes", or the first reason against it in the order in which an
 * administrator would meet them. What is unknown is no reason. The caller
 * frees.
 */
char *og_pciready_text(const struct og_pciready *ready);

/*
 * Whether libvirt can have the device from this driver, NULL for none:
 * vfio-pci, a variant of it for one vendor (mlx5_vfio_pci), or a stub.
 */
bool og_pciready_lets_go(const char *driver);

/* Whether its driver keeps it, so that nobody can take it while it is bound. */
bool og_pciready_is_held(uint16_t class_id, const char *driver);

/* A bridge that is an ordinary device to vfio, but not to the host. */
bool og_pciready_stays(uint16_t class_id);

/*
 * Devices with another kind of header, which vfio neither takes nor minds: a
 * bridge to another bus. Host bridges and NVSwitches are ordinary devices.
 */
bool og_pciready_is_bridge(uint16_t class_id);

#endif
