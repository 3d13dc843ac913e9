/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of a given name in a folder of its own below $TMPDIR, for a program
 * that reads only named files; and its end.
 */
#ifndef OG_TMPFILE_H
#define OG_TMPFILE_H

#include "buf.h"

int og_tmpfile_make(const char *name, const struct og_buf *content,
		    char **ret_path, struct og_err *err);

/* Remove file and folder and free the path. For og_cleanup(). */
void og_tmpfile_drop(char **path);

#endif
