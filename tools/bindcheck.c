// SPDX-License-Identifier: Apache-2.0
#include "bindcheck.h"

enum { BASE_BRIDGE = 0x06, OTHER_BRIDGE = 0x0680 };

/* Host and ISA bridges; an NVSwitch only calls itself one. */
static bool stays(const struct og_pcidev *dev)
{
	return dev->class_id >> 8 == BASE_BRIDGE &&
	       dev->class_id != OTHER_BRIDGE;
}

bool og_bindcheck_goes(const struct og_bindcheck *check,
		       const struct og_bindcheck_device *device)
{
	if (device->asked)
		return true;
	/* A bridge without a driver is in nobody's way. */
	return check->group && !(stays(device->dev) && !device->dev->driver);
}

static void add(struct og_lines *reasons, const struct og_pcidev *dev,
		const char *text)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&dev->bdf, name);
	og_lines_add(reasons, "%s: %s", name, text);
}

/* One that vfio-pci has can still be used: by a VM. */
static void against_one(const struct og_bindcheck *check,
			const struct og_bindcheck_device *device,
			struct og_lines *reasons)
{
	const struct og_pcidev *dev = device->dev;
	bool held = og_vfiobind_is_vfio(dev->driver);
	og_autofree char *text = NULL;

	/* What is there already is not touched. */
	if (held == (check->goal == OG_VFIOBIND_TAKE))
		return;
	if (device->domain) {
		text = og_asprintf("the running VM %s has it", device->domain);
		add(reasons, dev, text);
	}
	for (size_t i = 0; device->uses && i < device->uses->n; i++)
		add(reasons, dev, device->uses->all[i]);
	if (check->goal != OG_VFIOBIND_TAKE)
		return;
	if (stays(dev))
		add(reasons, dev, "a bridge, which stays with the host");
	else if (dev->iommu_group < 0)
		add(reasons, dev,
		    "no IOMMU group: turn on VT-d or AMD-Vi in the firmware, "
		    "and intel_iommu=on on Intel");
	if (dev->boot_vga == OG_YES)
		add(reasons, dev,
		    "the boot display: make another one primary in the "
		    "firmware");
}

static void against_companion(const struct og_bindcheck *check,
			      const struct og_bindcheck_device *device,
			      struct og_lines *reasons)
{
	const struct og_pcidev *dev = device->dev;
	og_autofree char *text = NULL;

	if (check->goal != OG_VFIOBIND_TAKE || og_pciready_lets_go(dev->driver))
		return;
	text = og_asprintf("in the same IOMMU group %d, on driver %s: it has "
			   "to go too, add --group",
			   dev->iommu_group, dev->driver);
	add(reasons, dev, text);
}

void og_bindcheck_reasons(const struct og_bindcheck *check,
			  struct og_lines *reasons)
{
	for (size_t i = 0; i < check->n; i++) {
		const struct og_bindcheck_device *device = &check->devices[i];

		if (og_bindcheck_goes(check, device))
			against_one(check, device, reasons);
		else
			against_companion(check, device, reasons);
	}
}
