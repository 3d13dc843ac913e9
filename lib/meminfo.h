/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's meminfo, of the machine (/proc/meminfo) or of one NUMA node
 * (node0/meminfo, whose lines begin with "Node 0 "). Five lines of it matter
 * here; all others are skipped unread.
 */
#ifndef OG_MEMINFO_H
#define OG_MEMINFO_H

#include <stddef.h>
#include <stdint.h>

struct og_meminfo {
	int64_t total;
	int64_t free; /* -1 where the text has no MemFree */
	int64_t used; /* MemUsed, else total - free, else -1 */
	/*
	 * Active(file) + Inactive(file), 0 where they are not there: cached
	 * files, which make room for whoever asks for memory. FilePages would
	 * not do: it counts shared memory too, and that of a VM may be such.
	 */
	int64_t cached;
};

/*
 * KiB, as the kernel writes them. -EINVAL without MemTotal, or where a line
 * that matters comes twice or holds anything but one number of kB; -ERANGE
 * for more than fits in bytes.
 */
int og_meminfo_parse(const char *s, size_t len, struct og_meminfo *ret_info);

#endif
