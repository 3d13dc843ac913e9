// SPDX-License-Identifier: Apache-2.0
#include "vgpu.h"

#include "devfile.h"
#include "vgputypes.h"

#define MDEV_BUS "sys/class/mdev_bus"

static bool is_on_mdev_bus(const struct og_files *files,
			   const struct og_bdf *bdf)
{
	char name[OG_BDF_TEXT];
	og_autofree char *path = NULL;

	og_bdf_name(bdf, name);
	path = og_asprintf(MDEV_BUS "/%s", name);
	return files->ops->exists(files, path);
}

/* "nvidia-1155,nvidia-1156"; false where the driver has no such folder. */
static bool read_mdev_types(const struct og_files *files,
			    const struct og_pcidev *dev, struct og_buf *out)
{
	char **names = NULL;
	size_t count = 0;

	if (og_devfile_list(files, dev, "mdev_supported_types", &names,
			    &count) < 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!strchr(names[i], ','))
			og_buf_fmt(out, "%s%s", out->len ? "," : "", names[i]);
	og_root_names_free(names, count);
	return true;
}

static void read_types(const struct og_files *files,
		       const struct og_pcidev *dev, struct og_buf *out)
{
	og_autofree char *path =
		og_devfile_path(dev, "nvidia/creatable_vgpu_types");
	og_autobuf text = OG_BUF_INIT;

	if (files->ops->read(files, path, OG_VGPUTYPES_MAX, &text) == 0)
		og_vgputypes_parse(og_buf_text(&text), text.len, out);
}

static void fill_one(const struct og_files *files, bool has_bus,
		     struct og_pcidev *dev)
{
	og_autobuf profiles = OG_BUF_INIT;

	dev->is_vgpu = true;
	dev->is_legacy_vgpu = has_bus && is_on_mdev_bus(files, &dev->bdf);
	if (!read_mdev_types(files, dev, &profiles))
		read_types(files, dev, &profiles);
	if (profiles.len)
		dev->profiles = og_steal(profiles.data);
}

void og_vgpu_fill(const struct og_files *files, const struct og_pciconf *conf,
		  struct og_pcidevs *list)
{
	bool has_bus = files->ops->exists(files, MDEV_BUS);

	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].sriov == OG_SRIOV_VF &&
		    og_pciconf_is_nvidia(conf, list->devs[i].vendor))
			fill_one(files, has_bus, &list->devs[i]);
}
