// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include "hwtopo.h"
#include "num.h"

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

void og_locality_fill(const struct og_root *root, struct og_pcidevs *list)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;

	if (!one_is_unknown(list) || !og_locality_is_numa(root))
		return;
	/* That hwloc fails leaves nodes unknown: no reason to fail too. */
	if (og_hwtopo_load(root, OG_HWTOPO_PCI, &topo, NULL) < 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node < 0)
			list->devs[i].node =
				og_hwtopo_pci_node(topo, &list->devs[i].bdf);
}
