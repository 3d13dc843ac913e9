/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child in a session of its own that takes a VM's companions (companions.h)
 * and gives them back when the start fails or whoever starts is killed: signals
 * to our process or its group do not reach it. It shares the host's lock with
 * us. If it is killed itself, we do its work; if both are, the book has it, and
 * the next start or end of a VM does.
 */
#ifndef OG_GUARDIAN_H
#define OG_GUARDIAN_H

#include "companions.h"

struct og_guardian {
	pid_t pid;  /* 0: nothing had to be taken */
	size_t n;   /* devices that it took */
	int word;   /* to it; who starts the domain inherits it */
	int answer; /* from it */
};

#define OG_GUARDIAN_NONE ((struct og_guardian){ .word = -1, .answer = -1 })

/* What it works with, and we if it is gone. */
struct og_guarding {
	const struct og_giveback *giveback;
	const struct og_site *site; /* where what runs is asked afterwards */
	int32_t vm;
};

/*
 * Take them all. After a failure nothing is taken, but for what warnings on
 * stderr tell of. -ETIMEDOUT: the lock is to be left to whoever is still
 * about it.
 */
int og_guardian_start(const struct og_guarding *guarding,
		      const struct og_bdf *bdfs, size_t n,
		      struct og_guardian *ret_guardian, struct og_err *err);

enum og_guardian_end {
	OG_GUARDIAN_STARTED, /* the VM has them */
	OG_GUARDIAN_FAILED,  /* give back, if no domain of the VM runs */
	OG_GUARDIAN_UNTRIED, /* nothing was started: give back */
};

/*
 * Tell it how the start ended and wait until it is done. -ETIMEDOUT: it is not
 * yet, and the lock is to be left to it.
 */
int og_guardian_end(const struct og_guarding *guarding,
		    struct og_guardian *guardian, enum og_guardian_end end);

/*
 * What runs now, for a give-back. An error where it cannot be known: then
 * nothing is given back.
 */
int og_guardian_live(const struct og_site *site, struct og_live *ret_live,
		     struct og_err *err);

#endif
