/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel's answers to the writes of lib/vfiobind, played on a throw-away
 * tree: driver links come and go as those of sysfs do, and any write can be
 * made to fail.
 */
#ifndef OG_FAKEKERNEL_H
#define OG_FAKEKERNEL_H

#include "tree.h"
#include "vfiobind.h"

struct og_fakekernel {
	struct og_vfiobind_kernel kernel; /* first */
	struct og_files files;
	struct og_tree tree;
	const char *native; /* what probes a device without an override */
	bool probe_fails;   /* no driver takes anything */
	unsigned writes;    /* seen so far */
	unsigned fail_at;   /* the write that fails, from 1; 0: none */
	bool dead;	    /* so do all after it, as if we were killed */
	struct og_buf log;  /* "path < text", a line each */
};

void og_fakekernel_make(struct og_fakekernel *ret_fake);
void og_fakekernel_free(struct og_fakekernel *fake);

/* A device, or one anew; `driver` and `only` may be NULL. */
void og_fakekernel_device(struct og_fakekernel *fake, const char *name,
			  const char *driver, const char *only);

/* "driver/override" of a device as it stands, "-" for none. Caller frees. */
char *og_fakekernel_state(const struct og_fakekernel *fake, const char *name);

#define og_autofake og_cleanup(og_fakekernel_free) struct og_fakekernel

#endif
