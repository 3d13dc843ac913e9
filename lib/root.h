/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every read of the host goes through one directory: "/" on a live machine,
 * the folder of a recording under --sysroot. Links are resolved below it and
 * can never lead out of it, so a recording cannot read the machine it is
 * replayed on, and no test needs root or a GPU.
 *
 * Paths are relative ("sys/bus/pci/devices"). Files of sysfs are hostile:
 * reads are bounded, directories or devices in place of files are refused.
 */
#ifndef OG_ROOT_H
#define OG_ROOT_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct og_root;

/* path NULL: "/". */
int og_root_open(const char *path, struct og_root **ret_root,
		 struct og_err *err);
void og_root_free(struct og_root *root);
void og_root_freep(struct og_root **root);

/* The path it was opened with, "/" for the live machine. Lent. */
const char *og_root_path(const struct og_root *root);
bool og_root_is_live(const struct og_root *root);

/*
 * Read at most `limit` bytes of a regular file and append them; more is
 * -EFBIG. These fail by code alone: that a file of sysfs is missing is
 * everyday news, and what it means only the caller knows.
 */
int og_root_read(const struct og_root *root, const char *path, size_t limit,
		 struct og_buf *buf);

/*
 * One short line: trailing white space cut, at most 4095 bytes. The result
 * is the caller's to free.
 */
int og_root_line(const struct og_root *root, const char *path, char **ret_line);

/* A file that holds one decimal or 0x number. -EINVAL where it does not. */
int og_root_int(const struct og_root *root, const char *path, int64_t min,
		int64_t max, int64_t *ret_value);

/*
 * The last component of where a link points ("vfio-pci" for
 * .../driver). The caller frees.
 */
int og_root_link(const struct og_root *root, const char *path, char **ret_name);

/*
 * Where a path leads once all its links are followed, relative as paths here
 * are and without a link, "." or ".." in it; "" is the root itself. -ENOENT
 * where nothing is there. The caller frees.
 */
int og_root_real(const struct og_root *root, const char *path, char **ret_path);

/*
 * Keep a directory open while many of its files are read: paths that begin
 * with `dir` as it stands here then cost no walk from the root. What they
 * mean stays the same. One directory at a time; NULL lets go of it, and so
 * must whoever waits for it to be removed and made anew.
 */
void og_root_hold(const struct og_root *root, const char *dir);

/* Where a link points, as it stands in it ("/dev/nvidia0"). Freed by caller. */
int og_root_target(const struct og_root *root, const char *path,
		   char **ret_target);

bool og_root_exists(const struct og_root *root, const char *path);

/* Who may do what with a file, its links followed. */
struct og_root_rights {
	uint32_t mode; /* permission bits only */
	uint32_t uid, gid;
};

int og_root_rights(const struct og_root *root, const char *path,
		   struct og_root_rights *ret_rights);

/*
 * Whether whoever runs this can open a device for reading and writing: it is
 * opened and closed again. 0 or why not.
 */
int og_root_try(const struct og_root *root, const char *path);

/*
 * A descriptor, for lib/rootwrite: `flags` as open(2) has them, without
 * O_CREAT. -errno where there is none.
 */
int og_root_open_file(const struct og_root *root, const char *path, int flags);

/*
 * The names in a directory, without "." and "..", sorted by byte so that
 * output does not depend on the order of readdir. The caller frees the list
 * with og_root_names_free(). At most 65536 names, else -EFBIG.
 */
int og_root_list(const struct og_root *root, const char *path,
		 char ***ret_names, size_t *ret_count);
void og_root_names_free(char **names, size_t count);

#endif
