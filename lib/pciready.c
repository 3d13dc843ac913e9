// SPDX-License-Identifier: Apache-2.0
#include "pciready.h"

/* Base classes whose driver holds a device for as long as it is bound. */
enum { BASE_STORAGE = 0x01, BASE_DISPLAY = 0x03, BASE_ACCELERATOR = 0x12 };

enum {
	BASE_BRIDGE = 0x06,
	PCI_BRIDGE = 0x0604,
	CARDBUS = 0x0607,
	SEMI_PCI_BRIDGE = 0x0609,
	OTHER_BRIDGE = 0x0680, /* an NVSwitch says so of itself */
};

bool og_pciready_is_bridge(uint16_t class_id)
{
	return class_id == PCI_BRIDGE || class_id == CARDBUS ||
	       class_id == SEMI_PCI_BRIDGE;
}

/* Host and ISA bridges, but for an NVSwitch. */
bool og_pciready_stays(uint16_t class_id)
{
	return class_id >> 8 == BASE_BRIDGE && class_id != OTHER_BRIDGE;
}

bool og_pciready_lets_go(const char *driver)
{
	return !driver || strstr(driver, "vfio") ||
	       strcmp(driver, "pci-stub") == 0;
}

/*
 * libvirt takes an idle device from its driver by itself. A GPU's or a disk's
 * driver does not give it up, or takes the host along.
 */
bool og_pciready_is_held(uint16_t class_id, const char *driver)
{
	unsigned base = class_id >> 8;

	return !og_pciready_lets_go(driver) &&
	       (base == BASE_STORAGE || base == BASE_DISPLAY ||
		base == BASE_ACCELERATOR);
}

static const struct og_peer *unviable(const struct og_pciready *ready)
{
	for (size_t i = 0; i < ready->n_peers; i++)
		if (!og_pciready_lets_go(ready->peers[i].driver))
			return &ready->peers[i];
	return NULL;
}

static char *group_text(const struct og_pciready *ready,
			const struct og_peer *peer)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&peer->bdf, name);
	return og_asprintf("group %d is not viable: %s is bound to driver %s, "
			   "bind it to vfio-pci too",
			   ready->group, name, peer->driver);
}

static char *driver_text(const struct og_pciready *ready)
{
	if (og_pciready_lets_go(ready->driver))
		return NULL;
	if (ready->net_up)
		return og_asprintf("bound to driver %s and up as %s: set it "
				   "down, bind it to vfio-pci",
				   ready->driver, ready->net_up);
	if (og_pciready_is_held(ready->class_id, ready->driver))
		return og_asprintf("bound to driver %s, not to vfio-pci: stop "
				   "what uses it, bind it to vfio-pci",
				   ready->driver);
	return NULL;
}

char *og_pciready_text(const struct og_pciready *ready)
{
	const struct og_peer *peer = unviable(ready);
	char *driver;

	if (og_pciready_stays(ready->class_id))
		return og_strdup("a bridge, which stays with the host");
	if (ready->is_vgpu)
		return og_strdup("yes");
	if (ready->group < 0)
		return og_strdup("no IOMMU group: turn on VT-d or AMD-Vi in "
				 "the firmware, and intel_iommu=on on Intel");
	driver = driver_text(ready);
	if (driver)
		return driver;
	if (peer)
		return group_text(ready, peer);
	if (ready->boot_vga == OG_YES)
		return og_strdup("the boot display: make another one primary "
				 "in the firmware");
	if (ready->can_reset == OG_NO)
		return og_strdup("no reset method");
	if (ready->bars_unmapped)
		return og_strdup("BARs are not mapped: turn on Above 4G "
				 "decoding in the firmware");
	return og_strdup("yes");
}
