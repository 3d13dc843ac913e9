/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a cell that is tied to no device costs later VMs least.
 *
 * oned spreads VMs over nodes and believes they are there. The node moves some
 * of them to their devices; then what oned takes for one hole may be two, and
 * the next VM would have to lie across them. So on a host that fills up, a cell
 * goes where as many nodes as can be keep room for a VM as large as the largest
 * that runs: of the places it could have, the one that leaves the larger room
 * on the best node, then on the next, and so on, where more room than such a VM
 * needs counts no more; of equal ones, where it fits most tightly. That keeps
 * room beside devices too. While there is plenty, oned's choice is the better
 * one: less company on each node.
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
 * The node for the one vnode of `req`, CPUs and memory, by the rule above; not
 * one of `avoid`, if there is another. -1: none can hold it.
 */
int32_t og_pack_node(const struct og_host *host,
		     const struct og_fit_request *req,
		     const struct og_cpuset *avoid);

#endif
