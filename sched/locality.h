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
	OG_SAME_SOCKET, /* no room beside the devices; oned stays in theirs */
	OG_REMOTE,	/* not local, not known to be in their socket */
	OG_ALLOC_FAILS, /* oned would start the VM without its pins */
};

/* Is oned's own outcome inside of the devices' sockets? */
enum og_in_socket {
	OG_SOCKET_YES,
	OG_SOCKET_NO,
	OG_SOCKET_UNKNOWN, /* the probe there does not tell */
};

struct og_nearness {
	enum og_in_socket in_socket; /* OG_SOCKET_YES when OG_LOCAL */
	/*
	 * Devices that no virtual node is beside when oned and the node have
	 * done their best: the node goes where most of them are.
	 */
	uint32_t far;
};

/*
 * `alloc` is og_oned_predict()'s answer for this host and VM. `story`, if
 * wanted, gets one line for people about the host at hand: "oned pins to node
 * 0, GPU e1:00.0 is on node 1: 2 of 4 cores free there, 4 needed"; nothing when
 * OG_LOCAL.
 */
enum og_locality og_locality_judge(const struct og_host *host,
				   const struct og_vm *vm,
				   const struct og_oned_alloc *alloc,
				   struct og_nearness *ret_near,
				   struct og_buf *story);

#endif
