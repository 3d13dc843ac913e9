// SPDX-License-Identifier: Apache-2.0
#include "storage.h"

/* What monitoring says of a host's disks for one datastore, or for all. */
static int64_t local_room(const struct og_shost *host,
			  const struct og_store *store)
{
	for (size_t i = 0; i < host->n_local; i++)
		if (host->local[i].id == store->id)
			return host->local[i].free_mb;
	return host->free_disk_mb;
}

int64_t og_storage_room(const struct og_store *store,
			const struct og_shost *host)
{
	return store->is_local ? local_room(host, store) : og_store_room(store);
}

static enum og_storage_verdict judge(const struct og_store *store,
				     const struct og_shost *host,
				     const struct og_storage_need *need)
{
	if (store->type != OG_STORE_SYSTEM || store->state != OG_STORE_READY)
		return OG_STORAGE_NONE;
	if (!og_store_in_cluster(store, host->cluster))
		return OG_STORAGE_CLUSTER;
	/* Even nothing needs room there, unlike on a shared one. */
	if (store->is_local)
		return need->mb < local_room(host, store) ? OG_STORAGE_OK
							  : OG_STORAGE_FULL;
	if (!og_store_is_monitored(store))
		return OG_STORAGE_UNMONITORED;
	return need->is_there || og_store_has_room(store, need->mb)
		       ? OG_STORAGE_OK
		       : OG_STORAGE_FULL;
}

enum og_storage_verdict og_storage_choose(struct og_store *const *order,
					  size_t n, const struct og_shost *host,
					  const struct og_storage_need *need,
					  struct og_store **ret_store)
{
	enum og_storage_verdict why = OG_STORAGE_NONE;

	for (size_t i = 0; i < n; i++) {
		enum og_storage_verdict v = judge(order[i], host, need);

		if (v == OG_STORAGE_OK) {
			*ret_store = order[i];
			return v;
		}
		if (v > why)
			why = v;
	}
	return why;
}

/* A datastore that the host did not list begins with all of its disks. */
static struct og_local_store *local_of(struct og_shost *host, int32_t id)
{
	for (size_t i = 0; i < host->n_local; i++)
		if (host->local[i].id == id)
			return &host->local[i];
	OG_RESERVE(host->local, host->n_local + 1, host->cap_local);
	host->local[host->n_local] =
		(struct og_local_store){ id, host->free_disk_mb };
	return &host->local[host->n_local++];
}

void og_storage_take(struct og_store *store, struct og_shost *host,
		     const struct og_storage_need *need)
{
	if (store->is_local)
		local_of(host, store->id)->free_mb -= need->mb;
	else if (!need->is_there)
		og_store_take(store, need->mb);
}

static struct og_store *image_store(const struct og_message *msg, int32_t id)
{
	struct og_store *store = og_message_store(msg, id);

	return store && store->type == OG_STORE_IMAGE ? store : NULL;
}

const struct og_image_need *og_storage_lacks_image(const struct og_message *msg,
						   const struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_images; i++) {
		const struct og_store *store =
			image_store(msg, vm->images[i].store);

		if (!store || !og_store_has_room(store, vm->images[i].mb))
			return &vm->images[i];
	}
	return NULL;
}

void og_storage_take_images(const struct og_message *msg,
			    const struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_images; i++) {
		struct og_store *store = image_store(msg, vm->images[i].store);

		if (store)
			og_store_take(store, vm->images[i].mb);
	}
}
