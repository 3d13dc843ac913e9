/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host for one VM: may it go there, and how near would it be to its
 * devices? Everything oned, the VM group and the configuration say, in one
 * answer.
 */
#ifndef OG_CANDIDATE_H
#define OG_CANDIDATE_H

#include "affinity.h"
#include "reasons.h"
#include "storage.h"
#include "verdicts.h"
#include "wishes.h"

/* A VM that looks for a place. */
struct og_seeker {
	const struct og_vm *vm;
	size_t index;	       /* in the message */
	enum og_policy policy; /* its own, or the configured one */
	const struct og_affinity *affinity;
	const struct og_bond *bond; /* what it claims */
	/* Who must be beside it, and wants devices or nodes of the host. */
	const struct og_vm **mates;
	size_t n_mates;
	struct og_storage_need storage;
	struct og_wishes wishes;
	uint32_t max_host;	      /* VMs a host and cycle; 0: no limit */
	bool same_nets;		      /* two NICs may be in one network */
	struct og_verdicts *verdicts; /* NULL: nothing is remembered */
	struct og_digest shape;	      /* of `vm`, with verdicts */
};

struct og_candidate {
	struct og_shost *host; /* NULL: none */
	struct og_store *store;
	enum og_locality locality;
	enum og_in_socket in_socket;
	uint32_t far;	/* devices that no virtual node is beside */
	uint32_t apart; /* its devices from one another; together.h */
	struct og_loss loss;
	int32_t nic; /* that got no network, where that is the reason */
};

/*
 * Judge a host. False: it cannot be used, and ret_why tells the reason. The
 * networks chosen are in the seeker's wishes until the next call.
 */
bool og_candidate_judge(struct og_seeker *seeker, struct og_shost *host,
			struct og_candidate *ret_candidate,
			enum og_reason *ret_why);

/*
 * More of it, for people, or nothing: of a host that can be used where oned
 * and the node would put the VM (`why` NULL), of another what is short there.
 */
void og_candidate_tell(const struct og_seeker *seeker,
		       const struct og_candidate *candidate,
		       const enum og_reason *why, struct og_buf *out);

#endif
