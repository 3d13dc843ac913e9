/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A node on a kernel that is played, on which BIND: vfio takes the sound and
 * the USB function of a GPU, and the book of it. VM 3 is whom most tests have.
 * Every failure to make it fails the test.
 */
#ifndef OG_FAKENODE_H
#define OG_FAKENODE_H

#include "companions.h"
#include "fakekernel.h"

#define GPU	    "0000:e1:00.0"
#define SOUND	    "0000:e1:00.1"
#define USB	    "0000:e1:00.2"
#define BOOT	    "5d2c0f3e-1a4b"
#define HEAD_OF(vm) "onegpu bound 1\nvm " vm "\nboot " BOOT "\n"
#define HEAD	    HEAD_OF("3")
#define LINE(dev)   "device " dev " nvidia -\n"

struct og_fakenode {
	struct og_fakekernel fake;
	struct og_nodedev nodedev;
	struct og_book *book;
	struct og_giveback giveback;
	struct og_live live;
	struct og_notes notes; /* of all that was done */
	struct og_err err;     /* of what failed first */
	char *folder;
	unsigned asked; /* moves so far */
	bool silent;	/* none is answered, nor comes about */
};

/* Both functions are the driver's, "nvidia"; there is no entry. */
void og_fakenode_make(struct og_fakenode *ret_node);
void og_fakenode_free(struct og_fakenode *node);

/* An entry of the book, taken devices, a domain that runs. */
void og_fakenode_entry(struct og_fakenode *node, const char *name,
		       const char *text);
void og_fakenode_taken(struct og_fakenode *node, const char *device);
void og_fakenode_run(struct og_fakenode *node, const char *xml);

/* Take both functions for VM 3; as og_companions_take(). */
int og_fakenode_take(struct og_fakenode *node);
void og_fakenode_give_back(struct og_fakenode *node);

/* Each fails the test, with `what`, where it is not so. */
void og_fakenode_is(const struct og_fakenode *node, const char *what,
		    const char *device, const char *state);
void og_fakenode_has(const struct og_fakenode *node, const char *what,
		     size_t entries);
/* What the book says of VM 3. */
void og_fakenode_says(const struct og_fakenode *node, const char *text);
/* One warning so far, or none if NULL. */
void og_fakenode_warned(const struct og_fakenode *node, const char *what,
			const char *text);
/* Both functions are the driver's again, and the book is empty. */
void og_fakenode_is_home(const struct og_fakenode *node, const char *what);

struct og_bdf og_fakenode_bdf(const char *name);

#define og_autonode og_cleanup(og_fakenode_free) struct og_fakenode

#endif
