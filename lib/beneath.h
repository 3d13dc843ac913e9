/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening what lies below a directory without ever leaving it: links are
 * followed as if that directory were "/". The kernel does it (openat2);
 * where it does not, they are followed here one by one.
 */
#ifndef OG_BENEATH_H
#define OG_BENEATH_H

#include <stdbool.h>

#include "buf.h"

/* `flags` as open(2) has them. A descriptor, closed on exec, or -errno. */
int og_beneath_open(int top, const char *path, int flags);

/*
 * The same for a path without a link in it: one that has any, and one that
 * would leave the directory, is -ELOOP or -EXDEV. With O_PATH and O_NOFOLLOW
 * its last part may be a link, which is then what is opened. -ENOSYS from
 * kernels before 5.6, from some sandboxes and from valgrind.
 */
int og_beneath_open_plain(int top, const char *path, int flags);

/*
 * Where a path leads once all its links are followed: "a/b", without a link,
 * "." or ".." in it; "" is the directory itself. -ENOENT where nothing is
 * there. The caller frees.
 */
int og_beneath_real(int top, const char *path, char **ret_path);

#endif
