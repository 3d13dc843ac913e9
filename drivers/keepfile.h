/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file beside the VM's others that is there whole or not at all. Domains
 * hold passwords of displays: nobody else may read it.
 */
#ifndef OG_KEEPFILE_H
#define OG_KEEPFILE_H

#include "buf.h"

/* Put `content` in the place of whatever `path` was. */
int og_keepfile_write(const char *path, const struct og_buf *content,
		      struct og_err *err);

#endif
