// SPDX-License-Identifier: Apache-2.0
/*
 * give_back: VMs that are over hold nothing any more. shutdown and cancel run
 * it behind OpenNebula's own script, whose status is theirs whatever becomes
 * of this, and a probe of the monitoring for VMs that ended by themselves.
 */
#include <errno.h>

#include "action.h"
#include "bound.h"
#include "num.h"

/* Whoever holds the lock gives back too, or ends: nobody waits long. */
static int seconds(const struct og_action *action, int *ret_wait,
		   struct og_err *err)
{
	const char *text = action->n_args ? action->args[0] : "0";

	if (og_num_int(text, strlen(text), 0, 3600, ret_wait) == 0)
		return 0;
	return og_err_set(err, -EINVAL,
			  "give_back takes seconds to wait, not '%.32s'", text);
}

int og_give_back_run(const struct og_action *action, struct og_start *start,
		     int *ret_status, struct og_err *err)
{
	og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;
	int wait = 0;
	int r = seconds(action, &wait, err);

	if (r == 0 && og_book_is_used(start->site.bound)) {
		r = og_lock_take(start->site.lock, wait, NULL, &lock, err);
		if (r < 0)
			return og_err_prefix(err, "devices stay on vfio-pci "
						  "for now");
		og_action_give_back(action, start, &lock);
	}
	if (r == 0)
		*ret_status = 0;
	return r;
}
