// SPDX-License-Identifier: Apache-2.0
#include "devices.h"

enum { NVIDIA = 0x10de, BASE_BRIDGE = 0x06, OTHER_BRIDGE = 0x0680 };

static const struct {
	uint16_t class_id, mask;
	const char *type;
	bool candidate;
} kinds[] = {
	{ 0x0300, 0xff00, "GPU", true },
	{ 0x1200, 0xff00, "accel", true },
	{ 0x0b40, 0xffff, "accel", true },
	{ 0x0200, 0xff00, "NIC", true },
	{ 0x0d00, 0xff00, "NIC", true },
	{ 0x0108, 0xffff, "NVMe", true },
	{ 0x0100, 0xff00, "disk", false },
	{ 0x0403, 0xffff, "audio", false },
	{ 0x0400, 0xff00, "media", false },
	{ 0x0c03, 0xffff, "USB", false },
	{ 0x0c00, 0xff00, "serial", false },
	{ 0x0600, 0xff00, "bridge", false },
};

static bool is_nvswitch(const struct og_pcidev *dev)
{
	return dev->vendor == NVIDIA && dev->class_id == OTHER_BRIDGE;
}

static const char *type_of(const struct og_pcidev *dev, bool is_vgpu)
{
	if (is_vgpu)
		return "vGPU";
	if (is_nvswitch(dev))
		return "NVSw";
	for (size_t i = 0; i < OG_COUNT(kinds); i++)
		if ((dev->class_id & kinds[i].mask) == kinds[i].class_id)
			return kinds[i].type;
	return "other";
}

static bool is_gpu(const struct og_pcidev *dev)
{
	return dev->class_id >> 8 == 0x03 || dev->class_id >> 8 == 0x12 ||
	       dev->class_id == 0x0b40;
}

static bool is_candidate(const struct og_pcidev *dev)
{
	if (is_nvswitch(dev))
		return true;
	for (size_t i = 0; i < OG_COUNT(kinds); i++)
		if ((dev->class_id & kinds[i].mask) == kinds[i].class_id)
			return kinds[i].candidate;
	return false;
}

/* Another function of a card that is told: its sound, its USB. */
static bool is_beside_gpu(const struct og_pcidevs *pci,
			  const struct og_pcidev *dev)
{
	for (size_t i = 0; i < pci->n; i++) {
		const struct og_bdf *a = &pci->devs[i].bdf, *b = &dev->bdf;

		if (is_gpu(&pci->devs[i]) && a->domain == b->domain &&
		    a->bus == b->bus && a->slot == b->slot)
			return !og_pciready_is_bridge(dev->class_id);
	}
	return false;
}

static bool is_told(const struct og_pcidevs *pci, const struct og_pcidev *dev,
		    enum og_devices_which which)
{
	switch (which) {
	case OG_DEVICES_ALL:
		return true;
	case OG_DEVICES_GPU:
		return is_gpu(dev);
	case OG_DEVICES_CANDIDATES:
		break;
	}
	return is_candidate(dev) || is_beside_gpu(pci, dev);
}

static void judge(struct og_devices_row *row)
{
	const struct og_pcidev *dev = row->dev;

	if (row->vm)
		row->reason = og_asprintf("VM %s has it", row->vm);
	else if (dev->numvfs > 0)
		row->reason = og_asprintf("given out as %d virtual functions",
					  dev->numvfs);
	else if (dev->ready && strcmp(dev->ready, "yes") != 0)
		row->reason = og_strdup(dev->ready);
	row->ready = !row->reason;
}

void og_devices_choose(const struct og_doctor_facts *facts,
		       enum og_devices_which which, const struct og_live *live,
		       struct og_devices *ret_devices)
{
	const struct og_pcidevs *pci = &facts->pci;
	struct og_devices devices = {
		.rows = og_calloc(pci->n, sizeof(*devices.rows)),
		.has_live = live != NULL,
	};

	for (size_t i = 0; i < pci->n; i++) {
		struct og_devices_row *row = &devices.rows[devices.n];
		const struct og_live_domain *holder;

		if (!is_told(pci, &pci->devs[i], which))
			continue;
		holder = live ? og_live_holder(live, &pci->devs[i].bdf, -1)
			      : NULL;
		row->dev = &pci->devs[i];
		row->more = &facts->devices[i];
		row->type = type_of(row->dev, row->more->is_vgpu);
		row->vm = holder ? holder->name : NULL;
		row->has_live = live != NULL;
		row->stays = row->dev->class_id >> 8 == BASE_BRIDGE &&
			     !is_nvswitch(row->dev);
		judge(row);
		devices.n++;
	}
	*ret_devices = devices;
}

void og_devices_free(struct og_devices *devices)
{
	for (size_t i = 0; i < devices->n; i++)
		free(devices->rows[i].reason);
	free(devices->rows);
	*devices = (struct og_devices){ 0 };
}

/* --- words --- */

char *og_devices_name(const struct og_devices_row *row)
{
	if (row->more->name && *row->more->name)
		return og_strdup(row->more->name);
	return og_asprintf("%04x:%04x", row->dev->vendor, row->dev->device);
}

char *og_devices_bars(const struct og_devices_row *row)
{
	uint64_t bytes = row->dev->bars.bytes;
	static const struct {
		unsigned shift;
		char unit;
	} units[] = { { 40, 'T' }, { 30, 'G' }, { 20, 'M' }, { 10, 'K' } };

	if (!row->dev->has_bars || !row->dev->bars.has_memory)
		return og_strdup("-");
	for (size_t i = 0; i < OG_COUNT(units); i++)
		if (bytes >> units[i].shift)
			return og_asprintf(
				"%llu%c",
				(unsigned long long)(bytes >> units[i].shift),
				units[i].unit);
	return og_asprintf("%llu", (unsigned long long)bytes);
}

char *og_devices_link(const struct og_devices_row *row)
{
	const struct og_pcilink *now = &row->dev->link;
	const struct og_pcilink *most = &row->dev->link_max;

	if (!now->width)
		return og_strdup("-");
	if (most->width > now->width)
		return og_asprintf("x%u/%u %u.%u", now->width, most->width,
				   now->speed / 10, now->speed % 10);
	return og_asprintf("x%u %u.%u", now->width, now->speed / 10,
			   now->speed % 10);
}

char *og_devices_group(const struct og_devices_row *row)
{
	const struct og_pcidev *dev = row->dev;
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < dev->n_peers; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_short(&dev->peers[i].bdf, name);
		og_buf_fmt(&text, "%s%s", i ? ", " : "", name);
	}
	return og_steal(text.data);
}
