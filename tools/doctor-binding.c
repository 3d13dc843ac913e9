// SPDX-License-Identifier: Apache-2.0
/* Checks of who has a device: driver, group, card, the node below /dev. */
#include "doctor.h"

/* --- 5: driver --- */

/* All modules that would take the card at the next boot. */
static const char *rivals(const char *driver)
{
	if (strcmp(driver, "nvidia") == 0)
		return "nvidia nvidia_drm nvidia_modeset nvidia_uvm nouveau";
	if (strcmp(driver, "amdgpu") == 0 || strcmp(driver, "radeon") == 0)
		return "amdgpu radeon";
	return driver;
}

static void mend_driver(const struct og_doctor_facts *facts,
			const struct og_pcidev *dev,
			const struct og_doctor_device *more, struct og_buf *out)
{
	if (more->users)
		og_buf_fmt(out, "stop what uses it: %s\n", more->users);
	else if (!facts->is_root)
		og_buf_str(out, "as root this tells which processes have it "
				"open: stop them first\n");
	og_buf_str(out, "# onegpu bind {} --persist\n");
	og_buf_fmt(out,
		   "which lasts over reboots, as driverctl set-override {} "
		   "vfio-pci does. If all %04x:%04x are for VMs, have vfio-pci "
		   "take them at boot instead:\n",
		   dev->vendor, dev->device);
	og_buf_fmt(out,
		   "# echo 'options vfio-pci ids=%04x:%04x' > "
		   "/etc/modprobe.d/vfio.conf\n",
		   dev->vendor, dev->device);
	og_buf_fmt(out,
		   "# printf 'blacklist %%s\\n' %s >> "
		   "/etc/modprobe.d/vfio.conf\n",
		   rivals(dev->driver));
	og_distro_initramfs(&facts->distro, out);
	og_buf_str(out, "# reboot\n");
}

/* A GPU that stays with NVIDIA's vGPU driver to be handed out in parts. */
static bool serves_vgpus(const struct og_doctor_facts *facts, size_t i)
{
	const struct og_pcidev *dev = &facts->pci.devs[i];

	return dev->driver && strcmp(dev->driver, "nvidia") == 0 &&
	       facts->devices[i].totalvfs > 0 &&
	       og_doctor_has_module(facts, "nvidia_vgpu_vfio");
}

static void driver_of(const struct og_doctor_facts *facts, size_t i,
		      struct og_finding *finding)
{
	const struct og_pcidev *dev = &facts->pci.devs[i];
	const struct og_doctor_device *more = &facts->devices[i];
	struct og_remark *remark;

	if (more->is_vgpu && dev->profiles) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "gives vGPUs through driver %s",
			       dev->driver ? dev->driver : "none");
	} else if (more->is_vgpu && !og_pciready_lets_go(dev->driver)) {
		og_finding_add(finding, OG_DOCTOR_WARN, dev,
			       "offers no vGPU type now: it holds one, or its "
			       "GPU is full");
	} else if (serves_vgpus(facts, i)) {
		og_finding_add(finding, OG_DOCTOR_NA, dev,
			       "stays with the vGPU driver, see 15");
	} else if (!dev->driver) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "no driver: libvirt binds it to vfio-pci when "
			       "its VM starts");
	} else if (og_pciready_lets_go(dev->driver)) {
		og_finding_add(finding, OG_DOCTOR_OK, dev, "bound to %s",
			       dev->driver);
	} else {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					"not bound to vfio-pci (driver %s)%s%s",
					dev->driver, more->users ? ": " : "",
					more->users ? more->users : "");
		mend_driver(facts, dev, more, &remark->mend);
	}
}

void og_doctor_driver(const struct og_doctor_facts *facts,
		      struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) driver_of(facts, i, finding);
}

/* --- 6: group --- */

static bool same_card(const struct og_bdf *a, const struct og_bdf *b)
{
	return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot;
}

static void mend_group(const struct og_pcidev *dev, struct og_buf *out)
{
	bool others = false;

	for (size_t i = 0; i < dev->n_peers; i++)
		others =
			others || (!og_pciready_lets_go(dev->peers[i].driver) &&
				   !same_card(&dev->peers[i].bdf, &dev->bdf));
	if (others)
		og_buf_str(out,
			   "put {} or what shares its group into another slot "
			   "(the kernel argument pcie_acs_override= of patched "
			   "kernels is a last resort: it only hides that the "
			   "devices reach each other's memory); or, where the "
			   "host can do without:\n");
	for (size_t i = 0; i < dev->n_peers; i++) {
		char name[OG_BDF_TEXT];

		if (og_pciready_lets_go(dev->peers[i].driver))
			continue;
		og_bdf_name(&dev->peers[i].bdf, name);
		og_buf_fmt(out, "# onegpu bind %s --persist\n", name);
	}
}

