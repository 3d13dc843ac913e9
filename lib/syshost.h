/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host's nodes with their online cores and CPUs, complete distance lists,
 * memory and huge pages, from sysfs alone (lib/sysnode, lib/syscpu): what the
 * kernel says of a core is what hwloc would repeat, at ten times the price.
 */
#ifndef OG_SYSHOST_H
#define OG_SYSHOST_H

#include "host.h"
#include "root.h"

/*
 * With what the kernel has free of memory and pages: of ordinary memory also
 * what cached files give back. Nobody holds anything: who does is for the
 * caller to mark. What cannot be read is left out; -ENOENT where the root is
 * no host at all.
 */
int og_syshost_read(const struct og_root *root, struct og_host *ret_host,
		    struct og_err *err);

/* 0, or the -ENOENT of above. */
int og_syshost_check(const struct og_root *root, struct og_err *err);

#endif
