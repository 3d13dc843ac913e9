// SPDX-License-Identifier: Apache-2.0
/* Checks of the card itself: reset, display, link, memory windows, node. */
#include "doctor.h"

/* --- 9: reset --- */

/*
 * AMD cards that do not come back from the kernel's own reset, by families of
 * ids: those that the module vendor-reset is for (github.com/gnif/vendor-reset,
 * src/device-db.h).
 */
static bool has_reset_bug(const struct og_pcidev *dev)
{
	static const struct {
		uint16_t first, last;
	} families[] = {
		{ 0x67c0, 0x67df },			/* Polaris 10 */
		{ 0x6fdf, 0x6fdf }, { 0x67e0, 0x67ff }, /* Polaris 11 */
		{ 0x6980, 0x699f },			/* Polaris 12 */
		{ 0x6860, 0x687f },			/* Vega 10 */
		{ 0x66a0, 0x66af },			/* Vega 20 */
		{ 0x7310, 0x731f },			/* Navi 10 */
		{ 0x7340, 0x734f },			/* Navi 14 */
		{ 0x7360, 0x7362 },			/* Navi 12 */
		{ 0x73ff, 0x73ff },			/* Navi 23 */
		{ 0x738c, 0x738c },			/* Arcturus */
	};

	for (size_t i = 0; dev->vendor == 0x1002 && i < OG_COUNT(families); i++)
		if (dev->device >= families[i].first &&
		    dev->device <= families[i].last)
			return true;
	return false;
}

/* What else a reset of its whole bus would reset; NULL: nothing in use. */
static const struct og_pcidev *in_the_way(const struct og_doctor_facts *facts,
					  const struct og_pcidev *dev)
{
	for (size_t i = 0; i < facts->pci.n; i++) {
		const struct og_pcidev *other = &facts->pci.devs[i];

		if (other != dev && other->bdf.domain == dev->bdf.domain &&
		    other->bdf.bus == dev->bdf.bus &&
		    other->sriov != OG_SRIOV_VF &&
		    !og_pciready_lets_go(other->driver))
			return other;
	}
	return NULL;
}

static void bus_reset(const struct og_doctor_facts *facts,
		      const struct og_pcidev *dev, struct og_finding *finding)
{
	const struct og_pcidev *other = in_the_way(facts, dev);
	struct og_remark *remark;
	char name[OG_BDF_TEXT];

	if (!other) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "by bus: all of its bus goes with it");
		return;
	}
	og_bdf_name(&other->bdf, name);
	remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
				"can be reset only with its whole bus, and the "
				"host uses %s there (driver %s)",
				name, other->driver);
	og_buf_fmt(&remark->mend, "# onegpu bind %s --persist\n", name);
	og_buf_str(&remark->mend, "and give both to the same VM\n");
}

static void reset_of(const struct og_doctor_facts *facts,
		     const struct og_pcidev *dev, struct og_finding *finding)
{
	bool special = dev->reset && strstr(dev->reset, "device_specific");
	struct og_remark *remark;

	if (dev->can_reset == OG_UNKNOWN) {
		og_finding_unseen(finding, dev, "reset_method is not there");
	} else if (dev->can_reset == OG_NO) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					"the kernel knows no way to reset it");
		og_buf_str(&remark->mend,
			   "try another slot, whose port can reset it; for AMD "
			   "cards, the module vendor-reset\nwithout a reset "
			   "it is good for one VM after each boot\n");
	} else if (has_reset_bug(dev) && !special &&
		   !og_doctor_has_module(facts, "vendor_reset")) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"AMD cards of this family do not come "
					"back from the kernel's own reset");
		og_buf_str(&remark->mend,
			   "build the module vendor-reset "
			   "(https://github.com/gnif/vendor-reset), then:\n"
			   "# modprobe vendor-reset\n"
			   "# echo device_specific > "
			   "/sys/bus/pci/devices/{}/reset_method\n");
	} else if (dev->reset && strcmp(dev->reset, "bus") == 0) {
		bus_reset(facts, dev, finding);
	} else {
		og_finding_add(finding, OG_DOCTOR_OK, dev, "by %s",
			       dev->reset && *dev->reset ? dev->reset
							 : "the kernel");
	}
}

void og_doctor_reset(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) if (!facts->devices[i].is_vgpu)
		reset_of(facts, &facts->pci.devs[i], finding);
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "vGPUs are reset by their driver");
}

/* --- 10: the boot display --- */

static bool console_is_off(const struct og_doctor_facts *facts)
{
	static const char *const words[] = { "video=efifb:off",
					     "video=vesafb:off",
					     "video=simplefb:off",
					     "initcall_blacklist=sysfb_init" };

	for (size_t i = 0; facts->cmdline && i < OG_COUNT(words); i++)
		if (og_cmdline_has(facts->cmdline, words[i]))
			return true;
	return false;
}

static void display_of(const struct og_doctor_facts *facts,
		       const struct og_pcidev *dev, struct og_finding *finding)
{
	struct og_remark *remark;

	if (dev->boot_vga != OG_YES) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "not the boot display");
		return;
	}
	if (console_is_off(facts) && og_pciready_lets_go(dev->driver)) {
		og_finding_add(finding, OG_DOCTOR_WARN, dev,
			       "the boot display, its console is turned off: "
			       "the VM may need a ROM file");
		return;
	}
	remark =
		og_finding_add(finding, OG_DOCTOR_FAIL, dev,
			       "the boot display: the host's console is on it");
	og_buf_str(&remark->mend,
		   "make another display, such as the board's own, primary in "
		   "the firmware setup\nwhere there is none:\n");
	og_distro_add_args(&facts->distro, "video=efifb:off", &remark->mend);
}

