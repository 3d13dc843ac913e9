/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which node a PCI device is near, as hwloc sees the machine, and with it the
 * host of lib/syshost for who needs both. The only file that includes hwloc.
 * Works on the live machine or on a recording (see lib/root.h); one discovery,
 * limited to what is asked for.
 */
#ifndef OG_HWTOPO_H
#define OG_HWTOPO_H

#include "host.h"
#include "root.h"

struct og_hwtopo;

enum {
	OG_HWTOPO_CORES = 1, /* cores, CPUs, memory: og_hwtopo_host() */
	OG_HWTOPO_PCI = 2,   /* PCI locality: og_hwtopo_pci_node() */
};

int og_hwtopo_load(const struct og_root *root, unsigned what,
		   struct og_hwtopo **ret_topo, struct og_err *err);
void og_hwtopo_free(struct og_hwtopo *topo);
void og_hwtopo_freep(struct og_hwtopo **topo);

/* A copy of what og_syshost_read() found. */
int og_hwtopo_host(const struct og_hwtopo *topo, struct og_host *ret_host,
		   struct og_err *err);

/*
 * The one NUMA node that a PCI device is nearest to by hwloc's locality (the
 * nearest bridge that has one, HWLOC_PCI_LOCALITY honoured); -1 where it is
 * unknown or spans several.
 */
int og_hwtopo_pci_node(const struct og_hwtopo *topo, const struct og_bdf *bdf);

#endif
