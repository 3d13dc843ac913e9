/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host as the scheduler sees it: the shared model of its nodes and devices
 * plus capacity, cluster and local disks. Plain data.
 */
#ifndef OG_SHOST_H
#define OG_SHOST_H

#include "attrs.h"
#include "digest.h"
#include "host.h"

struct og_local_store {
	int32_t id;
	int64_t free_mb;
};

struct og_shost {
	int32_t id;
	int32_t cluster;
	int32_t state; /* oned's; -1 until the message told */
	char *name;
	int64_t mem_max, mem_used; /* KiB */
	int64_t cpu_max, cpu_used; /* hundredths */
	int64_t running_vms;
	int64_t free_disk_mb; /* local disks as a whole */
	struct og_local_store *local;
	size_t n_local, cap_local;
	struct og_attrs attrs; /* what a rank expression may ask for */
	int32_t *vms;	       /* that oned says are there */
	size_t n_vms, cap_vms;
	int32_t *placed; /* that this cycle puts there */
	size_t n_placed, cap_placed;
	struct og_host share;
	/* Of the share, once asked for; see verdicts.h. */
	bool is_known;
	uint32_t free_gpus;
	struct og_digest digest;
	/*
	 * Why the host cannot be used ("CPU 3 is in two cores"); NULL when it
	 * can. Absurd data of one host must not keep the others from work.
	 */
	char *fault;
};

void og_shost_init(struct og_shost *host);
void og_shost_free(struct og_shost *host);

/* The share is another than it was. */
void og_shost_changed(struct og_shost *host);

/* Would oned use it? It is monitored, and not in error or disabled. */
bool og_shost_is_enabled(const struct og_shost *host);

#endif
