/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What oned's allocation on a host means for locality: is every virtual node
 * beside its devices, memory included, and if not, could the node mend it?
 */
#ifndef OG_LOCALITY_H
#define OG_LOCALITY_H

#include "oned.h"

/* Best first. */
enum og_locality {
	OG_LOCAL,	/* oned's own outcome is local, or there is no tie */
	OG_MENDABLE,	/* not local; a one-to-one move on the node mends it */
	OG_REMOTE,	/* not local, and no room beside the devices */
	OG_ALLOC_FAILS, /* oned would start the VM without its pins */
};

struct og_locality_story {
	/*
	 * One line for people, about the host at hand: "oned pins to node 0,
	 * GPU e1:00.0 is on node 1: node 1: ...". Empty when OG_LOCAL.
	 */
	char text[256];
};

/* `alloc` is og_oned_predict()'s answer for this host and VM. */
enum og_locality og_locality_judge(const struct og_host *host,
				   const struct og_vm *vm,
				   const struct og_oned_alloc *alloc,
				   struct og_locality_story *ret_story);

#endif
