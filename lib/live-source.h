/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lib/live reads domains from, one entry of its table each.
 */
#ifndef OG_LIVE_SOURCE_H
#define OG_LIVE_SOURCE_H

#include <stdbool.h>

#include "live.h"

enum { OG_LIVE_TEXT_MAX = 16 * 1024 * 1024, OG_LIVE_DOMAINS_MAX = 65536 };

struct og_live_source {
	const char *name;
	bool (*takes)(const char *from);
	/*
	 * By the deadline (lib/proc). -ENOPKG without an error: not on this
	 * machine, ask the next.
	 */
	int (*read)(const char *from, struct og_live *live, int64_t deadline,
		    struct og_err *err);
};

extern const struct og_live_source og_live_source_none; /* live.c */
extern const struct og_live_source og_live_source_libvirt;
extern const struct og_live_source og_live_source_virsh;
extern const struct og_live_source og_live_source_files;

/* The error of a libvirt that has not answered by then. */
int og_live_silent(const char *uri, const struct og_live *live,
		   struct og_err *err);

#endif
