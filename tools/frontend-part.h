/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks of hosts and of their records share (frontend-hosts.c). */
#ifndef OG_FRONTEND_PART_H
#define OG_FRONTEND_PART_H

#include "frontend.h"

/* Whether oned's hosts could be read; if not, the finding says why. */
bool og_front_hosts_seen(const struct og_front_facts *facts,
			 struct og_finding *finding);

/* The first host with KVM from `at` on, which is then behind it; NULL: none. */
const struct og_fronthost *
og_front_hosts_next(const struct og_front_facts *facts, size_t *at);

/* Nothing was found: so many hosts are as they should be. */
void og_front_hosts_fine(const struct og_front_facts *facts, const char *what,
			 struct og_finding *finding);

/* The commands that bring a host the front-end's remotes. */
void og_front_host_sync(struct og_remark *remark,
			const struct og_fronthost *host);

#endif
