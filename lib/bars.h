/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device's memory windows (BARs) from the file "resource" of sysfs: a line
 * "0xSTART 0xEND 0xFLAGS" each, of which the first six are BARs and the
 * seventh is the ROM. Pure.
 */
#ifndef OG_BARS_H
#define OG_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_BARS_MAX 8192 /* bytes of the file */

struct og_bars {
	uint64_t bytes;	  /* of all memory BARs together */
	uint64_t bytes64; /* of those that may lie above 4 GiB */
	bool has_memory;
	bool is_unmapped; /* the kernel found no place for one */
};

/* 0, or -EINVAL for anything but such a file of at least six lines. */
int og_bars_parse(const char *text, size_t len, struct og_bars *ret_bars);

#endif
