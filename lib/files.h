/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a host as the probe reads them: lib/root behind a table of
 * functions, so that a test can stand in for a host whose files fail.
 * Contracts are those of the og_root_ functions of the same names.
 */
#ifndef OG_FILES_H
#define OG_FILES_H

#include "root.h"

struct og_files;

struct og_files_ops {
	int (*read)(const struct og_files *files, const char *path,
		    size_t limit, struct og_buf *buf);
	int (*line)(const struct og_files *files, const char *path,
		    char **ret_line);
	int (*number)(const struct og_files *files, const char *path,
		      int64_t min, int64_t max, int64_t *ret_value);
	int (*link)(const struct og_files *files, const char *path,
		    char **ret_name);
	int (*real)(const struct og_files *files, const char *path,
		    char **ret_path);
	int (*list)(const struct og_files *files, const char *path,
		    char ***ret_names, size_t *ret_count);
	bool (*exists)(const struct og_files *files, const char *path);
};

struct og_files {
	const struct og_files_ops *ops;
	const struct og_root *root; /* borrowed */
};

/* What is there. */
extern const struct og_files_ops og_files_real;

/* og_root_hold(), where there is a root. */
void og_files_hold(const struct og_files *files, const char *dir);

#endif
