/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each PCI bus of a domain is called once its tree is remade. oned's
 * controllers become those of our tree, each the one that is the same to the
 * guest; the user's come behind, in the order that they had. Pure.
 */
#ifndef OG_BUS_NAMES_H
#define OG_BUS_NAMES_H

#include "controllers.h"

struct og_bus_names {
	const struct og_controllers *old; /* borrowed */
	const struct og_pcie *tree;	  /* borrowed */
	int *now;	/* by place in `old`; -1: nothing is what it was */
	unsigned count; /* of buses, the tree's and the user's */
};

void og_bus_names_free(struct og_bus_names *names);

/*
 * -EINVAL, with the line and what mends it, where libvirt would take neither
 * the old nor the new: an index twice, which oned alone may write, a second
 * root, more buses than a guest has. Machine pc has no tree of ours, and keeps
 * every index.
 */
int og_bus_names_decide(const struct og_controllers *old,
			const struct og_pcie *tree,
			struct og_bus_names *ret_names, struct og_err *err);

/*
 * What the bus of an old index is called; -1: nobody is, or it cannot be told
 * who. A bus that nobody declared is libvirt's to add and keeps its index,
 * which must be behind all others, and no expander's numbers may wait there.
 */
int og_bus_names_now(const struct og_bus_names *names, unsigned index);

/* The user's, which are behind ours. */
bool og_bus_names_is_foreign(const struct og_bus_names *names, size_t i);

#endif
