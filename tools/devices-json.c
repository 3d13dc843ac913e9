// SPDX-License-Identifier: Apache-2.0
#include "devices.h"

#include <stdio.h>

#include "jsonout.h"

static void put_known(struct og_json *json, const char *key, const char *text)
{
	if (text)
		og_json_text(json, key, text);
	else
		og_json_raw(json, key, "null");
}

static void put_number(struct og_json *json, const char *key, int64_t number)
{
	if (number >= 0)
		og_json_number(json, key, number);
	else
		og_json_raw(json, key, "null");
}

static void put_bdf(struct og_json *json, const char *key, bool has,
		    const struct og_bdf *bdf)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(bdf, name);
	put_known(json, key, has ? name : NULL);
}

static void put_id(struct og_json *json, const char *key, uint16_t id)
{
	char text[8];

	snprintf(text, sizeof(text), "%04x", id);
	og_json_text(json, key, text);
}

static void put_link(struct og_json *json, const char *key,
		     const struct og_pcilink *link)
{
	og_autofree char *speed =
		og_asprintf("%u.%u", link->speed / 10, link->speed % 10);

	if (!link->width) {
		og_json_raw(json, key, "null");
		return;
	}
	og_json_open(json, key, '{');
	og_json_number(json, "lanes", link->width);
	og_json_raw(json, "gt_per_s", speed);
	og_json_close(json, '}');
}

static void put_peers(struct og_json *json, const struct og_pcidev *dev)
{
	og_json_open(json, "group_with", '[');
	for (size_t i = 0; i < dev->n_peers; i++) {
		og_json_open(json, NULL, '{');
		put_bdf(json, "address", true, &dev->peers[i].bdf);
		put_known(json, "driver", dev->peers[i].driver);
		og_json_close(json, '}');
	}
	og_json_close(json, ']');
}

static void put_row(struct og_json *json, const struct og_devices_row *row,
		    bool has_live)
{
	const struct og_pcidev *dev = row->dev;

	og_json_open(json, NULL, '{');
	put_bdf(json, "address", true, &dev->bdf);
	og_json_text(json, "type", row->type);
	put_id(json, "vendor", dev->vendor);
	put_id(json, "device", dev->device);
	put_id(json, "class", dev->class_id);
	put_known(json, "name", row->more->name);
	put_number(json, "node", row->more->near_node);
	put_number(json, "iommu_group", dev->iommu_group);
	put_peers(json, dev);
	put_known(json, "driver", dev->driver);
	put_link(json, "link", &dev->link);
	put_link(json, "link_max", &dev->link_max);
	put_number(json, "bar_bytes",
		   dev->has_bars ? (int64_t)dev->bars.bytes : -1);
	put_bdf(json, "root_port", dev->tree.has_root, &dev->tree.root);
	put_bdf(json, "switch", dev->tree.has_switch,
		&dev->tree.nearest_switch);
	put_number(json, "virtual_functions",
		   dev->sriov == OG_SRIOV_PF ? dev->numvfs : -1);
	og_json_bool(json, "vm_known", has_live);
	put_known(json, "vm", row->vm);
	og_json_bool(json, "ready", row->ready);
	put_known(json, "reason", row->reason);
	og_json_close(json, '}');
}

void og_devices_json(const struct og_devices *devices, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_open(&json, "devices", '[');
	for (size_t i = 0; i < devices->n; i++)
		put_row(&json, &devices->rows[i], devices->has_live);
	og_json_close(&json, ']');
	og_json_close(&json, '}');
}
