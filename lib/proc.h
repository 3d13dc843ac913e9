/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run another program to its end, and keep what it said or let it speak for
 * us. What is kept goes through files in memory, so no reader can be late and
 * no pipe can fill up.
 */
#ifndef OG_PROC_H
#define OG_PROC_H

#include "buf.h"

struct og_proc {
	struct og_buf out, err;
	int status; /* exit status; 128 + n where signal n ended it */
};

/*
 * argv[0] is looked up in PATH where it has no slash; `input` is the file on
 * its stdin, NULL for /dev/null. A program that ran is 0, whatever it
 * returned; -ENOENT where there is no such program. Each output is at most
 * 16 MiB.
 */
int og_proc_run(const char *const *argv, const char *input,
		struct og_proc *ret_proc, struct og_err *err);
void og_proc_free(struct og_proc *proc);

/*
 * The same with our own stdout and stderr, and `input` on its stdin. `keep` is
 * a descriptor that it inherits as it is, for a lock; -1: none. Its status as
 * above.
 */
int og_proc_hand(const char *const *argv, const struct og_buf *input, int keep,
		 int *ret_status, struct og_err *err);

/*
 * Open /dev/null, for reading alone, on each of stdin, stdout and stderr that
 * is closed: what is opened later must not become one of them. stdin is then
 * empty and writing fails, as if still closed.
 */
void og_proc_fill_standard(void);

/* Append the command as a person would type it: last path components. */
void og_proc_show(const char *const *argv, const char *input,
		  struct og_buf *out);

#define og_autoproc og_cleanup(og_proc_free) struct og_proc

#endif