void og_doctor_boot_display(const struct og_doctor_facts *facts,
			    struct og_finding *finding)
{
	for (size_t i = 0; i < facts->pci.n; i++)
		if (facts->devices[i].is_own)
			og_finding_add(finding, OG_DOCTOR_NA,
				       &facts->pci.devs[i],
				       "a display of the host's own, which "
				       "stays with it");
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts)
		display_of(facts, &facts->pci.devs[i], finding);
}

/* --- 11: link --- */

/* The port above it: the folder that its own folder is in. */
static const struct og_pcidev *port_of(const struct og_doctor_facts *facts,
				       const struct og_pcidev *dev)
{
	const char *slash = strrchr(dev->path, '/');
	size_t len = slash ? (size_t)(slash - dev->path) : 0;

	for (size_t i = 0; len && i < facts->pci.n; i++) {
		const char *path = facts->pci.devs[i].path;

		if (strlen(path) == len && memcmp(path, dev->path, len) == 0)
			return &facts->pci.devs[i];
	}
	return NULL;
}

static unsigned least(unsigned card, unsigned slot)
{
	return slot && slot < card ? slot : card;
}

static void link_of(const struct og_doctor_facts *facts,
		    const struct og_pcidev *dev, struct og_finding *finding)
{
	static const struct og_pcilink none;
	const struct og_pcidev *port = port_of(facts, dev);
	const struct og_pcilink *now = &dev->link, *card = &dev->link_max;
	const struct og_pcilink *slot = port ? &port->link_max : &none;
	unsigned width = least(card->width, slot->width);
	unsigned speed = least(card->speed, slot->speed);
	struct og_remark *remark;

	if (!now->width || !card->width) {
		og_finding_add(finding, OG_DOCTOR_NA, dev, "tells of no link");
		return;
	}
	if (now->width < width) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"runs on %u lanes of %u", now->width,
					width);
		og_buf_str(&remark->mend,
			   "reseat the card and look at riser and slot: a GPU "
			   "at rest lowers its speed, never its width\n");
		return;
	}
	og_finding_add(
		finding, OG_DOCTOR_OK, dev, "x%u%s%s", now->width,
		width < card->width ? ", all that its slot has" : "",
		now->speed < speed
			? ", at a lower speed than it can: GPUs at rest do "
			  "that by design"
			: "");
}

void og_doctor_link(const struct og_doctor_facts *facts,
		    struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) if (facts->pci.devs[i].sriov != OG_SRIOV_VF)
		link_of(facts, &facts->pci.devs[i], finding);
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "virtual functions have no link of their own");
}

/* --- 12: memory windows --- */

static void bars_of(const struct og_pcidev *dev, struct og_finding *finding)
{
	bool empty = !dev->bars.has_memory && dev->sriov != OG_SRIOV_VF;
	struct og_remark *remark;

	if (!dev->has_bars) {
		og_finding_unseen(finding, dev, "resource is not there");
	} else if (dev->bars.is_unmapped || empty) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					empty ? "has no memory windows"
					      : "the kernel found no room for "
						"a memory window");
		og_buf_str(&remark->mend,
			   "turn on \"Above 4G decoding\" and \"Resizable "
			   "BAR\" in the firmware setup\n");
	} else {
		bool gib = dev->bars.bytes >> 30;

		og_finding_add(finding, OG_DOCTOR_OK, dev, "%llu %s mapped",
			       (unsigned long long)(dev->bars.bytes >>
						    (gib ? 30 : 20)),
			       gib ? "GiB" : "MiB");
	}
}

void og_doctor_bars(const struct og_doctor_facts *facts,
		    struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) bars_of(&facts->pci.devs[i], finding);
}

/* --- 13: node --- */

static void node_of(const struct og_doctor_facts *facts, size_t i,
		    struct og_finding *finding)
{
	const struct og_pcidev *dev = &facts->pci.devs[i];
	int32_t near_node = facts->devices[i].near_node;
	struct og_remark *remark;

	if (dev->node >= 0) {
		og_finding_add(finding, OG_DOCTOR_OK, dev, "on node %d",
			       dev->node);
		return;
	}
	if (near_node >= 0)
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"the kernel knows no node; by its port "
					"it is near node %d, and so the probe "
					"tells OpenNebula",
					near_node);
	else
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"nobody knows its node: VMs cannot be "
					"placed beside it");
	og_buf_str(&remark->mend,
		   "update the firmware, which has to tell (ACPI _PXM)\n");
	if (near_node < 0)
		og_buf_str(&remark->mend,
			   "else set HWLOC_PCI_LOCALITY for the probe, see "
			   "hwloc(7)\n");
}

void og_doctor_node(const struct og_doctor_facts *facts,
		    struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	if (og_cpuset_count(&facts->nodes.ids) < 2) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "one NUMA node, all is near");
		return;
	}
	og_doctor_each(i, facts) node_of(facts, i, finding);
}
