/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the node itself knows: its topology and what runs on it.
 */
#ifndef OG_RUNNING_H
#define OG_RUNNING_H

#include "host.h"
#include "vm.h"

/*
 * Read every *.xml of the folder and mark what those domains hold, but for
 * the VM's own (`self`), which may still be there from an earlier start. A
 * file that cannot be read is an error: who holds what would be a guess.
 */
int og_running_mark(const char *dir, int self, struct og_host *host,
		    struct og_err *err);

/*
 * The machine below `sysroot` (NULL: this one), where nobody holds anything
 * yet. Devices of which oned does not know the node get it in `vm->pci`.
 */
int og_running_topology(const char *sysroot, struct og_vm *vm,
			struct og_host *ret_host, struct og_err *err);

#endif
