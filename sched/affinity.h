/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What VM groups ask of each waiting VM: beside whom it must be, whom it must
 * avoid, which hosts it may use, and whose room it claims with its own.
 *
 * VMs that must share a host and of which none runs get a leader, the one
 * with the lowest id: it needs a host with room for all of them and for what
 * each of them requires, devices included; the others follow it there at
 * once. OpenNebula's rank lets
 * them follow in a later cycle only, and where an affined role is in an
 * affined rule it asks the leader to be beside itself, so that the group never
 * starts. `as_rank` asks for both, to the letter.
 */
#ifndef OG_AFFINITY_H
#define OG_AFFINITY_H

#include <sys/types.h>

#include "message.h"

struct og_clause;

/* Of one VM of the message. */
struct og_bond {
	int64_t cpu, memory, disk_mb; /* what it claims */
	int32_t leader;		      /* its id, -1: follows none */
	bool has_mates;		      /* VMs that follow it */
	struct og_clause *clauses;
	size_t n, cap;
};

struct og_vm_index {
	int32_t id;
	uint32_t at;
};

struct og_affinity {
	const struct og_message *msg;
	bool as_rank;
	struct og_bond *bonds; /* one a VM, in the message's order */
	size_t n;
	struct og_vm_index *by_id; /* ascending */
	struct og_ids **running;   /* hosts of running members, of each set */
	size_t n_running, cap_running;
};

/*
 * `disk_mb` and `waits` have an element for each VM of the message: its need
 * in a system datastore, and whether it is to be placed in this cycle.
 */
void og_affinity_make(const struct og_message *msg, const int64_t *disk_mb,
		      const bool *waits, bool as_rank,
		      struct og_affinity *ret_affinity);
void og_affinity_free(struct og_affinity *affinity);

/* The index of the VM it must follow, or -1. */
ssize_t og_affinity_leader(const struct og_affinity *affinity, size_t vm);

/* Does it follow the other, or one that does? Both are indices. */
bool og_affinity_follows(const struct og_affinity *affinity, size_t vm,
			 size_t leader);

/* May this VM (an index) go to the host, as the groups see it? */
bool og_affinity_allows(const struct og_affinity *affinity, size_t vm,
			const struct og_shost *host);

#endif
