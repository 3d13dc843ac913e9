/* SPDX-License-Identifier: Apache-2.0 */
/* VMs with devices where oned would have put them, in short. */
#ifndef OG_PCIE_SHAPES_H
#define OG_PCIE_SHAPES_H

#include "vm.h"

enum { OG_SHAPE_CELLS = 4, OG_SHAPE_DEVICES = 9 };

/* One device as oned would have put it; node -1: flat on `bus`. */
struct og_shape_dev {
	int node, bus, index;
	bool dedicated;
	int near; /* node + 1 where it really is; 0: the same */
};

struct og_shape {
	const char *name;
	int cells[OG_SHAPE_CELLS + 1]; /* node + 1 of each cell; 0 ends */
	struct og_shape_dev devs[OG_SHAPE_DEVICES + 1];
	/* What must come of it: index and kept of each device ... */
	int bus[OG_SHAPE_DEVICES + 1];
	bool renumbered[OG_SHAPE_DEVICES + 1];
	int number[OG_SHAPE_DEVICES + 1]; /* in the guest; 0: as promised */
	/* ... or the error. */
	const char *error;
	enum og_machine machine;
	unsigned warnings;
	unsigned ports; /* Q35_ROOT_PORTS */
	bool flat;	/* Q35_NUMA_PCIE=NO */
};

void og_shape_vm(const struct og_shape *shape, struct og_vm *vm);

#endif
