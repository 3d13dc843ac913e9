/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host as the scheduler sees it: the shared model of its nodes and devices
 * plus capacity, cluster and local disks. Plain data.
 */
#ifndef OG_SHOST_H
#define OG_SHOST_H

#include "host.h"

struct og_local_store {
	int32_t id;
	int64_t free_mb;
};

struct og_shost {
	int32_t id;
	int32_t cluster;
	char *name;
	int64_t mem_max, mem_used; /* KiB */
	int64_t cpu_max, cpu_used; /* hundredths */
	int64_t running_vms;
	int64_t free_disk_mb; /* local disks as a whole */
	struct og_local_store *local;
	size_t n_local, cap_local;
	struct og_host share;
	/*
	 * Why the host cannot be used ("CPU 3 is in two cores"); NULL when it
	 * can. Absurd data of one host must not keep the others from work.
	 */
	char *fault;
};

void og_shost_init(struct og_shost *host);
void og_shost_free(struct og_shost *host);

#endif
