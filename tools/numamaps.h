/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/PID/numa_maps: on which node the memory of a process is. Of QEMU's
 * only what a guest can be made of counts: anonymous memory, huge pages,
 * shared memory. Pages of programs and libraries lie where whoever read them
 * first was, and are everybody's.
 *
 * Source: Documentation/filesystems/proc.rst of Linux. A count is in pages of
 * the kernelpagesize_kB at the end of its line.
 */
#ifndef OG_NUMAMAPS_H
#define OG_NUMAMAPS_H

#include <stddef.h>
#include <stdint.h>

enum { OG_NUMAMAPS_NODES = 1024, OG_NUMAMAPS_MAX = 64 * 1024 * 1024 };

struct og_numamaps {
	int64_t kib[OG_NUMAMAPS_NODES];
	int64_t total; /* KiB, of all nodes */
};

/*
 * -EINVAL for a line that is none of such a file; -ERANGE for a node or an
 * amount that no machine has.
 */
int og_numamaps_parse(const char *text, size_t len,
		      struct og_numamaps *ret_maps);

#endif
