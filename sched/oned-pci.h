/* SPDX-License-Identifier: Apache-2.0 */
/* The PCI half of oned's allocation; see oned.h. */
#ifndef OG_ONED_PCI_H
#define OG_ONED_PCI_H

#include "oned.h"

/* Does oned look for its SHORT_ADDRESS? Only where no id is given. */
bool og_oned_pci_by_address(const struct og_pci_request *req);

/* Does a device have the ids of a request that goes by ids? */
bool og_oned_pci_matches(const struct og_pci_request *req,
			 const struct og_device *dev);

bool og_oned_pci_fits(const struct og_host *host, const struct og_vm *vm);

/*
 * Fill alloc->pcis and alloc->pci_ok without marking the host. alloc->pcis
 * has room for the VM's requests. A device that oned takes but cannot give a
 * guest address is reported like a given one, without has_guest.
 */
void og_oned_pci_choose(const struct og_host *host, const struct og_vm *vm,
			struct og_oned_alloc *alloc);

#endif
