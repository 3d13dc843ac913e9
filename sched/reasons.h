/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why hosts were ruled out for one VM: counted while they are looked at, told
 * in one line when none is left.
 */
#ifndef OG_REASONS_H
#define OG_REASONS_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum og_reason {
	OG_REASON_FAULT, /* the host's own data is absurd */
	OG_REASON_CPU,
	OG_REASON_MEMORY,
	OG_REASON_PCI,
	OG_REASON_NUMA,	  /* some vnode fits on no node */
	OG_REASON_FAILS,  /* oned would accept the VM and not pin it */
	OG_REASON_MATES,  /* no devices or nodes for who must be beside it */
	OG_REASON_POLICY, /* not local, and the policy requires it */
	OG_REASON_SOCKET, /* not in the devices' socket, likewise */
	/* Likewise, and the host's probe does not tell its sockets. */
	OG_REASON_SOCKET_UNKNOWN,
	OG_REASON_STORE,    /* no system datastore with room */
	OG_REASON_CURRENT,  /* a VM to migrate is there already */
	OG_REASON_STATE,    /* oned would not use the host now */
	OG_REASON_DISPATCH, /* it got its VMs of this cycle */
	OG_REASON_AFFINITY, /* the VM group says no */
	OG_REASON_STORE_NONE,
	OG_REASON_STORE_CLUSTER,
	OG_REASON_STORE_UNMONITORED,
	OG_REASON_NET_NONE,
	OG_REASON_NET_CLUSTER,
	OG_REASON_NET_SAME,
	OG_REASON_NET_LEASES,
	OG_N_REASONS,
};

struct og_reasons {
	unsigned count[OG_N_REASONS];
	struct {
		int32_t host;	/* the first host of each reason */
		char text[256]; /* its story, "" for none */
	} first[OG_N_REASONS];
};

/* "too little CPU": for people, constant. */
const char *og_reason_text(enum og_reason why);

/* True for the first host of a reason: its story is worth telling. */
bool og_reasons_add(struct og_reasons *reasons, enum og_reason why,
		    int32_t host);

/* The story of that first host. */
void og_reasons_story(struct og_reasons *reasons, enum og_reason why,
		      const char *story);

/* "too little memory: 3 hosts; no free PCI device: 1 host (host 4)". */
void og_reasons_tell(const struct og_reasons *reasons, struct og_buf *out);

#endif
