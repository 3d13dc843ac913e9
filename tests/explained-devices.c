// SPDX-License-Identifier: Apache-2.0
/* What is below <devices>. */
#include <stdio.h>

#include "explained-part.h"

static bool no_balloon(const struct og_seen *s)
{
	return og_seen_has_devices(s) && !s->diff->oned &&
	       og_seen_attr(s->diff->ours, "model", "none");
}

static bool of_cells(const struct og_seen *s)
{
	return og_seen_has_devices(s) && s->vm->n_cells > 0;
}

/* Cells have expanders whether a device is below one or not. */
static bool ours_of_expanders(const struct og_seen *s)
{
	return !s->diff->oned && (og_seen_has_expander(s) || of_cells(s));
}

static bool is_vfio(const struct og_seen *s)
{
	return og_seen_attr(s->diff->ours, "name", "vfio");
}

static bool serial_is_markup(const struct og_seen *s)
{
	return s->diff->ours && og_seen_markup(og_xml_text(s->diff->ours));
}

/* The passthrough device that a path below <devices> is about, or NULL. */
static const struct og_vm_pci *
device_of(const struct og_seen *s, const struct og_pcie_device **ret_place)
{
	unsigned i = 0;

	if (sscanf(s->diff->path, "devices/hostdev[%u]", &i) != 1 ||
	    i >= s->vm->n_pci)
		return NULL;
	*ret_place = s->tree->n_devices ? &s->tree->devices[i] : NULL;
	return &s->vm->pci[i];
}

/* i440fx, or Q35_NUMA_PCIE=NO. */
static bool moved_flat(const struct og_seen *s)
{
	const struct og_pcie_device *place;
	const struct og_vm_pci *pci = device_of(s, &place);

	return pci && pci->moved_flat;
}

/* A device without a node beside expanders: oned gives it one of their names.
 */
static bool flat_beside_expanders(const struct og_seen *s)
{
	const struct og_pcie_device *place;
	const struct og_vm_pci *pci = device_of(s, &place);

	return of_cells(s) && pci && pci->bus_index < 0 && !pci->moved_flat;
}

/* Where a number could not be kept, og_pcie_note() tells it. */
static bool on_its_number(const struct og_seen *s)
{
	const struct og_pcie_device *place;
	const struct og_vm_pci *pci = device_of(s, &place);

	return pci && pci->bus_index >= 0 && place && !place->kept_index;
}

static bool iommu_of_expander(const struct og_seen *s)
{
	return og_seen_has_expander(s) && s->vm->guard.iommu.mode;
}

static bool no_target_of_ide(const struct og_seen *s)
{
	return og_seen_only_oned(s) && s->vm->machine != OG_MACHINE_Q35 &&
	       og_seen_number(s->diff->oned, "target") > 0;
}

/* The n-th disk that is none of the shared folders. */
static const struct og_vm_disk *disk_of(const struct og_seen *s)
{
	unsigned n = 0;

	if (sscanf(s->diff->path, "devices/disk[%u]", &n) != 1)
		return NULL;
	for (size_t i = 0; i < s->vm->n_disks; i++)
		if (s->vm->disks[i].kind != OG_DISK_SHARE && n-- == 0)
			return &s->vm->disks[i];
	return NULL;
}

static bool iso(const struct og_seen *s)
{
	const struct og_vm_disk *disk = disk_of(s);

	return disk && disk->cdrom && og_seen_both(s) &&
	       strcmp(s->diff->oned_text, "iso") == 0 &&
	       strcmp(s->diff->our_text, "raw") == 0;
}

/* "fe80::1", "[fe80::1]:2": oned cuts at the first colon. */
static bool has_ipv6(const struct og_seen *s)
{
	const struct og_vm_disk *disk = disk_of(s);
	const char *word = disk ? disk->hosts : NULL;

	while (word && *word) {
		size_t len = strcspn(word, " "), colons = 0;

		for (size_t i = 0; i < len; i++)
			colons += word[i] == ':';
		if (colons > 1)
			return true;
		word += len + strspn(word + len, " ");
	}
	return false;
}

/* Numbers of queues that libvirt does not take, or takes for none. */
static bool no_queues(const struct og_seen *s)
{
	const char *oned = s->diff->oned_text;
	long n;

	if (!oned && s->diff->oned && !s->diff->ours)
		oned = og_xml_attr(s->diff->oned, "queues");
	n = oned ? strtol(oned, NULL, 10) : 1;
	if (s->diff->our_text)
		return strcmp(s->diff->our_text, "1") == 0 && n < 0;
	return n <= 0 || n > UINT16_MAX;
}

/* An average of 0 is no limit, and a peak of 0 none. */
static bool no_bandwidth(const struct og_seen *s)
{
	const struct og_xml_node *oned = s->diff->oned;
	const char *average = oned ? og_xml_attr(oned, "average") : NULL;

	if (s->diff->oned_text)
		return !s->diff->our_text &&
		       strcmp(s->diff->oned_text, "0") == 0;
	if (average || !oned)
		return average && strtoll(average, NULL, 10) == 0;
	og_xml_each (way, oned, NULL)
		if (!og_seen_attr(way, "average", "0"))
			return false;
	return true;
}

