/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A VM on the desk while its cells are settled one by one: what is known of
 * each, and a copy of the host in which what is placed is marked. The steps
 * are here; which one to take, og_pins_settle() decides.
 */
#ifndef OG_DESK_H
#define OG_DESK_H

#include "pins.h"

struct og_desk_cell {
	int32_t want; /* node of its devices, -1: none */
	bool placed;  /* it has its CPUs and memory, marked in the host */
	char *taken;  /* why oned's CPUs cannot be had; NULL: they can */
	char *lacks;  /* the same of its memory */
};

struct og_desk {
	struct og_vm *vm;    /* lent, as moves and notes are */
	struct og_host host; /* a copy */
	struct og_desk_cell *cells;
	struct og_moves *moves;
	struct og_notes *notes;
};

void og_desk_clear(struct og_desk *desk);

/* "node 1 (CPUs 4,5)", for a person. The caller frees. */
char *og_desk_place(const struct og_vm_cell *cell);

/* The node that has all these CPUs, by the machine and not by oned; or -1. */
int32_t og_desk_node(const struct og_host *host, const int32_t *cpus,
		     size_t count);

/* For what oned granted: it stays by the books of what is pinned. */
struct og_fit_request og_desk_request(const struct og_vm *vm,
				      enum og_books books,
				      const struct og_vnode *vnode);

/* For a new place, by oned's policy or in single CPUs. */
struct og_fit_request og_desk_move_request(const struct og_vm *vm, bool single,
					   const struct og_vnode *vnode);

/* Whether oned's choice can be had; earlier cells may have got it. */
bool og_desk_look(struct og_desk *desk, size_t i);

/* Why not, by the last look; NULL: it can. */
const char *og_desk_why(const struct og_desk_cell *state);

/* The cell keeps what it has: mark that. */
void og_desk_mark(struct og_desk *desk, size_t i);

/* Give the cell what was found for it, which is marked already. */
void og_desk_move(struct og_desk *desk, size_t i, struct og_fit_vnode *found);

/* Move it to that node, or with want -1 to any one node. -ENOSPC: it stays. */
int og_desk_fit(struct og_desk *desk, size_t i, int32_t want, bool single,
		struct og_err *err);

/* Mark CPUs of several nodes for it. -ENOSPC: the host lacks them. */
int og_desk_spread(struct og_desk *desk, size_t i, bool single,
		   struct og_fit_vnode *found, struct og_err *err);

/* Mark memory: where oned wanted it, else on any node that has it. */
int32_t og_desk_memory(struct og_desk *desk, size_t i);

/* Mark its CPUs alone; a copy of them for og_desk_move(). */
void og_desk_keep(struct og_desk *desk, size_t i, struct og_fit_vnode *ret);

#endif
