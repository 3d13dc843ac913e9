/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last resort for a cell that fits on no single node: CPUs of several.
 * oned granted them, so the VM must start; it is not local and says so.
 */
#ifndef OG_SPREAD_H
#define OG_SPREAD_H

#include "numafit.h"

/*
 * Take the one vnode of `req` from the freest nodes in turn and mark it in
 * `host` as `vm`'s. `ret_vnode->node` is -1; its memory is on one node.
 * -ENOSPC where the host has not enough.
 */
int og_spread(struct og_host *host, const struct og_fit_request *req,
	      int32_t vm, struct og_fit_vnode *ret_vnode, struct og_err *err);

#endif
