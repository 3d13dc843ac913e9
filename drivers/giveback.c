// SPDX-License-Identifier: Apache-2.0
#include "giveback.h"

#include <errno.h>

char *og_boot_id(const struct og_files *files)
{
	char *line = NULL;

	if (files->ops->line(files, "proc/sys/kernel/random/boot_id", &line) <
		    0 ||
	    !*line) {
		free(line);
		return og_strdup("-");
	}
	return line;
}

/* Whether it, or another member of its group, is in a running domain. */
static bool is_in_use(const struct og_giveback *giveback,
		      const struct og_bdf *bdf)
{
	const struct og_files *files = giveback->nodedev->files;
	og_autofree char *path = NULL;
	char **names = NULL, name[OG_BDF_TEXT];
	size_t n = 0;
	bool used;

	if (!giveback->live)
		return false;
	used = og_live_holder(giveback->live, bdf, -1);
	og_bdf_name(bdf, name);
	path = og_asprintf("sys/bus/pci/devices/%s/iommu_group/devices", name);
	if (used || files->ops->list(files, path, &names, &n) < 0)
		return used;
	for (size_t i = 0; i < n && !used; i++) {
		struct og_bdf peer;

		used = og_bdf_parse(names[i], strlen(names[i]), &peer) == 0 &&
		       og_live_holder(giveback->live, &peer, -1);
	}
	og_root_names_free(names, n);
	return used;
}

/* Whether it still stands as vfio-pci's, or was left half way there. */
static bool is_away(const struct og_vfiobind_state *now)
{
	return og_vfiobind_is_vfio(now->driver) ||
	       og_vfiobind_is_vfio(now->only) || !now->driver;
}

/* libvirt says that it gave it back. */
static int check_given(const struct og_nodedev *nodedev,
		       const struct og_vfiobind_state *before,
		       struct og_notes *notes, struct og_err *err)
{
	og_cleanup(
		og_vfiobind_state_free) struct og_vfiobind_state after = { 0 };
	char name[OG_BDF_TEXT];

	if (og_vfiobind_read(nodedev->files, &before->bdf, &after, NULL) < 0)
		return 0;
	og_bdf_name(&before->bdf, name);
	if (og_vfiobind_is_vfio(after.driver))
		return og_err_set(err, -EBUSY, "%s: %s took it again, not %s",
				  name, after.driver, before->driver);
	if (after.driver || !before->driver)
		return 0;
	if (after.only)
		og_notes_add(notes, OG_WARN,
			     "%s was given back, but %s did not take it: its "
			     "driver_override is for %s, and has to be cleared",
			     name, before->driver, after.only);
	else
		og_notes_add(notes, OG_WARN,
			     "%s was given back, but %s did not take it: "
			     "modprobe %s, or write %s to "
			     "/sys/bus/pci/drivers_probe",
			     name, before->driver, before->driver, name);
	return 0;
}

/* -EAGAIN: it has to stay for now. `pending`: one at home may leave yet. */
static int give(const struct og_giveback *giveback,
		const struct og_vfiobind_state *before, bool pending,
		struct og_notes *notes, struct og_err *err)
{
	const struct og_nodedev *nodedev = giveback->nodedev;
	og_cleanup(og_vfiobind_state_free) struct og_vfiobind_state now = { 0 };
	int r = og_vfiobind_read(nodedev->files, &before->bdf, &now, NULL);

	/* What is gone is given back. */
	if (r == -ENODEV)
		return 0;
	if (r == 0 && !is_away(&now))
		return pending ? -EAGAIN : 0;
	if (is_in_use(giveback, &before->bdf))
		return -EAGAIN;
	r = nodedev->ops->move(nodedev, &before->bdf, OG_VFIOBIND_GIVE, err);
	return r < 0 ? r : check_given(nodedev, before, notes, err);
}

/*
 * The last taken first. `ret_left` gets those that stay. false: libvirt is
 * silent, and is not asked for those behind, as each would wait under the lock.
 */
static bool give_all(const struct og_giveback *giveback,
		     const struct og_bound *bound, struct og_bound *ret_left,
		     struct og_notes *notes)
{
	bool pending = og_bound_is_pending(bound), silent = false;

	*ret_left = (struct og_bound){
		.vm = bound->vm,
		.boot = og_strdup(bound->boot),
		.pending = bound->pending,
	};
	for (size_t i = bound->n; i > 0; i--) {
		struct og_err err = { 0 };
		int r = -EAGAIN;

		if (!silent)
			r = give(giveback, &bound->devices[i - 1], pending,
				 notes, &err);
		silent = silent || r == -ETIMEDOUT;
		if (r < 0)
			og_bound_add(ret_left, &bound->devices[i - 1]);
		if (err.code)
			og_notes_add(notes, OG_WARN,
				     "not given back: %s; tried again at the "
				     "next start or end of a VM",
				     err.msg);
	}
	return !silent;
}

/* false: libvirt is silent. */
static bool give_vm(const struct og_giveback *giveback, int32_t vm,
		    struct og_notes *notes)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 }, left = { 0 };
	struct og_err err = { 0 };
	int r = og_book_read(giveback->book, vm, &bound, &err);
	bool answers = true;

	if (r == 0 && strcmp(bound.boot, giveback->boot) == 0) {
		if (giveback->live && og_live_vm(giveback->live, vm))
			return true;
		answers = give_all(giveback, &bound, &left, notes);
	} else if (r == 0) {
		/* The host restarted: its devices are where they belong. */
		left = (struct og_bound){ .vm = vm, .boot = og_strdup("-") };
	}
	if (r == 0 && (left.n < bound.n || !bound.n))
		r = og_book_write(giveback->book, &left, &err);
	if (r < 0 && r != -ENOENT)
		og_notes_add(
			notes, OG_WARN,
			"%s; `onegpu devices` shows what is on vfio-pci: "
			"onegpu unbind gives it back, then remove the file",
			err.msg);
	return answers;
}

void og_giveback_vm(const struct og_giveback *giveback, int32_t vm,
		    struct og_notes *notes)
{
	give_vm(giveback, vm, notes);
}

void og_giveback_all(const struct og_giveback *giveback, struct og_notes *notes)
{
	og_autofree int32_t *vms = NULL;
	struct og_err err = { 0 };
	size_t n = 0;

	if (og_book_list(giveback->book, &vms, &n, &err) < 0)
		og_notes_add(notes, OG_WARN, "%s", err.msg);
	for (size_t i = 0; i < n && give_vm(giveback, vms[i], notes); i++)
		;
}
