/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole trace placed, VM by VM, each in a cycle of its own: place decides
 * by oned's books, oned allocates, and the node settles, or does not, on the
 * hosts as they truly are.
 */
#ifndef OG_REPLAY_H
#define OG_REPLAY_H

#include "choose.h"
#include "room.h"

enum { OG_REPLAY_LOADS = 3 };
extern const unsigned og_replay_loads[OG_REPLAY_LOADS]; /* % */

struct og_replay_conf {
	struct og_choose_conf choose;
	bool node_settles; /* our driver is on the nodes */
};

struct og_replay {
	size_t placed, skipped;
	size_t gpu_vms, local;
	size_t multi;	   /* VMs of two GPUs or more */
	size_t moved;	   /* by the node */
	size_t spread;	   /* a virtual node on CPUs of several nodes */
	size_t twice;	   /* CPUs given to a VM while another had them */
	unsigned gpus;	   /* in use at the end */
	bool has_refusal;  /* of a VM with GPUs */
	unsigned first_at; /* GPUs in use at the first of these */
	/* At og_replay_loads[] of all GPUs in use, then at the end. */
	struct og_room rooms[OG_REPLAY_LOADS + 1];
	size_t n_rooms;
	double mean_ms, worst_ms; /* of a decision */
};

int og_replay_run(const struct og_trace *trace,
		  const struct og_replay_conf *conf,
		  struct og_replay *ret_replay, struct og_err *err);

#endif
