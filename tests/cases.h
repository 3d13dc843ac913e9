/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of recorded cases: <CASES><CASE ...> ... </CASE> ... </CASES>. They
 * are cut as text, so that what is in a case goes to our readers byte for
 * byte.
 */
#ifndef OG_TEST_CASES_H
#define OG_TEST_CASES_H

#include <stdbool.h>

#include "buf.h"

struct og_slice {
	const char *text; /* of the file's buffer, not NUL-terminated */
	size_t len;
};

/*
 * The next "<name>...</name>" (or "<name ...>...</name>") of `rest`, which is
 * moved past it. Elements of the same name inside one another are not known.
 */
bool og_slice_next(struct og_slice *rest, const char *name,
		   struct og_slice *ret_element);

/* What stands between the tags of an element. */
struct og_slice og_slice_inner(struct og_slice element);

/* The inner text of the first such element in a slice, for free(); or NULL. */
char *og_slice_value(struct og_slice in, const char *name);

/*
 * Call for each case of a file, with its number. A file without one is
 * -ENODATA. Errors of the call get the file and the case before them.
 */
int og_cases_each(const char *path,
		  int (*call)(void *ctx, unsigned number, struct og_slice text,
			      struct og_err *err),
		  void *ctx, struct og_err *err);

#endif
