/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NUMA nodes as template text for oned, one vector a line, in OpenNebula's
 * words. For each node by id: its huge pages by size, its cores by id, its
 * memory. Memory and page sizes in KiB.
 */
#ifndef OG_NUMAEMIT_H
#define OG_NUMAEMIT_H

#include "host.h"
#include "numausage.h"

/* What a host has: HUGEPAGE, CORE and MEMORY_NODE. */
void og_numaemit_host(const struct og_host *host, struct og_buf *out);

/* What of it is free: HUGEPAGE and MEMORY_NODE. */
void og_numaemit_usage(const struct og_numausage *usage, struct og_buf *out);

#endif
