/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a cell that is tied to no device costs later VMs least.
 *
 * oned spreads VMs over nodes and believes they are there. The node moves some
 * of them to their devices; then what oned takes for one hole may be two, and
 * the next VM would have to lie across them. So on a host that fills up, a cell
 * goes where it fits most tightly, and large holes stay large. While there is
 * plenty of room oned's choice is the better one: less company on each node.
 */
#ifndef OG_PACK_H
#define OG_PACK_H

#include "numafit.h"

/*
 * Would the host still have room, on one node, for three VMs as large as the
 * largest that is on it, once `cpus` more are taken from `node`?
 */
bool og_pack_is_roomy(const struct og_host *host,
		      const struct og_fit_request *req, int32_t node,
		      uint32_t cpus);

/*
 * The node with least room that can hold the one vnode of `req`, CPUs and
 * memory; not one of `avoid`, if there is another. -1: there is none.
 */
int32_t og_pack_node(const struct og_host *host,
		     const struct og_fit_request *req,
		     const struct og_cpuset *avoid);

#endif
