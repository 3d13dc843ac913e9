/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of bind or unbind on a host: look, decide, write the rule, move,
 * and say what came of it.
 */
#ifndef OG_BINDJOB_H
#define OG_BINDJOB_H

#include "bindcheck.h"
#include "buf.h"

struct og_bindjob {
	enum og_vfiobind_goal goal;
	bool group, persist, dry_run, json;
	const char *sysroot; /* NULL: / */
	const char *live;    /* NULL: libvirt, or nobody on a recording */
	struct og_bdf *asked;
	size_t n_asked, cap_asked;
};

void og_bindjob_ask(struct og_bindjob *job, const struct og_bdf *bdf);
void og_bindjob_free(struct og_bindjob *job);

/*
 * -EBUSY with `reasons` where the devices may not go: nothing was written.
 * What is to be printed goes to `out`, on success only.
 */
int og_bindjob_run(const struct og_bindjob *job, struct og_lines *reasons,
		   struct og_buf *out, struct og_err *err);

#endif
