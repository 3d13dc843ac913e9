/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PCI tree of a domain's text, read back element by element. Knows where
 * libvirt puts what says no place, and nothing of how the text came about.
 */
#ifndef OG_PCIE_READ_H
#define OG_PCIE_READ_H

#include "pcie.h"
#include "xmltree.h"

/*
 * The tree of <domain> for og_pcie_check(), with the VM's devices where the
 * text has them. -EINVAL names the element that is no part of one, the
 * controller that is not declared, or the device without a <hostdev>.
 */
int og_pcie_read(const struct og_xml_node *root, const struct og_vm *vm,
		 struct og_pcie *ret_tree, struct og_err *err);

#endif
