/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which node each cell of a VM would have to be on for its devices' sake.
 */
#ifndef OG_WISH_H
#define OG_WISH_H

#include "vm.h"

/*
 * Fill `ret_want`, one node for each cell: the node of devices that the cell
 * is to serve, or -1. A node of devices is served by one cell; one that is
 * there already keeps it. Nodes with most devices come first where there are
 * fewer cells than nodes.
 */
void og_wish_nodes(const struct og_vm *vm, int32_t *ret_want);

/*
 * What the VM has on that node, for a person: "GPU e1:00.0", "GPU e1:00.0 and
 * 2 more". The caller frees; NULL where there is nothing.
 */
char *og_wish_devices(const struct og_vm *vm, int32_t node);

#endif
