/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a VM's disks go: its system datastore on a host, and the image
 * datastores that its disks take room of.
 */
#ifndef OG_STORAGE_H
#define OG_STORAGE_H

#include "message.h"

/* Why a host offers no datastore: what the nearest to a choice lacked. */
enum og_storage_verdict {
	OG_STORAGE_OK,
	OG_STORAGE_NONE,    /* its requirements allow none, or it is gone */
	OG_STORAGE_CLUSTER, /* not in the host's cluster */
	OG_STORAGE_UNMONITORED,
	OG_STORAGE_FULL,
};

struct og_storage_need {
	int64_t mb;
	/*
	 * Shared datastores have it already: the VM was stopped or undeployed,
	 * or is to move. A host's own disks do not.
	 */
	bool is_there;
};

/* The first of `order` that serves the host. */
enum og_storage_verdict og_storage_choose(struct og_store *const *order,
					  size_t n, const struct og_shost *host,
					  const struct og_storage_need *need,
					  struct og_store **ret_store);

/* Room that the datastore has for disks of VMs on the host. */
int64_t og_storage_room(const struct og_store *store,
			const struct og_shost *host);

/* The need is the datastore's, or the host's, from now on. */
void og_storage_take(struct og_store *store, struct og_shost *host,
		     const struct og_storage_need *need);

/* The first image datastore without room for the VM, or NULL. */
const struct og_image_need *og_storage_lacks_image(const struct og_message *msg,
						   const struct og_vm *vm);
void og_storage_take_images(const struct og_message *msg,
			    const struct og_vm *vm);

#endif
