// SPDX-License-Identifier: Apache-2.0
#include "pcitraits.h"

#include "cpuset.h"
#include "devfile.h"
#include "netif.h"

enum {
	PEERS_MAX = 4096,
	BASE_NETWORK = 0x02,
	BASE_DISPLAY = 0x03,
	OLD_VGA = 0x0001
};

/* --- the IOMMU group --- */

/* A group's devices but bridges; read once, however many of them are listed. */
struct group {
	int32_t id;
	struct og_peer *members;
	size_t n, cap;
};

struct groups {
	struct group *items;
	size_t n, cap;
};

static void groups_free(struct groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		for (size_t j = 0; j < groups->items[i].n; j++)
			free(groups->items[i].members[j].driver);
		free(groups->items[i].members);
	}
	free(groups->items);
}

static void read_member(const struct og_files *files, const char *dir,
			const char *name, struct group *group)
{
	struct og_pcidev dev = { 0 };
	og_autofree char *path = og_asprintf("%s/%s", dir, name);
	int64_t class_id;

	if (og_bdf_parse(name, strlen(name), &dev.bdf) < 0)
		return;
	dev.path = path;
	if (og_devfile_int(files, &dev, "class", 0xffffff, &class_id) == 0 &&
	    og_pciready_is_bridge((uint16_t)(class_id >> 8)))
		return;
	OG_RESERVE(group->members, group->n + 1, group->cap);
	group->members[group->n++] = (struct og_peer){
		.bdf = dev.bdf,
		.driver = og_devfile_link(files, &dev, "driver"),
	};
}

static bool is_alone(const struct og_pcidev *dev, char **names, size_t count)
{
	struct og_bdf bdf;

	return count == 1 &&
	       og_bdf_parse(names[0], strlen(names[0]), &bdf) == 0 &&
	       og_bdf_cmp(&bdf, &dev->bdf) == 0;
}

/* NULL for a device that is alone in its group: most are. */
static const struct group *find_group(const struct og_files *files,
				      const struct og_pcidev *dev,
				      struct groups *groups)
{
	struct group group = { .id = dev->iommu_group };
	og_autofree char *dir = NULL;
	char **names = NULL;
	size_t count = 0;

	for (size_t i = 0; i < groups->n; i++)
		if (groups->items[i].id == group.id)
			return &groups->items[i];
	dir = og_asprintf("sys/kernel/iommu_groups/%d/devices", group.id);
	if (files->ops->list(files, dir, &names, &count) < 0)
		return NULL;
	if (!is_alone(dev, names, count)) {
		for (size_t i = 0; i < count && i < PEERS_MAX; i++)
			read_member(files, dir, names[i], &group);
		OG_RESERVE(groups->items, groups->n + 1, groups->cap);
		groups->items[groups->n++] = group;
	}
	og_root_names_free(names, count);
	return group.n ? &groups->items[groups->n - 1] : NULL;
}

static void read_peers(const struct og_files *files, struct og_pcidev *dev,
		       struct groups *groups)
{
	const struct group *group =
		dev->iommu_group < 0 ? NULL : find_group(files, dev, groups);

	for (size_t i = 0; group && i < group->n; i++) {
		const struct og_peer *peer = &group->members[i];

		if (og_bdf_cmp(&peer->bdf, &dev->bdf) == 0)
			continue;
		OG_RESERVE(dev->peers, dev->n_peers + 1, dev->cap_peers);
		dev->peers[dev->n_peers++] = (struct og_peer){
			.bdf = peer->bdf,
			.driver = peer->driver ? og_strdup(peer->driver) : NULL,
		};
	}
}

/* --- the device itself --- */

/*
 * The kernel shows neither file for a device that it cannot reset, so a
 * missing one says something only where the device's files are all there: no
 * recording of a few has "remove", which cannot be read.
 */
static void read_reset(const struct og_files *files, struct og_pcidev *dev)
{
	dev->reset = og_devfile_line(files, dev, "reset_method");
	if (dev->reset)
		dev->can_reset = dev->reset[0] ? OG_YES : OG_NO;
	else if (og_devfile_exists(files, dev, "reset") ||
		 og_devfile_exists(files, dev, "reset_method"))
		dev->can_reset = OG_YES; /* before Linux 5.15, or not for us */
	else if (og_devfile_exists(files, dev, "remove"))
		dev->can_reset = OG_NO;
}

