/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of a VM that looks for a place, to be changed and judged: the means
 * by which explain finds what would help. The hosts' own data stay as they
 * are.
 */
#ifndef OG_VARIANT_H
#define OG_VARIANT_H

#include "explain.h"

struct og_variant {
	const struct og_vm *from; /* as it was */
	struct og_seeker seeker;  /* of `vm` and `bond` */
	struct og_vm vm;
	struct og_bond bond;
	struct og_vnode_request *vnodes; /* of `vm`, to be written */
};

/* Points into itself: not to be copied. */
void og_variant_make(struct og_variant *variant,
		     const struct og_seeker *seeker);
void og_variant_free(struct og_variant *variant);

bool og_variant_fits(const struct og_variant *variant,
		     const struct og_shost *host, enum og_reason *ret_why);

/*
 * If the host takes it now: amount and text go to ret_change, whose kind and
 * host are the caller's. Otherwise false. `text` is taken over.
 */
bool og_variant_helps(const struct og_variant *variant,
		      const struct og_shost *host, int64_t amount, char *text,
		      struct og_explain_change *ret_change);

/*
 * One kind of change, tried on one host: true with the smallest amount below
 * `limit` that helps there.
 */
typedef bool og_change_fn(struct og_variant *variant,
			  const struct og_shost *host, int64_t limit,
			  struct og_explain_change *ret_change);

og_change_fn og_change_devices, og_change_cpus, og_change_memory,
	og_change_disk;

#endif
