/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of <disk> that stand in files of their own. */
#ifndef OG_DOMAIN_DISK_H
#define OG_DOMAIN_DISK_H

#include "domain.h"

/* "file", "block" or "network" (domain-disk-source.c). */
const char *og_domain_disk_type(const struct og_vm_disk *disk);

/* <source> and <auth>: where the data are (domain-disk-source.c). */
void og_domain_disk_source(struct og_xml_node *node, const struct og_plan *plan,
			   const struct og_vm_disk *disk);

/* A folder of the host as <filesystem> (domain-disk-source.c). */
void og_domain_add_share(struct og_xml_node *devices,
			 const struct og_vm_disk *disk);

/* <iotune>, where there is a limit (domain-disk-rate.c). */
void og_domain_disk_rates(struct og_xml_node *node,
			  const struct og_vm_rates *rates);

#endif
