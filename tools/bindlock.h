/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lock under which the VM driver starts VMs. A device that is moved while
 * a VM starts, between the driver's look at it and the domain, would be taken
 * from under that VM, or given to it half.
 */
#ifndef OG_BINDLOCK_H
#define OG_BINDLOCK_H

#include "lock.h"

#define OG_BINDLOCK_CONF "/var/tmp/one/etc/vmm/onegpu/onegpu-driver.yaml"

/*
 * Take `path`, for which a person can be made to wait; NULL: what LOCK in the
 * driver's configuration says, where there is one. Without a folder for it no
 * driver was ever here, and `ret_lock` stays free.
 */
int og_bindlock_take(const char *path, struct og_lock *ret_lock,
		     struct og_err *err);

/* LOCK of a configuration's text; the caller frees. */
int og_bindlock_find(const char *text, size_t len, char **ret_path,
		     struct og_err *err);

#endif
