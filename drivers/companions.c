// SPDX-License-Identifier: Apache-2.0
#include "companions.h"

#include <errno.h>

struct found {
	struct og_bdf *bdfs;
	size_t n, cap;
};

static bool is_in(const struct og_bdf *bdf, const struct found *found)
{
	for (size_t i = 0; i < found->n; i++)
		if (og_bdf_cmp(&found->bdfs[i], bdf) == 0)
			return true;
	return false;
}

/* libvirt binds what it passes through by itself. */
static bool is_passed(const struct og_start *start, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < start->n_wishes; i++) {
		const struct og_guard_wish *wish = &start->wishes[i];

		if (!wish->slice && og_guard_covers(wish, bdf))
			return true;
	}
	return false;
}

static void find_peers(const struct og_start *start,
		       const struct og_pcidev *dev, struct found *found)
{
	for (size_t i = 0; i < dev->n_peers; i++) {
		const struct og_peer *peer = &dev->peers[i];

		if (og_pciready_lets_go(peer->driver) ||
		    is_passed(start, &peer->bdf) || is_in(&peer->bdf, found))
			continue;
		OG_RESERVE(found->bdfs, found->n + 1, found->cap);
		found->bdfs[found->n++] = peer->bdf;
	}
}

void og_companions_find(const struct og_start *start, struct og_bdf **ret_bdfs,
			size_t *ret_n)
{
	struct found found = { 0 };

	for (size_t i = 0; i < start->devs.n; i++)
		if (start->site.binds &&
		    is_passed(start, &start->devs.devs[i].bdf))
			find_peers(start, &start->devs.devs[i], &found);
	*ret_bdfs = found.bdfs;
	*ret_n = found.n;
}

/* What the book says of the VM already, and the new ones behind it. */
static int enter(const struct og_giveback *giveback, int32_t vm,
		 const struct og_bdf *bdfs, size_t n, struct og_err *err)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };
	int r = og_book_read(giveback->book, vm, &bound, err);

	if (r < 0 && r != -ENOENT)
		return og_err_prefix(err, "remove the file");
	if (r == -ENOENT || strcmp(bound.boot, giveback->boot) != 0) {
		og_bound_free(&bound);
		bound.vm = vm;
		bound.boot = og_strdup(giveback->boot);
	}
	for (size_t i = 0; i < n; i++) {
		og_cleanup(
			og_vfiobind_state_free) struct og_vfiobind_state now = {
			0
		};
		char name[OG_BDF_TEXT];

		r = og_vfiobind_read(giveback->nodedev->files, &bdfs[i], &now,
				     err);
		if (r < 0)
			return r;
		og_bdf_name(&bdfs[i], name);
		/* libvirt would clear it, and nobody would know of it. */
		if (now.only && !og_vfiobind_is_vfio(now.only))
			return og_err_set(err, -EBUSY,
					  "%s is kept for driver %s by its "
					  "driver_override: onegpu bind %s, if "
					  "it may go",
					  name, now.only, name);
		og_bound_add(&bound, &now);
	}
	return og_book_write(giveback->book, &bound, err);
}

static int take_all(const struct og_nodedev *nodedev, const struct og_bdf *bdfs,
		    size_t n, struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = nodedev->ops->move(nodedev, &bdfs[i], OG_VFIOBIND_TAKE,
				       err);
	return r;
}

/* It is at home, and may leave yet. */
static void await_all(const struct og_giveback *giveback, int32_t vm,
		      struct og_notes *notes)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };
	struct og_err err = { 0 };
	int r = og_book_read(giveback->book, vm, &bound, &err);

	if (r == 0) {
		og_bound_set_pending(&bound);
		r = og_book_write(giveback->book, &bound, &err);
	}
	if (r < 0 && r != -ENOENT)
		og_notes_add(notes, OG_WARN, "%s", err.msg);
}

int og_companions_take(const struct og_giveback *giveback, int32_t vm,
		       const struct og_bdf *bdfs, size_t n,
		       struct og_notes *notes, struct og_err *err)
{
	int r = enter(giveback, vm, bdfs, n, err);

	if (r < 0)
		return r;
	r = take_all(giveback->nodedev, bdfs, n, err);
	if (r == -ETIMEDOUT)
		await_all(giveback, vm, notes);
	else if (r < 0)
		og_giveback_vm(giveback, vm, notes);
	return r;
}
