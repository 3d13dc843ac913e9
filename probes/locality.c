// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include <errno.h>

#include "hwtopo.h"
#include "num.h"

#define DEVICES "sys/bus/pci/devices"

enum { NODE_MAX = 65535 };

static bool one_is_unknown(const struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node < 0)
			return true;
	return false;
}

bool og_locality_is_numa(const struct og_root *root)
{
	char **names = NULL;
	size_t count = 0;
	unsigned nodes = 0;
	int id;

	if (og_root_list(root, "sys/devices/system/node", &names, &count) < 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], "node", 4) == 0 &&
		    og_num_int(names[i] + 4, strlen(names[i] + 4), 0, NODE_MAX,
			       &id) == 0)
			nodes++;
	og_root_names_free(names, count);
	return nodes > 1;
}

/*
 * hwloc opens whatever is there, and would wait for ever for the writer of a
 * FIFO. A kernel's sysfs has none; a recording may have been tampered with.
 */
static bool has_trap(const struct og_root *root, const char *device)
{
	static const char *const files[] = {
		"class",
		"config",
		"current_link_speed",
		"current_link_width",
		"device",
		"local_cpus",
		"revision",
		"subsystem_device",
		"subsystem_vendor",
		"vendor",
	};

	for (size_t i = 0; i < OG_COUNT(files); i++) {
		og_autofree char *path =
			og_asprintf(DEVICES "/%s/%s", device, files[i]);
		og_autobuf ignored = OG_BUF_INIT;

		if (og_root_read(root, path, 0, &ignored) == -EINVAL)
			return true;
	}
	return false;
}

static bool is_safe(const struct og_root *root)
{
	char **names = NULL;
	size_t count = 0;
	bool safe = true;

	if (og_root_is_live(root))
		return true;
	if (og_root_list(root, DEVICES, &names, &count) < 0)
		return false;
	for (size_t i = 0; safe && i < count; i++)
		safe = !has_trap(root, names[i]);
	og_root_names_free(names, count);
	return safe;
}

void og_locality_fill(const struct og_root *root, struct og_pcidevs *list)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;

	if (!one_is_unknown(list) || !og_locality_is_numa(root) ||
	    !is_safe(root))
		return;
	/* That hwloc fails leaves nodes unknown: no reason to fail too. */
	if (og_hwtopo_load(root, OG_HWTOPO_PCI, &topo, NULL) < 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node < 0)
			list->devs[i].node =
				og_hwtopo_pci_node(topo, &list->devs[i].bdf);
}
