/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Things in the order of a rank expression: highest first, of equals the
 * highest id first. (rank sorts upwards, keeps the order of ids among equals
 * and reads the result from its end.)
 *
 * Hosts are kept sorted, one order for each expression in use: a message has
 * few expressions and many VMs. rank evaluates once, before the first VM is
 * placed; a live order follows what the cycle places.
 */
#ifndef OG_RANK_H
#define OG_RANK_H

#include "expr.h"
#include "message.h"

/* Policies of hosts, datastores and networks: their expressions, or NULL. */
const char *og_rank_host_policy(int policy);
const char *og_rank_store_policy(int policy);
const char *og_rank_net_policy(int policy);

enum {
	OG_RANK_HOST_CUSTOM = 3,
	OG_RANK_STORE_CUSTOM = 2,
	OG_RANK_NET_CUSTOM = 2,
};

struct og_ranked {
	void *what;
	int32_t id;
	float rank;
};

void og_ranked_sort(struct og_ranked *list, size_t n);

/* ---- hosts ------------------------------------------------------------- */

struct og_rank;

/* `fallback` is the expression of VMs that have none. */
struct og_rank *og_rank_new(struct og_message *msg, const char *fallback,
			    bool is_live);
void og_rank_free(struct og_rank *rank);
void og_rank_freep(struct og_rank **rank);

/*
 * All hosts of the message in the order of an expression, NULL or "" for the
 * fallback; og_ranked.what is the struct og_shost. Good until the next call.
 * With an expression that is none, `err` is set and all hosts are equal.
 */
const struct og_ranked *og_rank_hosts(struct og_rank *rank, const char *text,
				      struct og_err *err);

/* This host's attributes have changed. */
void og_rank_moved(struct og_rank *rank, struct og_shost *host);

#endif
