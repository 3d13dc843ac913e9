// SPDX-License-Identifier: Apache-2.0
#include "action.h"

#include <errno.h>

#include "guardian.h"
#include "home.h"
#include "proc.h"

static char *script_path(const char *name, const struct og_site *site)
{
	og_autofree char *beside = NULL;

	if (site->kvm)
		return og_asprintf("%s/%s", site->kvm, name);
	beside = og_asprintf("../kvm/%s", name);
	return og_home_path(beside);
}

int og_action_hand(const struct og_action *action, const struct og_site *site,
		   const struct og_buf *input,
		   const struct og_action_kept *kept, int *ret_status,
		   struct og_err *err)
{
	const int keep[] = { kept->lock, kept->guardian };
	og_autofree char *script = script_path(action->name, site);
	og_autofree const char **argv =
		og_calloc(action->n_args + 2, sizeof(*argv));
	int r;

	if (!script)
		return og_err_set(err, -ENOENT,
				  "cannot find our own folder, beside which "
				  "the KVM driver is: KVM in "
				  "onegpu-driver.yaml names that");
	argv[0] = script;
	for (size_t i = 0; i < action->n_args; i++)
		argv[i + 1] = action->args[i];
	r = og_proc_hand(argv, input, keep, OG_COUNT(keep), ret_status, err);
	if (r == -ENOENT || r == -EACCES)
		return og_err_prefix(err, "OpenNebula's KVM driver");
	return r;
}

static void say_waiting(const char *path)
{
	og_log(stderr, OG_INFO, -1,
	       "another VM is starting on this host: waiting for %s", path);
}

int og_action_lock(const struct og_site *site, struct og_lock *ret_lock,
		   struct og_err *err)
{
	return og_lock_take(site->lock, site->lock_wait, say_waiting, ret_lock,
			    err);
}

static void warn(const char *text)
{
	og_log(stderr, OG_WARN, -1, "BIND: vfio: %s", text);
}

void og_action_give_back(const struct og_action *action,
			 const struct og_start *start,
			 const struct og_lock *lock)
{
	og_cleanup(og_giveback_kit_close) struct og_giveback_kit kit = { 0 };
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	int r = 0;

	if (lock->fd < 0 || !og_book_is_used(start->site.bound))
		return;
	if (!start->has_live)
		r = og_guardian_live(&start->site, &live, &err);
	if (r == 0)
		r = og_giveback_kit_open(&kit, action->sysroot, &start->site,
					 lock->fd, false, &err);
	if (r == 0) {
		kit.giveback.live = start->has_live ? &start->live : &live;
		og_giveback_all(&kit.giveback, &notes);
	}
	if (err.code)
		warn(err.msg);
	for (size_t i = 0; i < notes.count; i++)
		warn(notes.all[i].text);
}

int og_action_live(struct og_start *start, struct og_err *err)
{
	int r = og_start_live(start, start->site.uri, err);

	if (r < 0)
		og_err_prefix(err, "cannot tell what runs on this host (URI in "
				   "onegpu-driver.yaml, which may be none)");
	return r < 0 ? r : og_start_holders(start, err);
}
