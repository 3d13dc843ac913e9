// SPDX-License-Identifier: Apache-2.0
#include "guard.h"

#include <errno.h>

enum { LISTED_MAX = 8, BASE_STORAGE = 0x01 };

/* What every check looks at. */
struct scene {
	const struct og_guard *guard;
	const struct og_guard_wish *wishes;
	size_t n;
	const struct og_pcidevs *devs;
	struct og_notes *notes;
};

static const struct og_pcidev *find(const struct og_pcidevs *devs,
				    const struct og_bdf *bdf)
{
	for (size_t i = 0; i < devs->n; i++)
		if (og_bdf_cmp(&devs->devs[i].bdf, bdf) == 0)
			return &devs->devs[i];
	return NULL;
}

static bool is_same_slot(const struct og_bdf *a, const struct og_bdf *b)
{
	return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot;
}

bool og_guard_covers(const struct og_guard_wish *wish, const struct og_bdf *bdf)
{
	return wish->whole ? is_same_slot(&wish->bdf, bdf)
			   : og_bdf_cmp(&wish->bdf, bdf) == 0;
}

/* Whether the VM gets this device too. */
static bool is_wished(const struct scene *s, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < s->n; i++)
		if (og_guard_covers(&s->wishes[i], bdf))
			return true;
	return false;
}

/* "PCI 0 (e1:00.0)", then the complaint. */
static int complain(const struct og_guard_wish *wish, const struct og_bdf *bdf,
		    struct og_err *err, const char *fmt, ...) og_printf(4, 5);

static int complain(const struct og_guard_wish *wish, const struct og_bdf *bdf,
		    struct og_err *err, const char *fmt, ...)
{
	og_autofree char *text = NULL;
	char name[OG_BDF_TEXT];
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	og_bdf_name(bdf, name);
	return og_err_set(err, -ENXIO, "PCI %d: device %s %s", wish->pci, name,
			  text);
}

/* --- is it there, and is it the one --- */

static bool is_hex(const char *text, uint16_t value)
{
	return !text || strtoul(text, NULL, 16) == value;
}

static bool has_ids(const struct og_guard_wish *wish,
		    const struct og_pcidev *dev)
{
	return is_hex(wish->vendor, dev->vendor) &&
	       is_hex(wish->device, dev->device);
}

/* Where else devices of those ids are, as what a card was moved to. */
static char *others_like(const struct og_guard_wish *wish,
			 const struct og_pcidevs *devs)
{
	og_autobuf text = OG_BUF_INIT;
	size_t count = 0;

	for (size_t i = 0; devs->devs && i < devs->n; i++) {
		const struct og_pcidev *dev = &devs->devs[i];
		char name[OG_BDF_TEXT];

		if (!wish->vendor || !wish->device || !has_ids(wish, dev))
			continue;
		og_bdf_name(&dev->bdf, name);
		if (count++ < LISTED_MAX)
			og_buf_fmt(&text, "%s%s", text.len ? ", " : "", name);
	}
	if (!wish->vendor || !wish->device)
		return og_asprintf("%zu PCI devices are there", devs->n);
	if (!count)
		return og_asprintf("no %s:%s is", wish->vendor, wish->device);
	return og_asprintf("%s:%s is at %s%s", wish->vendor, wish->device,
			   og_buf_text(&text),
			   count > LISTED_MAX ? " and more" : "");
}

static int check_there(const struct scene *s, const struct og_guard_wish *wish,
		       struct og_err *err)
{
	const struct og_pcidev *dev = find(s->devs, &wish->bdf);
	og_autofree char *others = NULL;

	if (dev && has_ids(wish, dev))
		return 0;
	others = others_like(wish, s->devs);
	if (!dev)
		return complain(wish, &wish->bdf, err,
				"is not found on this host; %s; oned's list is "
				"of another day: onehost forceupdate",
				others);
	return complain(wish, &wish->bdf, err,
			"is a %04x:%04x on this host, %s; oned never asks "
			"again for a known address: delete the host and "
			"create it anew",
			dev->vendor, dev->device, others);
}

static int check_once(const struct scene *s, size_t i, struct og_err *err)
{
	const struct og_guard_wish *wish = &s->wishes[i];

	for (size_t k = 0; k < i; k++)
		if (og_guard_covers(&s->wishes[k], &wish->bdf) ||
		    og_guard_covers(wish, &s->wishes[k].bdf))
			return complain(wish, &wish->bdf, err,
					"is given by PCI %d already",
					s->wishes[k].pci);
	return 0;
}

