/* SPDX-License-Identifier: Apache-2.0 */
/* A datastore as the scheduler sees it. Sizes in MiB. Plain data. */
#ifndef OG_STORE_H
#define OG_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OG_STORE_SYSTEM = 1 }; /* TYPE */

struct og_store {
	int32_t id;
	int32_t type;
	bool is_local; /* SHARED=NO: the hosts' own disks */
	int64_t total_mb, free_mb, used_mb;
	int64_t limit_mb; /* LIMIT_MB; -1: none */
	int32_t *clusters;
	size_t n_clusters, cap_clusters;
};

void og_store_init(struct og_store *store);
void og_store_free(struct og_store *store);

bool og_store_in_cluster(const struct og_store *store, int32_t cluster);
/* Somebody measured it: a size is not 0. */
bool og_store_is_monitored(const struct og_store *store);
/* FREE_MB, lowered to what LIMIT_MB leaves. */
int64_t og_store_room(const struct og_store *store);

#endif
