/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last look at a domain before libvirt gets it: its own text, whoever
 * wrote it, against the VM.
 */
#ifndef OG_DOMAIN_CHECK_H
#define OG_DOMAIN_CHECK_H

#include "vm.h"
#include "xmltree.h"

/*
 * Every passthrough device is there, on a bus that is declared and reached
 * from the guest's firmware under the number that VM_ADDRESS promises, below
 * an expander that tells the guest the cell its device is near; no gap
 * between controllers that libvirt would fill, no address twice. -EINVAL
 * names what is wrong. `root` is <domain>.
 */
int og_domain_check(const struct og_xml_node *root, const struct og_vm *vm,
		    struct og_err *err);

/* The same for what is about to be written out. */
int og_domain_check_text(const struct og_buf *text, const struct og_vm *vm,
			 struct og_err *err);

/*
 * No guest address twice, and no function of a slot without its first (in
 * domain-places.c). -EINVAL names the device and its line.
 */
int og_domain_check_places(const struct og_xml_node *devices,
			   struct og_err *err);

#endif
