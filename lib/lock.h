/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One at a time on a host: between reading which CPUs, memory and devices are
 * held and the domain holding its own, nobody else may choose, and nobody may
 * move devices from driver to driver.
 *
 * The lock belongs to an open file, not to a process. Whoever inherits the
 * descriptor holds it too, so the program that starts the domain keeps it
 * although we be killed; the kernel frees it with the last of them. The file
 * itself stays and means nothing.
 */
#ifndef OG_LOCK_H
#define OG_LOCK_H

#include "err.h"

struct og_lock {
	int fd; /* -1: not taken; closed when another program is run */
};

#define OG_LOCK_INIT ((struct og_lock){ .fd = -1 })

/*
 * Take it, for which at most `seconds` are waited; `waits`, where not NULL, is
 * called once before waiting begins. The file is made where it is not there,
 * by root for the owner of its folder, and must be an ordinary one of ours or
 * root's, to root also that owner's: links are not followed. -ENOENT where its
 * folder is not there, -ETIMEDOUT where somebody holds it for so long, whom
 * the error names.
 */
int og_lock_take(const char *path, int seconds, void (*waits)(const char *path),
		 struct og_lock *ret_lock, struct og_err *err);

/* To those who inherited it, until the last of them is gone. */
void og_lock_leave(struct og_lock *lock);

/* For everyone who inherited it too. Of one that is not taken: nothing. */
void og_lock_free(struct og_lock *lock);

#endif