static void group_of(const struct og_pcidev *dev, struct og_finding *finding)
{
	og_autobuf held = OG_BUF_INIT;
	struct og_remark *remark;

	for (size_t i = 0; i < dev->n_peers; i++) {
		const struct og_peer *peer = &dev->peers[i];
		char name[OG_BDF_TEXT];

		if (og_pciready_lets_go(peer->driver))
			continue;
		og_bdf_name(&peer->bdf, name);
		og_buf_fmt(&held, "%s%s (driver %s)", held.len ? ", " : "",
			   name, peer->driver);
	}
	if (dev->iommu_group < 0) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					"no IOMMU group");
		og_buf_str(&remark->mend,
			   "this device is behind no IOMMU: put it into "
			   "another slot\n");
	} else if (held.len) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					"group %d is not viable: the host uses "
					"%s",
					dev->iommu_group, held.data);
		mend_group(dev, &remark->mend);
	} else if (dev->n_peers) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "group %d, with %zu more that the host does not "
			       "use",
			       dev->iommu_group, dev->n_peers);
	} else {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "alone in its group");
	}
}

void og_doctor_group(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	og_autofree char *acs =
		facts->cmdline
			? og_cmdline_value(facts->cmdline, "pcie_acs_override")
			: NULL;
	struct og_remark *remark;

	if (og_finding_no_candidate(finding, facts))
		return;
	if (!facts->n_groups) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "there are no groups, see 2");
		return;
	}
	og_doctor_each(i, facts) if (!facts->devices[i].is_vgpu)
		group_of(&facts->pci.devs[i], finding);
	if (!acs)
		return;
	remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
				"pcie_acs_override splits groups that belong "
				"together: VMs may reach each other's memory");
	og_buf_str(&remark->mend, "once every card has a slot with a group of "
				  "its own:\n");
	og_distro_drop_args(&facts->distro, "pcie_acs_override", &remark->mend);
}

/* --- 7: the whole card --- */

/* Other functions of the card that are there by themselves. */
static bool is_function_of(const struct og_pcidev *dev,
			   const struct og_pcidev *other)
{
	return other != dev && other->sriov != OG_SRIOV_VF &&
	       same_card(&dev->bdf, &other->bdf) &&
	       !og_pciready_is_bridge(other->class_id);
}

static void say_function(const struct og_doctor_facts *facts,
			 const struct og_pcidev *dev, size_t other,
			 struct og_finding *finding)
{
	const struct og_pcidev *function = &facts->pci.devs[other];
	struct og_remark *remark;
	char name[OG_BDF_TEXT];

	og_bdf_name(&function->bdf, name);
	if (!og_pciready_lets_go(function->driver)) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"the host uses %s of the same card "
					"(driver %s)",
					name, function->driver);
		og_buf_fmt(&remark->mend, "# onegpu bind %s --persist\n", name);
		og_buf_str(&remark->mend,
			   "and give a VM all functions of the card\n");
	}
	if (facts->conf == OG_CONF_READ && !facts->devices[other].listed) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"%s of the same card is not in the "
					"probe's list, so no VM can ask for it",
					name);
		og_buf_fmt(&remark->mend,
			   "add '%04x:%04x' to :filter: of pci.conf, see 18\n",
			   function->vendor, function->device);
	}
}

static void card_of(const struct og_doctor_facts *facts,
		    const struct og_pcidev *dev, struct og_finding *finding)
{
	size_t before = finding->n;
	unsigned functions = 1;

	for (size_t i = 0; i < facts->pci.n; i++) {
		if (!is_function_of(dev, &facts->pci.devs[i]))
			continue;
		functions++;
		say_function(facts, dev, i, finding);
	}
	if (finding->n > before)
		return;
	if (functions == 1)
		og_finding_add(finding, OG_DOCTOR_OK, dev, "one function");
	else
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "%u functions, none used by the host: a VM has "
			       "to ask for all of them",
			       functions);
}

void og_doctor_card(const struct og_doctor_facts *facts,
		    struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) if (facts->pci.devs[i].sriov != OG_SRIOV_VF)
		card_of(facts, &facts->pci.devs[i], finding);
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "virtual functions go one by one");
}

/* --- 8: /dev/vfio --- */

enum { OTHERS_RW = 06, GROUP_RW = 060, OWNER_RW = 0600 };

