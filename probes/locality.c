// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include "hwtopo.h"
#include "scan.h"

static bool one_is_unknown(const struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node < 0)
			return true;
	return false;
}

void og_locality_fill(const struct og_root *root, struct og_pcidevs *list)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;

	if (!one_is_unknown(list) || !og_scan_is_numa(root))
		return;
	/* That hwloc fails leaves nodes unknown: no reason to fail too. */
	if (og_hwtopo_load(root, OG_HWTOPO_PCI, &topo, NULL) < 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->devs[i].node < 0)
			list->devs[i].node =
				og_hwtopo_pci_node(topo, &list->devs[i].bdf);
}
