/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The <hostdev> elements of a domain that are a VM's passthrough devices.
 */
#ifndef OG_HOSTDEVS_H
#define OG_HOSTDEVS_H

#include "vm.h"
#include "xmltree.h"

/*
 * One for each of the VM's PCI vectors, in their order: an array for free().
 * -EINVAL names the first that has none.
 */
int og_hostdevs_find(const struct og_xml_node *devices, const struct og_vm *vm,
		     struct og_xml_node ***ret_hostdevs, struct og_err *err);

#endif
