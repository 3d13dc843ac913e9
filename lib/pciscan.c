// SPDX-License-Identifier: Apache-2.0
#include "pciscan.h"

#include <errno.h>

#include "devfile.h"
#include "modalias.h"
#include "num.h"

#define DEVICES "sys/bus/pci/devices"

enum {
	NODE_MAX = 65535,
	GROUP_MAX = INT32_MAX,
	VFS_MAX = 65535,
};

/* --- ids --- */

/* From the three files that have one each: a recording may lack modalias. */
static int read_each(const struct og_files *files, const struct og_pcidev *dev,
		     struct og_modalias *ret_ids)
{
	int64_t vendor = 0, device = 0, class_id = 0;
	int r;

	r = og_devfile_int(files, dev, "vendor", UINT16_MAX, &vendor);
	if (r == 0)
		r = og_devfile_int(files, dev, "device", UINT16_MAX, &device);
	if (r == 0)
		r = og_devfile_int(files, dev, "class", 0xffffff, &class_id);
	if (r < 0)
		return r;
	*ret_ids = (struct og_modalias){
		.vendor = (uint16_t)vendor,
		.device = (uint16_t)device,
		.class_id = (uint32_t)class_id,
	};
	return 0;
}

static int read_ids(const struct og_files *files, struct og_pcidev *dev)
{
	og_autofree char *line = og_devfile_line(files, dev, "modalias");
	struct og_modalias ids;
	int r = line ? og_modalias_parse(line, &ids) : -ENOENT;

	if (r < 0)
		r = read_each(files, dev, &ids);
	if (r < 0)
		return r;
	dev->vendor = ids.vendor;
	dev->device = ids.device;
	dev->class_id = (uint16_t)(ids.class_id >> 8); /* less interface */
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

int og_pciscan_ids(const struct og_files *files, struct og_pcidevs *ret_list,
		   struct og_err *err)
{
	struct og_pcidevs list = OG_PCIDEVS_INIT;
	char **names = NULL;
	size_t count = 0;
	int r;

	r = files->ops->list(files, DEVICES, &names, &count);
	if (r < 0 && r != -ENOENT)
		return og_err_set(err, r, "%s: " DEVICES ": %s",
				  og_root_path(files->root), strerror(-r));
	for (size_t i = 0; i < count; i++) {
		struct og_pcidev *dev;
		struct og_bdf bdf;

		if (parse_name(names[i], &bdf) < 0)
			continue;
		dev = og_pcidevs_add(&list, &bdf);
		dev->path = og_asprintf(DEVICES "/%s", names[i]);
		if (read_ids(files, dev) < 0)
			og_pcidevs_drop_last(&list);
	}
	og_root_names_free(names, count);
	/* Domains differ in width, so names do not sort as addresses do. */
	if (list.n)
		qsort(list.devs, list.n, sizeof(*list.devs), by_address);
	*ret_list = list;
	return 0;
}

/* --- details --- */

static bool has_link(const struct og_files *files, const struct og_pcidev *dev,
		     const char *file)
{
	og_autofree char *name = og_devfile_link(files, dev, file);

	return name != NULL;
}

static void read_sriov(const struct og_files *files, struct og_pcidev *dev)
{
	int64_t numvfs;
	int r;

	if (has_link(files, dev, "physfn")) {
		dev->sriov = OG_SRIOV_VF;
		return;
	}
	dev->has_virtfn = has_link(files, dev, "virtfn0");
	r = og_devfile_int(files, dev, "sriov_numvfs", VFS_MAX, &numvfs);
	if (r == 0)
		dev->numvfs = (int32_t)numvfs;
	if (r == 0 ||
	    (r != -ENOENT && og_devfile_exists(files, dev, "sriov_numvfs")))
		dev->sriov = OG_SRIOV_PF;
}

static void read_details(const struct og_files *files, struct og_pcidev *dev)
{
	og_autofree char *group = og_devfile_link(files, dev, "iommu_group");
	int64_t node;

	/* -1, the kernel's "unknown", is outside the range like all rubbish. */
	if (og_devfile_int(files, dev, "numa_node", NODE_MAX, &node) == 0)
		dev->node = (int32_t)node;
	if (group)
		og_num_int(group, strlen(group), 0, GROUP_MAX,
			   &dev->iommu_group);
	dev->driver = og_devfile_link(files, dev, "driver");
	read_sriov(files, dev);
}

void og_pciscan_details(const struct og_files *files, struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct og_pcidev *dev = &list->devs[i];
		char *real = NULL;

		if (files->ops->real(files, dev->path, &real) == 0) {
			free(dev->path);
			dev->path = real;
		}
		og_files_hold(files, dev->path);
		read_details(files, dev);
	}
	og_files_hold(files, NULL);
}
