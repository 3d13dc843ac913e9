// SPDX-License-Identifier: Apache-2.0
#include "pcidev.h"

static void dev_free(struct og_pcidev *dev)
{
	for (size_t i = 0; i < dev->n_peers; i++)
		free(dev->peers[i].driver);
	free(dev->peers);
	free(dev->path);
	free(dev->ifname);
	free(dev->driver);
	free(dev->net_up);
	free(dev->vendor_name);
	free(dev->device_name);
	free(dev->class_name);
	free(dev->profiles);
	free(dev->reset);
	free(dev->socket_nodes);
	free(dev->local_cpus);
	free(dev->ready);
}

void og_pcidevs_free(struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++)
		dev_free(&list->devs[i]);
	free(list->devs);
	*list = OG_PCIDEVS_INIT;
}

struct og_pcidev *og_pcidevs_add(struct og_pcidevs *list,
				 const struct og_bdf *bdf)
{
	struct og_pcidev *dev;

	OG_RESERVE(list->devs, list->n + 1, list->cap);
	dev = &list->devs[list->n++];
	*dev = (struct og_pcidev){
		.bdf = *bdf,
		.node = -1,
		.iommu_group = -1,
		.numvfs = -1,
	};
	return dev;
}

void og_pcidevs_drop_last(struct og_pcidevs *list)
{
	dev_free(&list->devs[--list->n]);
}

void og_pcidevs_filter(struct og_pcidevs *list,
		       bool (*keep)(const struct og_pcidev *dev,
				    const void *ctx),
		       const void *ctx)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++)
		if (keep(&list->devs[i], ctx))
			list->devs[kept++] = list->devs[i];
		else
			dev_free(&list->devs[i]);
	list->n = kept;
}
