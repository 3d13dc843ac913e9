/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines in the form OpenNebula's drivers read: `LEVEL: [vmid ]text`.
 *
 * oned takes leading digits of the text for a VM id, and an ERROR with one
 * becomes what that VM's user sees. So the id is an argument here and a text
 * that begins with a digit without one is an error of the programmer: it is
 * quoted, never printed bare. One call, one line; control characters are
 * shown as '?'.
 */
#ifndef OG_LOG_H
#define OG_LOG_H

#include <stdio.h>

#include "mem.h"

enum og_level { OG_ERROR, OG_WARN, OG_INFO, OG_DEBUG };

/* vmid < 0: the line is about no single VM. */
void og_log(FILE *out, enum og_level level, int vmid, const char *fmt, ...)
	og_printf(4, 5);

#endif
