/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What oned's model says of a VM's devices and nodes on a host, remembered:
 * VMs of one shape are many and hosts in one state too, so each pair is
 * worked out once. Keys are digests of 128 bits of all that the model looks
 * at, which tell any two apart.
 */
#ifndef OG_VERDICTS_H
#define OG_VERDICTS_H

#include "locality.h"
#include "reasons.h"
#include "scarce.h"
#include "shost.h"
#include "together.h"

struct og_verdict {
	bool fits;
	enum og_reason why; /* where it does not */
	enum og_locality locality;
	enum og_in_socket in_socket;
	uint32_t far;	/* devices that no virtual node is beside */
	uint32_t apart; /* its devices from one another; together.h */
	struct og_loss loss;
};

struct og_verdicts;

struct og_verdicts *og_verdicts_new(void);
void og_verdicts_free(struct og_verdicts *verdicts);

/* All that the model looks at in a VM. */
struct og_digest og_verdicts_shape(const struct og_vm *vm);

/*
 * `verdicts` may be NULL: then nothing is remembered, and `shape` is not
 * looked at. Whoever changes a host's share forgets its digest:
 * og_shost_changed().
 */
struct og_verdict og_verdicts_ask(struct og_verdicts *verdicts,
				  const struct og_digest *shape,
				  struct og_shost *host,
				  const struct og_vm *vm);

#endif