static void read_link(const struct og_files *files, const struct og_pcidev *dev,
		      const char *which, struct og_pcilink *link)
{
	og_autofree char *speed_file = og_asprintf("%s_link_speed", which);
	og_autofree char *width_file = og_asprintf("%s_link_width", which);
	og_autofree char *speed = og_devfile_line(files, dev, speed_file);
	og_autofree char *width =
		speed ? og_devfile_line(files, dev, width_file) : NULL;

	if (width)
		og_pcilink_parse(speed, width, link);
}

static void read_bars(const struct og_files *files, struct og_pcidev *dev)
{
	og_autofree char *path = og_devfile_path(dev, "resource");
	og_autobuf text = OG_BUF_INIT;

	if (files->ops->read(files, path, OG_BARS_MAX, &text) == 0)
		dev->has_bars = og_bars_parse(og_buf_text(&text), text.len,
					      &dev->bars) == 0;
}

static void read_cpus(const struct og_files *files, struct og_pcidev *dev)
{
	og_autofree char *list = og_devfile_line(files, dev, "local_cpulist");
	og_autobuf text = OG_BUF_INIT;
	struct og_cpuset set;

	if (!list || og_cpuset_parse(list, strlen(list), &set) < 0 ||
	    og_cpuset_is_empty(&set))
		return;
	og_cpuset_format(&text, &set);
	dev->local_cpus = og_steal(text.data);
}

/* The kernel has the file for VGA devices only. */
static void read_boot_vga(const struct og_files *files, struct og_pcidev *dev)
{
	bool may_have =
		dev->class_id >> 8 == BASE_DISPLAY || dev->class_id == OLD_VGA;
	int64_t value;

	if (may_have && og_devfile_int(files, dev, "boot_vga", 1, &value) == 0)
		dev->boot_vga = value ? OG_YES : OG_NO;
}

/* The interface that the host talks through, whatever name the VM is told. */
static char *net_in_use(const struct og_files *files,
			const struct og_pcidev *dev)
{
	bool is_network = dev->driver && dev->class_id >> 8 == BASE_NETWORK;
	og_autofree char *name = is_network ? og_netif_name(files, dev) : NULL;
	og_autofree char *file =
		name ? og_asprintf("net/%s/operstate", name) : NULL;
	og_autofree char *state =
		file ? og_devfile_line(files, dev, file) : NULL;

	return state && strcmp(state, "up") == 0 ? og_steal(name) : NULL;
}

static char *verdict(const struct og_pcidev *dev)
{
	const struct og_pciready ready = {
		.class_id = dev->class_id,
		.group = dev->iommu_group,
		.driver = dev->driver,
		.net_up = dev->net_up,
		.is_vgpu = dev->is_vgpu && dev->profiles,
		.peers = dev->peers,
		.n_peers = dev->n_peers,
		.boot_vga = dev->boot_vga,
		.can_reset = dev->can_reset,
		.bars_unmapped = dev->has_bars && dev->bars.is_unmapped,
	};

	return og_pciready_text(&ready);
}

static void read_traits(const struct og_files *files, struct groups *groups,
			struct og_pcidev *dev)
{
	og_pcitree_parse(dev->path, &dev->tree);
	read_peers(files, dev, groups);
	read_reset(files, dev);
	read_boot_vga(files, dev);
	read_link(files, dev, "current", &dev->link);
	read_link(files, dev, "max", &dev->link_max);
	read_bars(files, dev);
	read_cpus(files, dev);
	dev->net_up = net_in_use(files, dev);
	dev->ready = verdict(dev);
}

void og_pcitraits_fill(const struct og_files *files, struct og_pcidevs *list)
{
	og_cleanup(groups_free) struct groups groups = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		og_files_hold(files, list->devs[i].path);
		read_traits(files, &groups, &list->devs[i]);
	}
	og_files_hold(files, NULL);
}
