// SPDX-License-Identifier: Apache-2.0
#include "guard.h"

void og_guard_wishes(const struct og_vm *vm, struct og_guard_wish **ret_wishes,
		     size_t *ret_n)
{
	struct og_guard_wish *wishes = og_calloc(vm->n_pci, sizeof(*wishes));

	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		wishes[i] = (struct og_guard_wish){
			.pci = pci->id,
			.bdf = pci->host,
			.vendor = pci->vendor,
			.device = pci->device,
			.whole = pci->whole_slot,
			.slice = pci->mdev || pci->unmanaged,
		};
	}
	*ret_wishes = wishes;
	*ret_n = vm->n_pci;
}
