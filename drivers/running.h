/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the node itself knows of its topology.
 */
#ifndef OG_RUNNING_H
#define OG_RUNNING_H

#include "host.h"
#include "notes.h"
#include "vm.h"

/*
 * The machine below `sysroot` (NULL: this one), where nobody holds anything
 * yet. `reserved` CPUs and those that the kernel isolates are marked so, but
 * for the latter where oned gave the VM no others: then they are for VMs.
 *
 * What `vm->pci` is near is the machine's to say: oned's word is of the day
 * when it first saw the address. A note tells where they differ.
 */
int og_running_topology(const char *sysroot, const struct og_cpuset *reserved,
			struct og_vm *vm, struct og_host *ret_host,
			struct og_notes *notes, struct og_err *err);

#endif