static bool more_hosts_of_iscsi(const struct og_seen *s)
{
	const struct og_vm_disk *disk = disk_of(s);

	return og_seen_only_oned(s) && disk && disk->kind == OG_DISK_ISCSI;
}

static bool no_hole(const struct og_seen *s)
{
	const char *ignored = s->vm->features.ignored_number;

	return og_seen_only_oned(s) && ignored &&
	       strcmp(ignored, "PCIHOLE64") == 0;
}

/* libvirt puts them there anyway, before the first expander's index. */
static bool fills_gap(const struct og_seen *s)
{
	enum { FIRST = 3, STRIDE = 9 };
	unsigned index = og_seen_number(s->diff->ours, "index"), cell;

	if (s->diff->oned || index < FIRST ||
	    !og_seen_attr(s->diff->ours, "model", "pcie-root-port") ||
	    og_xml_child(s->diff->ours, "address"))
		return false;
	cell = (index - FIRST) / STRIDE;
	return cell + 1 < s->vm->n_cells && !s->vm->cells[cell].vcpus;
}

/* Each device on pcie.0 needs a port, and the bridge another. */
static bool few_ports(const struct og_seen *s)
{
	int last = 0;

	for (size_t i = 0; i < s->vm->n_pci; i++)
		if (s->vm->pci[i].bus > last)
			last = s->vm->pci[i].bus;
	return !og_seen_has_expander(s) && s->vm->root_ports &&
	       last >= (int)s->vm->root_ports;
}

/* A device without a node has no root of its own. */
static bool iommu_of_no_node(const struct og_seen *s)
{
	if (!og_seen_only_oned(s) || s->vm->guard.iommu.mode != OG_IOMMU_DEVICE)
		return false;
	for (size_t i = 0; i < s->vm->n_pci; i++)
		if (s->vm->pci[i].dedicated && s->vm->pci[i].iommu &&
		    s->vm->pci[i].bus_index < 0)
			return true;
	return false;
}

const struct og_explained_row og_explained_devices[] = {
	{ "devices/disk[[]*]/address[[]0]", no_target_of_ide,
	  "libvirt refuses an IDE disk at a target but 0" },
	{ "devices/memballoon[[]0]", no_balloon,
	  "a device pins all memory: a balloon can only break" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", flat_beside_expanders,
	  "libvirt refuses the bus that oned names: it gets a port of pcie.0" },
	{ "devices/controller[[]pci:*", of_cells,
	  "expanders by host node, told the cell that stands on it" },
	{ "devices/hostdev[[]*]/address[[]0]/@bus", on_its_number,
	  "on the guest bus that oned promised: the index is but a name" },
	{ "devices/iommu[[]*]/driver[[]0]/@pciBus", iommu_of_expander,
	  "on the guest bus that oned promised: the index is but a name" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", moved_flat,
	  "without expanders a flat address, on i440fx and Q35_NUMA_PCIE=NO" },
	{ "devices/controller[[]usb:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/controller[[]virtio-serial:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/*/address[[]0]", ours_of_expanders,
	  "emulated devices stay off the expanders" },
	{ "devices/hostdev[[]*]/driver[[]0]*", is_vfio,
	  "libvirt makes no command line without the driver's name" },
	{ "devices/disk[[]*/serial[[]0]*", serial_is_markup,
	  "oned does not escape a serial" },
	{ "devices/*/@*", og_seen_other_case,
	  "libvirt knows these words in small letters" },
	{ "devices/disk[[]*]/driver[[]0]/@type", iso,
	  "QEMU knows no format iso" },
	{ "devices/disk[[]*]/source[[]0]/host[[]*", has_ipv6,
	  "oned cuts an IPv6 address at its first colon" },
	{ "devices/disk[[]*]/source[[]0]/host[[]*", more_hosts_of_iscsi,
	  "libvirt's schema has room for one, and libvirt takes the first" },
	{ "devices/interface[[]*]/bandwidth*", no_bandwidth,
	  "libvirt's schema knows no limit of 0, which is none" },
	{ "devices/disk[[]*]/driver[[]0]/@queues", no_queues,
	  "libvirt takes 0 for none, and no number below" },
	{ "devices/interface[[]*]/driver[[]0]", no_queues,
	  "libvirt takes 0 for none, and no number below" },
	{ "devices/controller[[]scsi:0]/driver[[]0]/@queues", no_queues,
	  "libvirt takes no number below 0" },
	{ "devices/controller[[]pci:0]/pcihole64[[]0]", no_hole,
	  "oned takes the digits before what is no number" },
	{ "devices/controller[[]pci:*", fills_gap, "libvirt's own, declared" },
	{ "devices/controller[[]pci:*", few_ports,
	  "Q35_ROOT_PORTS are too few: the bridge is on a device's bus" },
	{ "devices/iommu[[]*]", iommu_of_no_node,
	  "oned names the node -, which libvirt refuses" },
};

const size_t og_explained_devices_count = OG_COUNT(og_explained_devices);