static bool in_group(const struct og_doctor_facts *facts, uint32_t gid)
{
	const struct og_doctor_qemu *qemu = &facts->qemu;

	return qemu->gid == gid ||
	       og_group_has(og_buf_text(&facts->group), facts->group.len, gid,
			    qemu->user);
}

/* The rule; and QEMU's user becomes a member of the group where he is none. */
static void mend_access(const struct og_doctor_facts *facts, struct og_buf *out)
{
	uint32_t kvm;

	og_buf_str(out,
		   "# echo 'SUBSYSTEM==\"vfio\", GROUP=\"kvm\", MODE=\"0660\"' "
		   "> /etc/udev/rules.d/99-vfio.rules\n"
		   "# udevadm control --reload\n"
		   "# udevadm trigger --subsystem-match=vfio\n");
	if (facts->qemu.has_ids &&
	    og_group_find(og_buf_text(&facts->group), facts->group.len, "kvm",
			  &kvm) &&
	    !in_group(facts, kvm))
		og_buf_fmt(out, "# usermod -aG kvm %s\n", facts->qemu.user);
}

/* Whether QEMU's user may; unknown where there is none by name. */
static enum og_answer may_open(const struct og_doctor_facts *facts,
			       const struct og_root_rights *node)
{
	const struct og_doctor_qemu *qemu = &facts->qemu;

	if (!qemu->has_ids)
		return OG_UNKNOWN;
	if (qemu->uid == 0 ||
	    (qemu->uid == node->uid && (node->mode & OWNER_RW) == OWNER_RW))
		return OG_YES;
	return (node->mode & GROUP_RW) == GROUP_RW && in_group(facts, node->gid)
		       ? OG_YES
		       : OG_NO;
}

static void access_of(const struct og_doctor_facts *facts, size_t i,
		      struct og_finding *finding)
{
	const struct og_pcidev *dev = &facts->pci.devs[i];
	const struct og_root_rights *node = &facts->devices[i].node;
	enum og_answer may = may_open(facts, node);
	const char *user = facts->qemu.user ? facts->qemu.user : "QEMU's user";
	og_autofree char *group = og_group_name(og_buf_text(&facts->group),
						facts->group.len, node->gid);
	bool is_kvm = group && strcmp(group, "kvm") == 0;
	og_autofree char *gid = og_asprintf("%u", node->gid);
	const char *owner = group ? group : gid;
	struct og_remark *remark;

	if ((node->mode & OTHERS_RW) == OTHERS_RW) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"/dev/vfio/%d has mode %04o: every "
					"local user can take the device",
					dev->iommu_group, node->mode);
		mend_access(facts, &remark->mend);
	} else if (may == OG_YES || (may == OG_UNKNOWN && is_kvm &&
				     (node->mode & GROUP_RW) == GROUP_RW)) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "/dev/vfio/%d: %s can open it (group %s, %04o)",
			       dev->iommu_group, user, owner, node->mode);
	} else if (facts->qemu.dynamic) {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "/dev/vfio/%d: libvirt hands it to %s itself "
			       "(dynamic_ownership)",
			       dev->iommu_group, user);
	} else {
		remark = og_finding_add(
			finding, may == OG_NO ? OG_DOCTOR_FAIL : OG_DOCTOR_WARN,
			dev, "/dev/vfio/%d: %s cannot open it (group %s, %04o)",
			dev->iommu_group, user, owner, node->mode);
		mend_access(facts, &remark->mend);
	}
}

static void rule_ahead(const struct og_doctor_facts *facts,
		       struct og_finding *finding)
{
	bool open = facts->rule.mode >= 0 &&
		    (facts->rule.mode & OTHERS_RW) == OTHERS_RW;
	struct og_remark *remark;

	if (!facts->has_dev) {
		og_finding_unseen(finding, NULL, "/dev is not there");
	} else if (open) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"udev's rule for vfio has mode %04o: "
					"every local user could take a device",
					(unsigned)facts->rule.mode);
		mend_access(facts, &remark->mend);
	} else if (facts->rule.group || facts->qemu.dynamic ||
		   !facts->has_rules) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "nothing is bound to vfio-pci yet%s",
			       facts->rule.group ? ", udev's rule is there"
						 : "");
	} else {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"no udev rule for vfio: once a device "
					"is bound, only root will open it");
		mend_access(facts, &remark->mend);
	}
}

void og_doctor_access(const struct og_doctor_facts *facts,
		      struct og_finding *finding)
{
	if (og_finding_no_candidate(finding, facts))
		return;
	og_doctor_each(i, facts) if (facts->devices[i].has_node)
		access_of(facts, i, finding);
	if (!finding->n)
		rule_ahead(facts, finding);
}
