// SPDX-License-Identifier: Apache-2.0
/*
 * deploy: the domain that oned sent is put right, or one is written from the
 * VM that it sent, and OpenNebula's own script starts it. What oned sent stays
 * beside it as <file>.oned; <file> itself is written by that script.
 */
#include <errno.h>

#include "action.h"
#include "guardian.h"
#include "keepfile.h"
#include "num.h"
#include "quotes.h"

/* The name of the root element, without its prefix; "" for none. */
static char *root_name(const struct og_buf *xml)
{
	const char *at = og_buf_text(xml);
	size_t len = 0;

	/* No document of ours has a <!DOCTYPE>, nor an element so far in. */
	while ((at = strchr(at, '<')) && (at[1] == '?' || at[1] == '!'))
		at++;
	if (at)
		len = strcspn(at + 1, " \t\r\n/>");
	return og_strndup(at ? at + 1 : "", len);
}

/* "/var/lib/one/datastores/0/23/deployment.0": what lies beside it. */
static char *beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	return og_asprintf("%.*s%s", slash ? (int)(slash - file + 1) : 0, file,
			   name);
}

static int read_refined(const struct og_action *action, struct og_start *start,
			struct og_err *err)
{
	og_autofree char *path = beside(action->args[0], "vm.xml");
	og_autobuf text = OG_BUF_INIT;
	int r = og_start_domain(start, &action->input, "standard input", err);

	if (r == 0)
		r = og_buf_read_file(&text, path, OG_ACTION_INPUT_MAX, err);
	return r < 0 ? r : og_start_vm(start, &text, path, err);
}

static int read_documents(const struct og_action *action,
			  struct og_start *start, struct og_err *err)
{
	og_autofree char *root = root_name(&action->input);

	if (strcmp(root, "domain") == 0)
		return read_refined(action, start, err);
	return og_start_vm(start, &action->input, "standard input", err);
}

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
	if (r < 0)
		return r;
	/* Drivers may have changed until we had the lock, and do by this. */
	og_action_give_back(action, start, ret_lock);
	r = og_start_look_again(start, action->sysroot, err);
	if (r == 0)
		r = og_start_decide(start, err);
	return r;
}

/* Keep what oned sent, where it is a domain and so not in vm.xml. */
static int keep_original(const struct og_action *action,
			 const struct og_start *start, struct og_err *err)
{
	og_autofree char *path = og_asprintf("%s.oned", action->args[0]);

	return start->domain_doc ? og_keepfile_write(path, &action->input, err)
				 : 0;
}

/* Whatever is taken for the VM goes back where it is not started. */
static int guarded(const struct og_action *action, struct og_start *start,
		   const struct og_buf *domain, struct og_lock *lock,
		   const struct og_guarding *guarding, int *ret_status,
		   struct og_err *err)
{
	struct og_guardian guardian = OG_GUARDIAN_NONE;
	struct og_action_kept kept = { lock->fd, -1 };
	og_autofree struct og_bdf *bdfs = NULL;
	size_t n = 0;
	int r = 0;

	og_companions_find(start, &bdfs, &n);
	if (n)
		r = og_guardian_start(guarding, bdfs, n, &guardian, err);
	if (r == -ETIMEDOUT)
		og_lock_leave(lock);
	if (r < 0)
		return og_err_prefix(err, "VM %d: BIND: vfio", start->vm.id);
	og_start_log(start, stderr);
	kept.guardian = guardian.word;
	r = og_action_hand(action, &start->site, domain, &kept, ret_status,
			   err);
	if (og_guardian_end(guarding, &guardian,
			    r < 0	  ? OG_GUARDIAN_UNTRIED
			    : *ret_status ? OG_GUARDIAN_FAILED
					  : OG_GUARDIAN_STARTED) < 0)
		og_lock_leave(lock);
	return r;
}

static int hand_over(const struct og_action *action, struct og_start *start,
		     const struct og_buf *domain, struct og_lock *lock,
		     int *ret_status, struct og_err *err)
{
	og_cleanup(og_giveback_kit_close) struct og_giveback_kit kit = { 0 };
	const struct og_guarding guarding = {
		.giveback = &kit.giveback,
		.site = &start->site,
		.vm = start->vm.id,
	};
	int r = keep_original(action, start, err);

	if (r < 0)
		return r;
	if (start->site.binds && start->n_wishes) {
		r = og_giveback_kit_open(&kit, action->sysroot, &start->site,
					 lock->fd, true, err);
		if (r < 0)
			return r;
		kit.giveback.live = start->has_live ? &start->live : NULL;
	}
	return guarded(action, start, domain, lock, &guarding, ret_status, err);
}

int og_deploy_run(const struct og_action *action, struct og_start *start,
		  int *ret_status, struct og_err *err)
{
	og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;
	og_autobuf text = OG_BUF_INIT;
	og_autobuf domain = OG_BUF_INIT;
	int r = read_documents(action, start, err);

	if (r == 0)
		r = check_arguments(action, start, err);
	if (r == 0)
		r = prepare(action, start, &lock, err);
	if (r == 0)
		r = og_start_write(start, &text, err);
	if (r < 0)
		return r;
	if (start->domain_doc) /* oned's own quotes stay */
		return hand_over(action, start, &text, &lock, ret_status, err);
	og_quotes_single(og_buf_text(&text), text.len, &domain);
	return hand_over(action, start, &domain, &lock, ret_status, err);
}
