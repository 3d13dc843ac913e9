// SPDX-License-Identifier: Apache-2.0
#include "companions.h"

#include <errno.h>

#include "proc.h"

void og_companions_free(struct og_companions *moved)
{
	free(moved->moved);
	*moved = (struct og_companions){ 0 };
}

/* libvirt's name of a device, "pci_0000_01_00_1". */
static char *node_name(const struct og_bdf *bdf)
{
	return og_asprintf("pci_%04x_%02x_%02x_%x", bdf->domain, bdf->bus,
			   bdf->slot, bdf->func);
}

static int ask(const char *uri, const char *verb, const struct og_bdf *bdf,
	       struct og_err *err)
{
	og_autofree char *name = node_name(bdf);
	const char *const argv[] = { "virsh", "--quiet", "-c", uri,
				     verb,    name,	 NULL };
	og_autoproc proc = { 0 };
	int r = og_proc_run(argv, NULL, &proc, err);
	const char *text;

	if (r < 0 || proc.status == 0)
		return r;
	text = og_buf_text(&proc.err);
	return og_err_set(err, -EIO, "virsh %s %s: %.*s", verb, name,
			  (int)strcspn(text, "\n"), text);
}

static bool is_in(const struct og_bdf *bdf, const struct og_bdf *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (og_bdf_cmp(&all[i], bdf) == 0)
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

static int take_peers(const struct og_start *start, const struct og_pcidev *dev,
		      struct og_companions *moved, struct og_err *err)
{
	for (size_t i = 0; i < dev->n_peers; i++) {
		const struct og_peer *peer = &dev->peers[i];
		int r;

		if (og_pciready_lets_go(peer->driver) ||
		    is_passed(start, &peer->bdf) ||
		    is_in(&peer->bdf, moved->moved, moved->n))
			continue;
		r = ask(moved->uri, "nodedev-detach", &peer->bdf, err);
		if (r < 0)
			return r;
		OG_RESERVE(moved->moved, moved->n + 1, moved->cap);
		moved->moved[moved->n++] = peer->bdf;
	}
	return 0;
}

int og_companions_take(const struct og_start *start,
		       struct og_companions *ret_moved, struct og_err *err)
{
	bool unread = strcmp(start->site.uri, OG_LIVE_NONE) == 0;
	og_cleanup(og_companions_free) struct og_companions moved = {
		/* What runs is not read from there; it binds all the same. */
		.uri = unread ? OG_LIVE_SYSTEM : start->site.uri,
	};
	int r = 0;

	for (size_t i = 0; i < start->devs.n && r == 0; i++)
		if (start->site.binds &&
		    is_passed(start, &start->devs.devs[i].bdf))
			r = take_peers(start, &start->devs.devs[i], &moved,
				       err);
	if (r < 0) {
		og_companions_give(&moved);
		return og_err_prefix(err, "VM %d: BIND: vfio", start->vm.id);
	}
	*ret_moved = moved;
	moved = (struct og_companions){ 0 };
	return 0;
}

void og_companions_give(const struct og_companions *moved)
{
	for (size_t i = moved->n; i > 0; i--) {
		struct og_err err = { 0 };

		if (ask(moved->uri, "nodedev-reattach", &moved->moved[i - 1],
			&err) < 0)
			og_log(stderr, OG_WARN, -1, "%s", err.msg);
	}
}
