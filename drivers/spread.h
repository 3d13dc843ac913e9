/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last resort for a cell that fits on no single node: CPUs of several.
 * oned granted them, so the VM must start; it is not local and says so.
 */
#ifndef OG_SPREAD_H
#define OG_SPREAD_H

#include "numafit.h"

/*
 * Take the CPUs of the one vnode of `req` from the freest nodes in turn and
 * mark them in `host` as `vm`'s; its memory is not looked at. The node and
 * memory node of `ret_vnode` are -1. -ENOSPC where the host has not enough:
 * then nothing is taken.
 */
int og_spread(struct og_host *host, const struct og_fit_request *req,
	      int32_t vm, struct og_fit_vnode *ret_vnode, struct og_err *err);

#endif
