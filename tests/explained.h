/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where our domain differs from oned's on purpose: tables of patterns, each
 * with what must be so and one line of reason.
 */
#ifndef OG_TEST_EXPLAINED_H
#define OG_TEST_EXPLAINED_H

#include "domdiff.h"
#include "pcie.h"
#include "vm.h"

/* A difference, and all that ours was made from. */
struct og_seen {
	const struct og_domdiff *diff;
	const struct og_vm *vm;
	const struct og_pcie *tree;
};

/* The reason, or NULL where there is none. */
const char *og_explained(const struct og_seen *seen);

/* The same where ours refuses the VM. */
const char *og_explained_refusal(const struct og_err *why);

#endif
