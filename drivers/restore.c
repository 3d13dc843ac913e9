// SPDX-License-Identifier: Apache-2.0
/*
 * restore: a VM was saved with the pins of that day, and its CPUs may be
 * another's by now. The domain inside the saved image is pinned anew before
 * OpenNebula's own script restores it. A VM without pins, one that only
 * sleeps, an image that is not on this node yet, and all of them where it is
 * not known what runs (URI: none) are left to that script.
 */
#include <errno.h>
#include <unistd.h>

#include "action.h"
#include "keepfile.h"
#include "proc.h"
#include "refine.h"

enum { ARG_IMAGE = 0 };

/* virsh on the saved image; `last` may be NULL. */
static int image(const struct og_site *site, const char *verb, const char *file,
		 const char *last, struct og_proc *ret_proc, struct og_err *err)
{
	const char *const argv[] = { "virsh", "--quiet",
				     "-c",    og_site_libvirt(site),
				     verb,    file,
				     last,    NULL };
	const struct og_proc_limits limits = {
		.deadline = og_site_deadline(site),
	};
	og_autoproc proc = { 0 };
	int r = og_proc_ask(argv, &limits, &proc, err);
	const char *text;

	if (r == -ETIMEDOUT)
		return og_err_prefix(err, "%s: no answer from libvirt", verb);
	if (r < 0)
		return r;
	text = og_buf_text(&proc.err);
	if (proc.status != 0)
		return og_err_set(err, -EIO, "virsh %s %s: %.*s", verb, file,
				  (int)strcspn(text, "\n"), text);
	*ret_proc = proc;
	proc = (struct og_proc){ 0 };
	return 0;
}

static const struct og_xml_node *find_vm(const struct og_xml_doc *doc)
{
	const struct og_xml_node *root = og_xml_root(doc);

	return strcmp(og_xml_name(root), "VM") == 0 ? root
						    : og_xml_child(root, "VM");
}

static int define(const struct og_action *action, const struct og_start *start,
		  const struct og_buf *text, struct og_err *err)
{
	const char *file = action->args[ARG_IMAGE];
	og_autofree char *path = og_asprintf("%s.onegpu.xml", file);
	og_autoproc proc = { 0 };
	int r = og_keepfile_write(path, text, err);

	if (r < 0)
		return r;
	r = image(&start->site, "save-image-define", file, path, &proc, err);
	unlink(path);
	return r;
}

static int rewrite(const struct og_action *action, struct og_start *start,
		   const struct og_buf *saved, struct og_err *err)
{
	struct og_plan plan = {
		.vm = &start->vm,
		.moves = &start->moves,
		.notes = &start->notes,
		.datastores = start->site.datastores,
	};
	og_autobuf text = OG_BUF_INIT;
	int r;

	og_pins_emulator(&start->vm, start->has_host ? &start->host : NULL,
			 &plan.emulator);
	r = og_refine_saved(start->domain_doc, &plan, err);
	if (r < 0)
		return og_err_prefix(err, "VM %d", start->vm.id);
	og_xml_write(start->domain_doc, &text);
	if (text.len == saved->len &&
	    memcmp(og_buf_text(&text), og_buf_text(saved), text.len) == 0)
		return 0;
	return define(action, start, &text, err);
}

static int settle(const struct og_action *action, struct og_start *start,
		  struct og_err *err)
{
	int r = og_start_topology(start, action->sysroot, err);

	if (r < 0)
		return r;
	if (start->has_live)
		og_live_mark(&start->live, start->vm.id, &start->host);
	r = og_pins_settle(&start->vm, start->has_live ? &start->host : NULL,
			   &start->moves, &start->notes, err);
	return r < 0 ? og_err_prefix(err, "VM %d", start->vm.id) : r;
}

/* Under the lock. */
static int repin(const struct og_action *action, struct og_start *start,
		 struct og_err *err)
{
	const char *file = action->args[ARG_IMAGE];
	og_autoproc saved = { 0 };
	int r;

	r = image(&start->site, "save-image-dumpxml", file, "--security-info",
		  &saved, err);
	if (r == 0)
		r = og_start_domain(start, &saved.out, file, err);
	if (r == 0)
		r = og_refine_vm(find_vm(start->vm_doc), start->domain_doc,
				 &start->conf, &start->vm, err);
	if (r == 0)
		r = og_start_live(start, start->site.uri, err);
	/* One that only sleeps is there still: it is woken, not restored. */
	if (r < 0 || og_live_vm(&start->live, start->vm.id))
		return r;
	r = settle(action, start, err);
	return r < 0 ? r : rewrite(action, start, &saved.out, err);
}

static bool is_ours(const struct og_action *action, struct og_start *start)
{
	return strcmp(start->site.uri, OG_LIVE_NONE) != 0 &&
	       og_xml_doc_parse(og_buf_text(&action->input), action->input.len,
				&start->vm_doc, NULL) == 0 &&
	       og_xml_path(find_vm(start->vm_doc), "TEMPLATE/NUMA_NODE") &&
	       access(action->args[ARG_IMAGE], F_OK) == 0;
}

int og_restore_run(const struct og_action *action, struct og_start *start,
		   int *ret_status, struct og_err *err)
{
	og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;
	struct og_action_kept kept = { -1, -1 };
	int r = 0;

	/* Others' devices are no reason to let it wait. */
	if (is_ours(action, start)) {
		r = og_action_lock(&start->site, &lock, err);
		if (r == 0)
			r = repin(action, start, err);
		if (r < 0)
			return r;
		og_action_give_back(action, start, &lock);
	}
	og_start_log(start, stderr);
	kept.lock = lock.fd;
	return og_action_hand(action, &start->site, &action->input, &kept,
			      ret_status, err);
}
