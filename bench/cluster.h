/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trace as OpenNebula would have it. The trace knows no NUMA nodes, so
 * the shape here is an assumption, and og_cluster_assumptions declares it.
 */
#ifndef OG_CLUSTER_H
#define OG_CLUSTER_H

#include "message.h"
#include "trace.h"

/* One sentence a line, for people; NULL ends the list. */
extern const char *const og_cluster_assumptions[];

/* Empty hosts, ids 0 to n - 1, and one datastore with room for everything. */
int og_cluster_build(const struct og_trace *trace, struct og_message *ret_msg,
		     struct og_err *err);

/*
 * The VM of a task, pending, allowed everywhere; ids as in the sorted trace.
 * `msg` has the hosts.
 */
void og_cluster_vm(const struct og_message *msg,
		   const struct og_trace_task *task, int32_t id,
		   struct og_vm *ret_vm);

#endif
