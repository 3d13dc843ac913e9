/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every unit suite shares: a main that runs Check suites and speaks
 * TAP, paths of the source tree, and goldens.
 *
 * A golden is compared byte for byte; with OG_REGENERATE=1 in the
 * environment it is written instead, and the diff is for a person to read.
 */
#ifndef OG_HARNESS_H
#define OG_HARNESS_H

#include <check.h>

#include "buf.h"

/* Run the suites; the exit status for main(). */
int og_test_run(Suite *const *suites, size_t count);

/*
 * "<source tree>/<relative>"; the source tree is $OG_SRCDIR or ".". The
 * caller frees.
 */
char *og_test_path(const char *relative);

/*
 * The folder of data that is not ours to ship, "<source tree>/../shared/data",
 * or NULL where it is absent: then the test says so with og_test_skip().
 */
char *og_test_shared(void);

/* End the program as one skipped test, with its reason on stdout. */
_Noreturn void og_test_skip(const char *reason);

/* The whole file, or a failed test that names it. */
void og_test_read(const char *path, struct og_buf *ret_buf);

/* Compare with (or regenerate) the golden at `path`. */
void og_test_golden(const char *path, const char *data, size_t len);

#endif
