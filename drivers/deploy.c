// SPDX-License-Identifier: Apache-2.0
/*
 * deploy: a domain is written from the VM that oned sent, and OpenNebula's own
 * script starts it and writes <file>.
 */
#include <errno.h>

#include "action.h"
#include "companions.h"
#include "num.h"
#include "quotes.h"

/* oned gave us a file, a host and this VM's id. */
static int check_arguments(const struct og_action *action,
			   const struct og_start *start, struct og_err *err)
{
	const char *id = action->args[2];
	int vm = -1;

	if (og_num_int(id, strlen(id), 0, INT32_MAX, &vm) < 0 ||
	    vm != start->vm.id)
		return og_err_set(err, -EINVAL,
				  "asked to start VM '%.16s', but the document "
				  "is of VM %d",
				  id, start->vm.id);
	return 0;
}

/* All that is looked at and decided, under the lock where it matters. */
static int prepare(const struct og_action *action, struct og_start *start,
		   struct og_lock *ret_lock, struct og_err *err)
{
	int r = 0;

	if (!og_start_is_bound(start))
		return og_start_decide(start, err);
	r = og_start_topology(start, action->sysroot, err);
	if (r == 0)
		r = og_start_guard(start, err);
	if (r == 0)
		r = og_action_lock(&start->site, ret_lock, err);
	if (r == 0)
		r = og_action_live(start, err);
	if (r == 0)
		r = og_start_decide(start, err);
	return r;
}

static int hand_over(const struct og_action *action, struct og_start *start,
		     const struct og_buf *domain, const struct og_lock *lock,
		     int *ret_status, struct og_err *err)
{
	og_cleanup(og_companions_free) struct og_companions moved = { 0 };
	int r = og_companions_take(start, &moved, err);

	if (r < 0)
		return r;
	og_start_log(start, stderr);
	r = og_action_hand(action, &start->site, domain, lock, ret_status, err);
	if (r < 0 || *ret_status != 0)
		og_companions_give(&moved);
	return r;
}

int og_deploy_run(const struct og_action *action, struct og_start *start,
		  int *ret_status, struct og_err *err)
{
	og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;
	og_autobuf text = OG_BUF_INIT;
	og_autobuf domain = OG_BUF_INIT;
	int r = og_start_vm(start, &action->input, "standard input", err);

	if (r == 0)
		r = check_arguments(action, start, err);
	if (r == 0)
		r = prepare(action, start, &lock, err);
	if (r == 0)
		r = og_start_write(start, &text, err);
	if (r < 0)
		return r;
	og_quotes_single(og_buf_text(&text), text.len, &domain);
	return hand_over(action, start, &domain, &lock, ret_status, err);
}
