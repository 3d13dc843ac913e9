/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oned's HOST_SHARE as part of a document: the tables with which lib/xmlread
 * fills a struct og_host from NUMA_NODES and PCI_DEVICES. Both the scheduler
 * message and `onehost show -x` carry them.
 *
 * The document's own context embeds a struct og_hostxml as its FIRST member,
 * so that one context pointer serves the whole document.
 */
#ifndef OG_HOSTXML_H
#define OG_HOSTXML_H

#include "host.h"
#include "xmlread.h"

struct og_hostxml {
	struct og_host *host; /* being filled; set before each HOST */
	struct og_node *node; /* the rest is the tables' own state */
	struct og_core *core;
	struct og_pages *pages;
	struct og_device *device;
	bool has_address; /* of the device */
	/*
	 * What made this host unusable ("NUMA node 1: CORE without CPUS"); the
	 * rest of the document is still read. 0 and "" while it is fine.
	 */
	struct og_err fault;
};

/* Children of <NUMA_NODES> and of <PCI_DEVICES>. */
extern const struct og_xml_elem og_hostxml_numa_nodes[];
extern const struct og_xml_elem og_hostxml_pci_devices[];

#endif
