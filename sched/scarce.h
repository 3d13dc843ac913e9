/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of two hosts is the smaller loss? GPUs are what a cluster runs out of
 * first, so hosts that serve a VM equally well are told apart by them: one
 * without free GPUs before one with few, before one whose eight are whole. A
 * VM without GPUs then leaves GPU hosts alone, and one with few fills up what
 * others began.
 */
#ifndef OG_SCARCE_H
#define OG_SCARCE_H

#include "host.h"

/* <0: `a` is the smaller loss, >0: `b`, 0: there is no telling. */
int og_scarce_cmp(const struct og_host *a, const struct og_host *b);

#endif
