/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run another program to its end, and keep what it said or let it speak for
 * us. What is kept goes through files in memory, so no reader can be late and
 * no pipe can fill up.
 */
#ifndef OG_PROC_H
#define OG_PROC_H

#include <sys/types.h>

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

/* So many seconds from now, in ms of the monotonic clock. */
int64_t og_proc_deadline(int seconds);

struct og_proc_limits {
	int64_t deadline;
	/*
	 * Descriptors that the program inherits as they are, those of -1
	 * aside. With any it lives on if we are killed, without it ends then.
	 */
	const int *keep;
	size_t n_keep;
};

/*
 * og_proc_run() without input, to the deadline: then it is ended, with all
 * that it started, and that is -ETIMEDOUT.
 */
int og_proc_ask(const char *const *argv, const struct og_proc_limits *limits,
		struct og_proc *ret_proc, struct og_err *err);

/*
 * Run `work` in a child, which must not outlive the deadline (-ETIMEDOUT) nor
 * us, for foreign code that may never return: `work` writes to `fd`, a file in
 * memory, what is to be said, and returns the exit status.
 */
int og_proc_call(int (*work)(void *arg, int fd), void *arg, int64_t deadline,
		 struct og_buf *ret_said, int *ret_status, struct og_err *err);

/*
 * Wait for a child of ours. -ETIMEDOUT where it still runs at the deadline;
 * it is left alone then.
 */
int og_proc_wait(pid_t pid, int64_t deadline, int *ret_status);

/*
 * The same with our own stdout and stderr, and `input` on its stdin. It
 * inherits the descriptors of `keep` as they are, those of -1 aside, and lives
 * on if we are killed. Its status as above.
 */
int og_proc_hand(const char *const *argv, const struct og_buf *input,
		 const int *keep, size_t n_keep, int *ret_status,
		 struct og_err *err);

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
