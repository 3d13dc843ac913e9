/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The domains that run on a node, as their XML: who holds which CPUs, which
 * memory and which devices is read from these, afresh each time, and never
 * kept in a file that can go stale.
 *
 * Where they are read from is one word:
 *
 *     qemu:///system   libvirt, asked read-only through its library, which is
 *                      opened at run time, or through virsh where it is not
 *                      installed
 *     DIR              every *.xml of a folder, for tests and recordings
 *     FILE             one `virsh dumpxml`
 *     none             nowhere: nothing is known to run
 */
#ifndef OG_LIVE_H
#define OG_LIVE_H

#include "bdf.h"
#include "rundom.h"

#define OG_LIVE_SYSTEM "qemu:///system"
#define OG_LIVE_NONE   "none"

enum { OG_LIVE_WAIT = 30 };

struct og_live_domain {
	char *origin;		/* "running/one-2.xml", for errors */
	struct og_xml_doc *doc; /* its root is <domain> */
	const char *name;	/* lent by `doc`; "" where it has none */
	const char *uuid;	/* likewise */
	struct og_rundom held;	/* what it holds of the node */
};

struct og_live {
	struct og_live_domain *domains; /* in the order they were read */
	size_t n, cap;
	int wait; /* seconds for libvirt to answer; 0: OG_LIVE_WAIT */
};

void og_live_free(struct og_live *live);

/* Whether it is libvirt's: "qemu:///system", "test:///default". */
bool og_live_is_uri(const char *from);

/*
 * Add the domains of one more source; "none" adds nothing. -ENOPKG where
 * libvirt is asked and neither its library nor virsh is on this machine,
 * -ETIMEDOUT where it does not answer in time, other codes where it refuses or
 * a domain cannot be
 * understood: who holds what would be a guess. Nothing is added on failure.
 *
 * A recording (--sysroot) must not be mixed with what runs on the machine
 * that replays it: that is for the caller to see to.
 */
int og_live_read(struct og_live *live, const char *from, struct og_err *err);

/* Parse one more domain; `origin` is copied. */
int og_live_add(struct og_live *live, const char *origin, const char *text,
		size_t len, struct og_err *err);

/* The domain of that name or UUID, of that VM, or NULL. Lent. */
const struct og_live_domain *og_live_find(const struct og_live *live,
					  const char *name);
const struct og_live_domain *og_live_vm(const struct og_live *live, int32_t vm);

/*
 * The domain that has this PCI device, or NULL; the VM `self` (-1: none) is
 * passed over, as it may still be there from an earlier start.
 */
const struct og_live_domain *og_live_holder(const struct og_live *live,
					    const struct og_bdf *bdf,
					    int32_t self);

/* Mark in the host what all but `self` hold (lib/rundom). */
void og_live_mark(const struct og_live *live, int32_t self,
		  struct og_host *host);

#endif
