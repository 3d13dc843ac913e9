/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The actions of OpenNebula's VM driver that are ours: what happens before
 * the script of the same name of its KVM driver is run, with the same
 * arguments. All others are one line of shell.
 *
 *     deploy FILE HOST VM HOST            stdin: oned's domain, or the VM
 *     restore FILE HOST DEPLOY VM DS      stdin: the action's data
 *     save DEPLOY FILE HOST VM HOST       likewise
 *     migrate DEPLOY TO FROM VM ...       likewise
 *
 * And one that oned does not know, for VMs that are over:
 *
 *     give_back [SECONDS]                 to wait for the lock
 *
 * Sources: one_vmm_exec and remotes/vmm/kvm of OpenNebula 6 and 7.
 */
#ifndef OG_ACTION_H
#define OG_ACTION_H

#include <stdbool.h>

#include "lock.h"
#include "start.h"

enum { OG_ACTION_INPUT_MAX = 64 * 1024 * 1024 };

struct og_action {
	const char *name;    /* of the script that is run in the end */
	const char *sysroot; /* NULL: this machine */
	const char **args;   /* what oned gave us, NULL at the end */
	size_t n_args;
	struct og_buf input; /* what stood on stdin */
};

/*
 * Each reads, decides and ends with og_action_hand(): 0 where that script was
 * run, whose exit status is `ret_status`; an error where it was not, and then
 * everything is as it was before.
 */
int og_deploy_run(const struct og_action *action, struct og_start *start,
		  int *ret_status, struct og_err *err);
int og_restore_run(const struct og_action *action, struct og_start *start,
		   int *ret_status, struct og_err *err);
int og_refuse_run(const struct og_action *action, struct og_start *start,
		  int *ret_status, struct og_err *err);
int og_give_back_run(const struct og_action *action, struct og_start *start,
		     int *ret_status, struct og_err *err);

/* What the script inherits, in case we are killed; -1: nothing. */
struct og_action_kept {
	int lock;
	int guardian; /* the word to it (guardian.h) */
};

/* Run the KVM driver's script of the action's name with `input`. */
int og_action_hand(const struct og_action *action, const struct og_site *site,
		   const struct og_buf *input,
		   const struct og_action_kept *kept, int *ret_status,
		   struct og_err *err);

/* Take the host's lock, saying so where that takes long. */
int og_action_lock(const struct og_site *site, struct og_lock *ret_lock,
		   struct og_err *err);

/*
 * Under the lock, and nothing without it: give back what VMs that are over
 * still have of the host's devices. What cannot be is a warning on stderr.
 */
void og_action_give_back(const struct og_action *action,
			 const struct og_start *start,
			 const struct og_lock *lock);

/*
 * What runs, and whether it holds one of the VM's devices. On a node it must
 * be known: an error says how to do without.
 */
int og_action_live(struct og_start *start, struct og_err *err);

#endif
