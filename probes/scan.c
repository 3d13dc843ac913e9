// SPDX-License-Identifier: Apache-2.0
#include "scan.h"

#include <errno.h>
#include <stdio.h>

#include "num.h"

#define DEVICES "sys/bus/pci/devices"

enum {
	PATH_ROOM = 512,
	NODE_MAX = 65535,
	GROUP_MAX = INT32_MAX,
	VFS_MAX = 65535,
};

/* Directory names are at most 255 bytes, our own parts are short. */
static void dev_path(char path[PATH_ROOM], const struct og_pcidev *dev,
		     const char *file)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&dev->bdf, name);
	snprintf(path, PATH_ROOM, DEVICES "/%s/%s", name, file);
}

static int read_int(const struct og_root *root, const struct og_pcidev *dev,
		    const char *file, int64_t max, int64_t *ret_value)
{
	char path[PATH_ROOM];

	dev_path(path, dev, file);
	return og_root_int(root, path, 0, max, ret_value);
}

static char *read_link(const struct og_root *root, const struct og_pcidev *dev,
		       const char *file)
{
	char path[PATH_ROOM], *name = NULL;

	dev_path(path, dev, file);
	return og_root_link(root, path, &name) == 0 ? name : NULL;
}

static bool has_link(const struct og_root *root, const struct og_pcidev *dev,
		     const char *file)
{
	og_autofree char *name = read_link(root, dev, file);

	return name != NULL;
}

/* --- ids --- */

static int read_ids(const struct og_root *root, struct og_pcidev *dev)
{
	int64_t vendor = 0, device = 0, class_id = 0;
	int r;

	r = read_int(root, dev, "vendor", UINT16_MAX, &vendor);
	if (r == 0)
		r = read_int(root, dev, "device", UINT16_MAX, &device);
	if (r == 0)
		r = read_int(root, dev, "class", 0xffffff, &class_id);
	if (r < 0)
		return r;
	dev->vendor = (uint16_t)vendor;
	dev->device = (uint16_t)device;
	dev->class_id = (uint16_t)(class_id >> 8); /* without interface */
	return 0;
}

/* The address of a directory with exactly the name that sysfs gives it. */
static int parse_name(const char *name, struct og_bdf *ret_bdf)
{
	char again[OG_BDF_TEXT];
	struct og_bdf bdf;

	if (og_bdf_parse(name, strlen(name), &bdf) < 0)
		return -EINVAL;
	og_bdf_name(&bdf, again);
	if (strcmp(name, again) != 0)
		return -EINVAL;
	*ret_bdf = bdf;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct og_pcidev *x = a, *y = b;

	return og_bdf_cmp(&x->bdf, &y->bdf);
}

int og_scan_ids(const struct og_root *root, struct og_pcidevs *ret_list,
		struct og_err *err)
{
	struct og_pcidevs list = OG_PCIDEVS_INIT;
	char **names = NULL;
	size_t count = 0;
	int r;

	r = og_root_list(root, DEVICES, &names, &count);
	if (r < 0 && r != -ENOENT)
		return og_err_set(err, r, "%s: " DEVICES ": %s",
				  og_root_path(root), strerror(-r));
	for (size_t i = 0; i < count; i++) {
		struct og_bdf bdf;

		if (parse_name(names[i], &bdf) < 0)
			continue;
		if (read_ids(root, og_pcidevs_add(&list, &bdf)) < 0)
			list.n--;
	}
	og_root_names_free(names, count);
	/* Domains differ in width, so names do not sort as addresses do. */
	if (list.n)
		qsort(list.devs, list.n, sizeof(*list.devs), by_address);
	*ret_list = list;
	return 0;
}

/* --- details --- */

/* "p0", "p1" ...: the port itself, where representors have names of others. */
static bool is_port(const struct og_root *root, const char *net,
		    const char *ifname)
{
	og_autofree char *path =
		og_asprintf("%s/%s/phys_port_name", net, ifname);
	og_autofree char *name = NULL;

	return og_root_line(root, path, &name) == 0 && name[0] == 'p' &&
	       name[1] && name[1 + strspn(name + 1, "0123456789")] == '\0';
}

static char *read_ifname(const struct og_root *root,
			 const struct og_pcidev *dev)
{
	char net[PATH_ROOM], **names = NULL, *ifname = NULL;
	size_t count = 0, pick = 0;

	dev_path(net, dev, "net");
	if (og_root_list(root, net, &names, &count) < 0)
		return NULL;
	for (size_t i = 0; count > 1 && i < count; i++)
		if (is_port(root, net, names[i])) {
			pick = i;
			break;
		}
	if (count)
		ifname = og_strdup(names[pick]);
	og_root_names_free(names, count);
	return ifname;
}

static void read_sriov(const struct og_root *root, struct og_pcidev *dev)
{
	char path[PATH_ROOM];
	int64_t numvfs;

	dev->has_virtfn = has_link(root, dev, "virtfn0");
	dev_path(path, dev, "sriov_numvfs");
	if (has_link(root, dev, "physfn"))
		dev->sriov = OG_SRIOV_VF;
	else if (og_root_exists(root, path))
		dev->sriov = OG_SRIOV_PF;
	if (dev->sriov == OG_SRIOV_PF &&
	    read_int(root, dev, "sriov_numvfs", VFS_MAX, &numvfs) == 0)
		dev->numvfs = (int32_t)numvfs;
}

static void read_details(const struct og_root *root, struct og_pcidev *dev)
{
	og_autofree char *group = read_link(root, dev, "iommu_group");
	int64_t node;

	/* -1, the kernel's "unknown", is outside the range like all rubbish. */
	if (read_int(root, dev, "numa_node", NODE_MAX, &node) == 0)
		dev->node = (int32_t)node;
	if (group)
		og_num_int(group, strlen(group), 0, GROUP_MAX,
			   &dev->iommu_group);
	dev->driver = read_link(root, dev, "driver");
	dev->ifname = read_ifname(root, dev);
	read_sriov(root, dev);
}

void og_scan_details(const struct og_root *root, struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++)
		read_details(root, &list->devs[i]);
}

bool og_scan_is_numa(const struct og_root *root)
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
