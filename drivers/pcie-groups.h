/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The expander buses that a VM's devices call for, with the guest bus numbers
 * that oned promised them, or others where those cannot be had. Pure.
 */
#ifndef OG_PCIE_GROUPS_H
#define OG_PCIE_GROUPS_H

#include "vm.h"

/* oned's numbers. */
enum {
	OG_NODE_INDEX = 3, /* node n's expander has index 3 + 9 n */
	OG_NODE_STRIDE = 9,
	OG_NODE_PORTS = 8,
	OG_NODE_BUS = 0x20,
	OG_NODE_BUS_STRIDE = 0x10,
	OG_DEDICATED_BUS = 0xa0,
	OG_DEDICATED_BUS_STRIDE = 8,
};

/* An expander with its ports, which follow it without a gap. */
struct og_group {
	int want; /* index that oned counted on */
	int ports;
	int promised; /* guest bus number of the expander, oned's; any size */
	int bus_nr;   /* what it gets */
	int host_node;
	int near;  /* where its devices are; -1: on several nodes */
	int index; /* for who places them */
	bool dedicated;
};

struct og_groups {
	struct og_group *all;
	size_t count, cap;
};

void og_groups_free(struct og_groups *groups);

/*
 * One for every node that has a device, one for every dedicated root, and one
 * for every cell's node whose index is below `reach`: a device of that node
 * that is attached later then finds it. By index. -EINVAL where oned's words
 * on a device contradict each other, -ENOTSUP where bus numbers run out.
 */
int og_groups_collect(const struct og_vm *vm, int reach,
		      struct og_groups *ret_groups, struct og_err *err);

/* That of a device with a VM_BUS_INDEX. */
const struct og_group *og_groups_of(const struct og_groups *groups,
				    const struct og_vm_pci *pci);

/* Which of its group's ports a device has, from 0. */
int og_groups_port(const struct og_group *group, const struct og_vm *vm,
		   const struct og_vm_pci *pci);

#endif
