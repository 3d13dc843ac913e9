// SPDX-License-Identifier: Apache-2.0
#include "store.h"

#include <stdlib.h>

void og_store_init(struct og_store *store)
{
	*store = (struct og_store){ .id = -1, .type = -1, .limit_mb = -1 };
}

void og_store_free(struct og_store *store)
{
	free(store->clusters);
	og_attrs_free(&store->attrs);
	og_store_init(store);
}

bool og_store_in_cluster(const struct og_store *store, int32_t cluster)
{
	for (size_t i = 0; i < store->n_clusters; i++)
		if (store->clusters[i] == cluster)
			return true;
	return false;
}

bool og_store_is_monitored(const struct og_store *store)
{
	return store->total_mb || store->free_mb || store->used_mb;
}

int64_t og_store_room(const struct og_store *store)
{
	int64_t limited = store->limit_mb - store->used_mb;

	if (store->limit_mb >= 0 &&
	    (store->limit_rules || limited < store->free_mb))
		return limited;
	return store->free_mb;
}

bool og_store_has_room(const struct og_store *store, int64_t need_mb)
{
	return need_mb == 0 || need_mb < og_store_room(store);
}

void og_store_take(struct og_store *store, int64_t need_mb)
{
	if (__builtin_sub_overflow(store->free_mb, need_mb, &store->free_mb))
		store->free_mb = INT64_MIN;
	if (__builtin_add_overflow(store->used_mb, need_mb, &store->used_mb))
		store->used_mb = INT64_MAX;
}
