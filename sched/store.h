/* SPDX-License-Identifier: Apache-2.0 */
/* A datastore as the scheduler sees it. Sizes in MiB. Plain data. */
#ifndef OG_STORE_H
#define OG_STORE_H

#include "attrs.h"

enum { OG_STORE_IMAGE = 0, OG_STORE_SYSTEM = 1 }; /* TYPE */
enum { OG_STORE_READY = 0 };			  /* STATE */

struct og_store {
	int32_t id;
	int32_t type, state;
	bool is_local; /* SHARED is not YES: the hosts' own disks */
	int64_t total_mb, free_mb, used_mb;
	int64_t limit_mb; /* LIMIT_MB; -1: none */
	bool limit_rules; /* LIMIT_MB counts even above what is free */
	int32_t *clusters;
	size_t n_clusters, cap_clusters;
	struct og_attrs attrs; /* what a rank expression may ask for */
};

void og_store_init(struct og_store *store);
void og_store_free(struct og_store *store);

bool og_store_in_cluster(const struct og_store *store, int32_t cluster);
/* Somebody measured it: a size is not 0. */
bool og_store_is_monitored(const struct og_store *store);
/* FREE_MB, lowered to what LIMIT_MB leaves. */
int64_t og_store_room(const struct og_store *store);
/* Nothing always fits; anything else must leave room. */
bool og_store_has_room(const struct og_store *store, int64_t need_mb);
/* Somebody's disks go there. */
void og_store_take(struct og_store *store, int64_t need_mb);

#endif