/* --- may it go --- */

static int check_allowed(const struct scene *s,
			 const struct og_guard_wish *wish,
			 const struct og_pcidev *dev, struct og_err *err)
{
	for (size_t i = 0; i < s->guard->n_allow; i++)
		if (og_pciid_match(&s->guard->allow[i], dev->vendor,
				   dev->device, dev->class_id))
			return 0;
	if (!s->guard->n_allow)
		return 0;
	return complain(wish, &dev->bdf, err,
			"(%04x:%04x:%04x) is not in the allowlist (%s): add "
			"'%04x:%04x' to ALLOWLIST in onegpu-driver.yaml",
			dev->vendor, dev->device, dev->class_id,
			s->guard->allow_text, dev->vendor, dev->device);
}

/* Of a physical function: its driver takes them back when it goes. */
static bool has_functions(const struct og_pcidev *dev)
{
	return dev->sriov == OG_SRIOV_PF && dev->numvfs > 0;
}

/* Why a driver must not lose the device, whoever binds; NULL: it may. */
static char *host_needs(const struct og_guard *guard,
			const struct og_pcidev *dev)
{
	if (dev->net_up)
		return og_asprintf("the host uses it as %s", dev->net_up);
	if (dev->class_id >> 8 == BASE_STORAGE)
		return og_asprintf("a disk's driver, %s, has it", dev->driver);
	if (has_functions(dev))
		return og_asprintf("it has %d virtual functions", dev->numvfs);
	if (og_pciready_is_bridge(dev->class_id) ||
	    og_pciready_stays(dev->class_id))
		return og_strdup("it is a bridge");
	if (dev->boot_vga == OG_YES && !guard->boot_display)
		return og_strdup("it is the boot display");
	return NULL;
}

/* With BIND: vfio the rest of the group leaves the host's drivers unasked. */
static int check_companions(const struct scene *s,
			    const struct og_guard_wish *wish,
			    const struct og_pcidev *dev, struct og_err *err)
{
	char name[OG_BDF_TEXT];

	for (size_t i = 0; i < dev->n_peers; i++) {
		const struct og_bdf *bdf = &dev->peers[i].bdf;
		const struct og_pcidev *peer = find(s->devs, bdf);
		og_autofree char *why = NULL;

		if (!peer || og_pciready_lets_go(peer->driver) ||
		    is_wished(s, bdf))
			continue;
		why = host_needs(s->guard, peer);
		if (!why)
			continue;
		og_bdf_name(bdf, name);
		return complain(wish, &dev->bdf, err,
				"cannot go: %s in its group %d would go too: "
				"%s",
				name, dev->iommu_group, why);
	}
	return 0;
}

static int check_group(const struct scene *s, const struct og_guard_wish *wish,
		       const struct og_pcidev *dev, struct og_err *err)
{
	char name[OG_BDF_TEXT];

	if (dev->iommu_group < 0)
		return complain(wish, &dev->bdf, err,
				"has no IOMMU group: turn on VT-d or AMD-Vi in "
				"the firmware, and intel_iommu=on on Intel");
	if (s->guard->binds)
		return check_companions(s, wish, dev, err);
	for (size_t i = 0; i < dev->n_peers; i++) {
		const struct og_peer *peer = &dev->peers[i];

		if (og_pciready_lets_go(peer->driver) ||
		    is_wished(s, &peer->bdf))
			continue;
		og_bdf_name(&peer->bdf, name);
		return complain(
			wish, &dev->bdf, err,
			"cannot go: group %d is not viable, %s in it is bound "
			"to driver %s: %s, or onegpu bind %s",
			dev->iommu_group, name, peer->driver,
			is_same_slot(&peer->bdf, &dev->bdf)
				? "ask for the whole card (FUNCTIONS=\"all\")"
				: "give both to the VM",
			name);
	}
	return 0;
}

/* libvirt takes an idle device from its driver; these are not idle. */
static int check_driver(const struct scene *s, const struct og_guard_wish *wish,
			const struct og_pcidev *dev, struct og_err *err)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&dev->bdf, name);
	if (dev->net_up)
		return complain(
			wish, &dev->bdf, err,
			"is not bound to vfio-pci (driver %s): the host "
			"uses it as %s: set that down, then onegpu "
			"bind %s",
			dev->driver, dev->net_up, name);
	if (og_pciready_is_held(dev->class_id, dev->driver) &&
	    (!s->guard->binds || dev->class_id >> 8 == BASE_STORAGE))
		return complain(wish, &dev->bdf, err,
				"is not bound to vfio-pci (driver %s): stop "
				"what uses it, then onegpu bind %s",
				dev->driver, name);
	return 0;
}

