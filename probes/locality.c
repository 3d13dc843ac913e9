// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include <errno.h>

#include "hwtopo.h"
#include "num.h"
#include "socketnodes.h"

#define DEVICES "sys/bus/pci/devices"

enum { NODE_MAX = 65535, DEPTH_MAX = 6 };

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
static bool is_trap(const struct og_root *root, const char *path)
{
	og_autobuf ignored = OG_BUF_INIT;

	return og_root_read(root, path, 0, &ignored) == -EINVAL;
}

static bool device_has_trap(const struct og_root *root, const char *device)
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

		if (is_trap(root, path))
			return true;
	}
	return false;
}

/* Anything that waits below a folder; folders behind links are not looked at.
 */
static bool folder_has_trap(const struct og_root *root, const char *folder,
			    unsigned depth)
{
	char **names = NULL;
	size_t count = 0;
	bool trap = false;

	if (og_root_list(root, folder, &names, &count) < 0)
		return is_trap(root, folder);
	for (size_t i = 0; !trap && depth && i < count; i++) {
		og_autofree char *path = og_asprintf("%s/%s", folder, names[i]);
		og_autofree char *target = NULL;

		if (og_root_link(root, path, &target) == 0)
			trap = is_trap(root, path);
		else
			trap = folder_has_trap(root, path, depth - 1);
	}
	og_root_names_free(names, count);
	return trap;
}

static bool is_safe(const struct og_root *root)
{
	char **names = NULL;
	size_t count = 0;
	bool safe;

	if (og_root_is_live(root))
		return true;
	if (og_root_list(root, DEVICES, &names, &count) < 0)
		return false;
	safe = !folder_has_trap(root, "sys/devices/system/cpu", DEPTH_MAX) &&
	       !folder_has_trap(root, "sys/devices/system/node", DEPTH_MAX) &&
	       !folder_has_trap(root, "proc", 1);
	for (size_t i = 0; safe && i < count; i++)
		safe = !device_has_trap(root, names[i]);
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

/* "0,1", which a scheduler splits more easily than a kernel's "0-1". */
static char *join(const struct og_cpuset *nodes)
{
	og_autobuf text = OG_BUF_INIT;

	for (int id = -1; (id = og_cpuset_next(nodes, id)) >= 0;)
		og_buf_fmt(&text, "%s%d", text.len ? "," : "", id);
	return og_steal(text.data);
}

static bool one_is_known(const struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node >= 0)
			return true;
	return false;
}

void og_locality_sockets(const struct og_root *root, struct og_pcidevs *list)
{
	og_cleanup(og_socketnodes_free) struct og_socketnodes sockets = { 0 };

	if (!one_is_known(list) || og_socketnodes_read(root, &sockets) < 0)
		return;
	for (size_t i = 0; i < list->n; i++) {
		struct og_cpuset nodes;

		og_socketnodes_of(&sockets, list->devs[i].node, &nodes);
		list->devs[i].socket_nodes = join(&nodes);
	}
}
