/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which nodes oned chooses for a VM's virtual nodes; see oned.h. Marks
 * nothing.
 */
#ifndef OG_ONED_NODES_H
#define OG_ONED_NODES_H

#include "oned.h"

/* oned's counts of one core and of one VM. */
uint32_t og_oned_core_free(const struct og_host *host,
			   const struct og_core *core);
/* Nobody uses it, and the administrator left at least one CPU. */
bool og_oned_core_is_whole(const struct og_core *core);
struct og_pages *og_oned_pages(const struct og_node *node, uint64_t size_kb);
int64_t og_oned_total_memory(const struct og_vm *vm);

/* The NUMA half of the fit test. */
bool og_oned_nodes_fit(const struct og_host *host, const struct og_vm *vm);

/*
 * Nodes for every vnode into alloc->vnodes, with alloc->threads and
 * alloc->numa_ok. Returns the one node that all share (NODE_AFFINITY, or huge
 * pages without a pin), else NULL.
 */
const struct og_node *og_oned_choose_nodes(const struct og_host *host,
					   const struct og_vm *vm,
					   uint64_t hugepage_kb,
					   struct og_oned_alloc *alloc);

#endif
