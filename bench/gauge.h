/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well a VM has it where it runs, by the host as it truly is: questions
 * about one placement, none of which changes anything.
 */
#ifndef OG_GAUGE_H
#define OG_GAUGE_H

#include "nodeside.h"

/*
 * A local place is free on the host, wherever oned would put the VM. false for
 * one whose GPUs are on more nodes than it has vnodes, or that has none.
 */
bool og_gauge_could_be_local(const struct og_pinned *vm,
			     const struct og_host *host);

/* Every node of its GPUs has a vnode, CPUs and memory. */
bool og_gauge_is_local(const struct og_pinned *vm, const struct og_host *host);

/* Some node of its GPUs has. */
bool og_gauge_is_near(const struct og_pinned *vm, const struct og_host *host);

/* Two vnodes are on one node. */
bool og_gauge_is_merged(const struct og_pinned *vm, const struct og_host *host);

/* A vnode has its CPUs on one node and its memory on another. */
bool og_gauge_is_apart(const struct og_pinned *vm, const struct og_host *host);

/* THREAD: neighbours in groups of the guest's threads are not on one core. */
bool og_gauge_is_broken(const struct og_pinned *vm, const struct og_host *host);

/*
 * After its start a node is overdrawn that it has memory of. Avoidable where
 * another could have held that vnode's memory by itself.
 */
bool og_gauge_overdraws(const struct og_pinned *vm, const struct og_host *host,
			bool *ret_avoidable);

#endif
