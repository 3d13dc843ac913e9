/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one VM would like best: its datastores, and the networks of each NIC
 * that leaves the choice to us, in the order of their ranks. Made once a VM,
 * used for every host.
 */
#ifndef OG_WISHES_H
#define OG_WISHES_H

#include "expr.h"
#include "message.h"

struct og_wishes {
	struct og_store **stores;
	size_t n_stores;
	struct og_net_wish *nics;
	size_t n_nics;
	struct og_net **nets; /* room for a choice, one a NIC */
};

/* The configured expressions, for VMs and NICs without their own. */
struct og_wishes_defaults {
	struct og_expr store_rank, net_rank;
};

/*
 * An expression of the VM that is none makes all equal; `err` tells the last
 * such. A VM to migrate keeps its datastore and networks.
 */
void og_wishes_make(struct og_message *msg, const struct og_vm *vm,
		    const struct og_wishes_defaults *defaults,
		    struct og_wishes *ret_wishes, struct og_err *err);
void og_wishes_free(struct og_wishes *wishes);

#endif
