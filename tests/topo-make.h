/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts to draw and compare, made up from a few numbers. */
#ifndef OG_TOPO_MAKE_H
#define OG_TOPO_MAKE_H

#include "topo.h"

struct og_topo_shape {
	const char *name;
	int nodes, cores, threads; /* cores of a node, threads of a core */
	int gpus;		   /* of a node, two below a switch */
	int vms;
	bool backwards; /* everything is put in from the last to the first */
};

void og_topo_make(const struct og_topo_shape *shape, struct og_topo *ret_topo);

#endif
