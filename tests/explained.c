// SPDX-License-Identifier: Apache-2.0
#include "explained.h"

#include <fnmatch.h>
#include <strings.h>

#include "domain-ns.h"

struct seen {
	const struct og_domdiff *diff;
	const struct og_vm *vm;
	const struct og_driver_conf *conf;
};

static bool attr_is(const struct og_xml_node *node, const char *name,
		    const char *value)
{
	const char *text = node ? og_xml_attr(node, name) : NULL;

	return text && strcmp(text, value) == 0;
}

static bool only_oned(const struct seen *s)
{
	return !s->diff->ours;
}

static bool is_ours(const struct seen *s)
{
	const char *ns = s->diff->ours ? og_xml_ns(s->diff->ours) : NULL;

	return !s->diff->oned && ns && strcmp(ns, OG_DOMAIN_NS) == 0;
}

static bool has_devices(const struct seen *s)
{
	return s->vm->n_pci > 0;
}

static bool no_balloon(const struct seen *s)
{
	return has_devices(s) && !s->diff->oned &&
	       attr_is(s->diff->ours, "model", "none");
}

/* A device below an expander: then the tree is ours to make. */
static bool has_expander(const struct seen *s)
{
	for (size_t i = 0; i < s->vm->n_pci; i++)
		if (s->vm->pci[i].bus_index >= 0)
			return true;
	return false;
}

static bool ours_of_expanders(const struct seen *s)
{
	return !s->diff->oned && has_expander(s);
}

static bool is_vfio(const struct seen *s)
{
	return attr_is(s->diff->ours, "name", "vfio");
}

static bool no_expanders(const struct seen *s)
{
	return s->vm->flat_pci && has_devices(s);
}

static const struct row {
	const char *path;
	bool (*when)(const struct seen *s);
	const char *reason;
} rows[] = {
	{ "metadata[[]0]/onegpu-vm", is_ours,
	  "ours tells what was moved and renumbered" },
	{ "metadata[[]0]/vm[[]0]/opennebula_version[[]0]", only_oned,
	  "a VM does not tell oned's version" },
	{ "devices/memballoon[[]0]", no_balloon,
	  "a device pins all memory: a balloon can only break" },
	{ "devices/hostdev[[]*]/driver[[]0]*", is_vfio,
	  "libvirt makes no command line without the driver's name" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", no_expanders,
	  "Q35_NUMA_PCIE=NO has no expanders: a flat address instead" },
	{ "devices/controller[[]pci:*]", ours_of_expanders,
	  "a node of devices has an expander, emulated ones ports of pcie.0" },
	{ "devices/controller[[]usb:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/controller[[]virtio-serial:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/*/address[[]0]", ours_of_expanders,
	  "emulated devices stay off the expanders" },
};

const char *og_explained(const struct og_domdiff *diff, const struct og_vm *vm,
			 const struct og_driver_conf *conf)
{
	const struct seen seen = { diff, vm, conf };

	for (size_t i = 0; i < OG_COUNT(rows); i++)
		if (fnmatch(rows[i].path, diff->path, 0) == 0 &&
		    rows[i].when(&seen))
			return rows[i].reason;
	return NULL;
}
