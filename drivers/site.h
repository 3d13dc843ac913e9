/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What onegpu-driver.yaml says of the node itself, read out of its texts into
 * plain data: which devices may be given away, where the running domains are
 * read from, which lock is taken.
 */
#ifndef OG_SITE_H
#define OG_SITE_H

#include "conf.h"
#include "cpuset.h"
#include "guard.h"

struct og_site {
	struct og_pciid *allow;
	size_t n_allow, cap_allow;
	const char *allow_text; /* lent by the configuration; "" for none */
	bool boot_display;
	bool binds; /* groups are bound to vfio-pci by us */
	struct og_cpuset reserved;
	const char *uri;  /* as og_live_read() takes it */
	int libvirt_wait; /* seconds */
	const char *lock;
	const char *bound; /* folder of the book (bound.h) */
	int lock_wait;	   /* seconds */
	const char *datastores;
	const char *kvm; /* NULL: beside our own program */
};

void og_site_free(struct og_site *site);

/* `conf` was checked when it was read, and must live as long. */
void og_site_read(const struct og_driver_conf *conf, struct og_site *ret_site);

/* The libvirt that starts VMs, also where `uri` is none or files. */
const char *og_site_libvirt(const struct og_site *site);

/* Where what runs is read when it must be known: `uri`, but for none. */
const char *og_site_running(const struct og_site *site);

/* By when libvirt has to have answered, asked now (lib/proc). */
int64_t og_site_deadline(const struct og_site *site);

/* What og_guard_check() is to know of it. Lent. */
struct og_guard og_site_guard(const struct og_site *site);

#endif