static int check_kind(const struct scene *s, const struct og_guard_wish *wish,
		      const struct og_pcidev *dev, struct og_err *err)
{
	if (og_pciready_is_bridge(dev->class_id) ||
	    og_pciready_stays(dev->class_id))
		return complain(wish, &dev->bdf, err,
				"is a bridge, which stays with the host");
	if (dev->boot_vga == OG_YES && !s->guard->boot_display)
		return complain(wish, &dev->bdf, err,
				"is the boot display: make another one primary "
				"in the firmware, or BOOT_DISPLAY: yes in "
				"onegpu-driver.yaml");
	return 0;
}

static void note_doubts(const struct scene *s, const struct og_guard_wish *wish,
			const struct og_pcidev *dev)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&dev->bdf, name);
	if (dev->can_reset == OG_NO)
		og_notes_add(s->notes, OG_WARN,
			     "PCI %d: cannot reset device %s: it may not start "
			     "a second time before the host restarts",
			     wish->pci, name);
	if (dev->has_bars && dev->bars.is_unmapped)
		og_notes_add(s->notes, OG_WARN,
			     "PCI %d: BARs of device %s are not mapped: turn "
			     "on Above 4G decoding in the firmware",
			     wish->pci, name);
}

static int check_device(const struct scene *s, const struct og_guard_wish *wish,
			const struct og_pcidev *dev, struct og_err *err)
{
	int r = check_kind(s, wish, dev, err);

	if (r == 0)
		r = check_allowed(s, wish, dev, err);
	if (r < 0 || wish->slice)
		return r;
	if (has_functions(dev))
		return complain(wish, &dev->bdf, err,
				"has %d virtual functions, which would go with "
				"it, from other VMs too: write 0 to its "
				"sriov_numvfs first",
				dev->numvfs);
	r = check_group(s, wish, dev, err);
	if (r == 0)
		r = check_driver(s, wish, dev, err);
	if (r == 0)
		note_doubts(s, wish, dev);
	return r;
}

int og_guard_check(const struct og_guard *guard,
		   const struct og_guard_wish *wishes, size_t n,
		   const struct og_pcidevs *devs, struct og_notes *notes,
		   struct og_err *err)
{
	const struct scene s = { guard, wishes, n, devs, notes };
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		r = check_there(&s, &wishes[i], err);
		if (r == 0)
			r = check_once(&s, i, err);
		for (size_t k = 0; k < devs->n && r == 0; k++)
			if (og_guard_covers(&wishes[i], &devs->devs[k].bdf))
				r = check_device(&s, &wishes[i], &devs->devs[k],
						 err);
	}
	return r;
}

/* --- who has it --- */

static char *who(const struct og_live_domain *domain)
{
	if (domain->held.vm == OG_RUNDOM_FOREIGN)
		return og_asprintf("domain '%s', which is not OpenNebula's",
				   domain->name);
	return og_asprintf("VM %d", domain->held.vm);
}

static int check_holders(const struct og_guard_wish *wish,
			 const struct og_pcidev *dev,
			 const struct og_live *live, int32_t self,
			 struct og_err *err)
{
	const struct og_live_domain *holder =
		og_live_holder(live, &dev->bdf, self);
	og_autofree char *name = holder ? who(holder) : NULL;
	char peer[OG_BDF_TEXT];

	if (holder)
		return complain(wish, &dev->bdf, err,
				"is held by %s, which runs on this host", name);
	for (size_t i = 0; i < dev->n_peers && !wish->slice; i++) {
		holder = og_live_holder(live, &dev->peers[i].bdf, self);
		if (!holder)
			continue;
		name = who(holder);
		og_bdf_name(&dev->peers[i].bdf, peer);
		return complain(wish, &dev->bdf, err,
				"cannot go: group %d is in use, %s in it is "
				"held by %s, which runs on this host",
				dev->iommu_group, peer, name);
	}
	return 0;
}

int og_guard_holders(const struct og_guard_wish *wishes, size_t n,
		     const struct og_pcidevs *devs, const struct og_live *live,
		     int32_t self, struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < devs->n && r == 0; k++)
			if (og_guard_covers(&wishes[i], &devs->devs[k].bdf))
				r = check_holders(&wishes[i], &devs->devs[k],
						  live, self, err);
	return r;
}
