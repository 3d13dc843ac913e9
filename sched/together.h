/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How near to one another are the devices that oned would give a VM? Devices
 * below one switch reach each other without their node's memory, those of one
 * root complex without the link between sockets. oned takes the first free
 * addresses, so it is the host that decides. Switch, root complex and socket
 * are known where our probe tells them.
 */
#ifndef OG_TOGETHER_H
#define OG_TOGETHER_H

#include "oned.h"

/* What two devices share, the nearest first. */
enum og_together {
	OG_TOGETHER_SWITCH,
	OG_TOGETHER_ROOT, /* complex */
	OG_TOGETHER_NODE,
	OG_TOGETHER_SOCKET,
	OG_TOGETHER_HOST,
};

enum og_together og_together_pair(const struct og_host *host,
				  const struct og_device *a,
				  const struct og_device *b);

/* "one switch", "one root complex", "one NUMA node" ... */
const char *og_together_name(enum og_together together);

/*
 * Over all pairs of the devices given, the sum of what they share: 0 is best,
 * and what fewer than two devices have. ret_widest may be NULL: what all of
 * them share.
 */
uint32_t og_together_sum(const struct og_host *host,
			 const struct og_oned_alloc *alloc,
			 enum og_together *ret_widest);

#endif
