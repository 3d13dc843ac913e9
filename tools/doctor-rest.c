// SPDX-License-Identifier: Apache-2.0
/*
 * Checks of what a VM needs beside its device: huge pages, virtual functions,
 * firmware, locked memory, and a probe that tells OpenNebula of the device.
 */
#include <stdio.h>

#include "doctor.h"

/* --- 14: huge pages --- */

static uint64_t pages_of(const struct og_doctor_pages *pages, uint64_t size_kb,
			 bool free)
{
	const struct og_sysnode_pages *list = free ? pages->free : pages->total;
	size_t n = free ? pages->n_free : pages->n_total;

	for (size_t i = 0; i < n; i++)
		if (list[i].size_kb == size_kb)
			return list[i].count;
	return 0;
}

static const char *size_name(uint64_t size_kb, char text[24])
{
	bool gib = size_kb >= 1048576;

	snprintf(text, 24, "%llu %s",
		 (unsigned long long)(size_kb / (gib ? 1048576 : 1024)),
		 gib ? "GiB" : "MiB");
	return text;
}

static bool has_gpu(const struct og_doctor_facts *facts, int32_t node)
{
	og_doctor_each(i, facts) if (facts->devices[i].near_node ==
				     node) return true;
	return false;
}

static void say_shortage(const struct og_doctor_facts *facts, int32_t node,
			 uint64_t size_kb, uint64_t most,
			 struct og_finding *finding)
{
	bool gib = size_kb >= 1048576;
	og_autofree char *args = og_asprintf(
		"hugepagesz=%llu%c hugepages=%llu",
		(unsigned long long)(size_kb / (gib ? 1048576 : 1024)),
		gib ? 'G' : 'M', (unsigned long long)most * facts->n_pages);
	char size[24];
	struct og_remark *remark = og_finding_add(
		finding, OG_DOCTOR_WARN, NULL,
		"node %d has a GPU, but no huge page of %s: other nodes do",
		node, size_name(size_kb, size));

	og_buf_fmt(&remark->mend,
		   "# echo %llu > /sys/devices/system/node/node%d/hugepages/"
		   "hugepages-%llukB/nr_hugepages\n",
		   (unsigned long long)most, node, (unsigned long long)size_kb);
	og_buf_str(&remark->mend, "or for good, shared out among the nodes:\n");
	og_distro_add_args(&facts->distro, args, &remark->mend);
}

static void say_size(const struct og_doctor_facts *facts, uint64_t size_kb,
		     struct og_finding *finding)
{
	og_autobuf text = OG_BUF_INIT;
	uint64_t most = 0;
	char size[24];

	for (size_t i = 0; i < facts->n_pages; i++) {
		const struct og_doctor_pages *pages = &facts->pages[i];
		uint64_t total = pages_of(pages, size_kb, false);

		if (total > most)
			most = total;
		og_buf_fmt(&text, "%snode %d %llu (%llu free)", i ? ", " : "",
			   pages->node, (unsigned long long)total,
			   (unsigned long long)pages_of(pages, size_kb, true));
	}
	if (!most)
		return;
	og_finding_add(finding, OG_DOCTOR_OK, NULL, "of %s: %s",
		       size_name(size_kb, size), og_buf_text(&text));
	for (size_t i = 0; i < facts->n_pages; i++)
		if (!pages_of(&facts->pages[i], size_kb, false) &&
		    has_gpu(facts, facts->pages[i].node))
			say_shortage(facts, facts->pages[i].node, size_kb, most,
				     finding);
}

void og_doctor_pages(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	const struct og_doctor_pages *first =
		facts->n_pages ? facts->pages : NULL;

	for (size_t i = 0; first && i < first->n_total; i++)
		say_size(facts, first->total[i].size_kb, finding);
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "none are reserved; VMs with HUGEPAGE_SIZE "
			       "would not start here");
}

/* --- 15: SR-IOV --- */

enum { NVIDIA = 0x10de };

static void say_no_vfs(const struct og_pcidev *dev,
		       const struct og_doctor_device *more,
		       struct og_finding *finding)
{
	struct og_remark *remark = og_finding_add(
		finding, OG_DOCTOR_FAIL, dev,
		"the vGPU driver has it, but its %d virtual functions are off",
		more->totalvfs);

	og_buf_str(&remark->mend, "# /usr/lib/nvidia/sriov-manage -e {}\n");
	og_buf_fmt(&remark->mend,
		   "or, without NVIDIA's script:\n"
		   "# echo %d > /sys/bus/pci/devices/{}/sriov_numvfs\n",
		   more->totalvfs);
}

/* Makes them anew, so that the setting of autoprobe takes hold. */
static void mend_autoprobe(const struct og_pcidev *dev, int value,
			   struct og_buf *out)
{
	og_buf_fmt(out,
		   "# echo %d > "
		   "/sys/bus/pci/devices/{}/sriov_drivers_autoprobe\n"
		   "# echo 0 > /sys/bus/pci/devices/{}/sriov_numvfs\n"
		   "# echo %d > /sys/bus/pci/devices/{}/sriov_numvfs\n",
		   value, dev->numvfs);
}

static void say_vfs(const struct og_pcidev *dev,
		    const struct og_doctor_device *more,
		    struct og_finding *finding)
{
	unsigned base = dev->class_id >> 8;
	bool gpu = base == 0x03 || base == 0x12;
	struct og_remark *remark;

	if (!more->vfs) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"sriov_numvfs says %d, but none is on "
					"the bus",
					dev->numvfs);
		mend_autoprobe(dev, more->autoprobe != OG_NO, &remark->mend);
	} else if (og_pciready_lets_go(dev->driver)) {
		remark = og_finding_add(
			finding, OG_DOCTOR_WARN, dev,
			"has %u virtual functions while %s holds it: each "
			"asks for a token, which libvirt does not give",
			more->vfs, dev->driver ? dev->driver : "no driver");
		og_buf_str(&remark->mend,
			   "bind it to its own driver, which then makes the "
			   "functions\n");
	} else if (gpu && dev->vendor == NVIDIA && more->autoprobe == OG_NO) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"sriov_drivers_autoprobe is 0: its "
					"virtual functions get no driver, and "
					"so no vGPUs");
		mend_autoprobe(dev, 1, &remark->mend);
	} else if (gpu && dev->vendor != NVIDIA && more->held_vfs) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, dev,
					"%u of its %u virtual functions are on "
					"a driver of the host "
					"(sriov_drivers_autoprobe)",
					more->held_vfs, more->vfs);
		mend_autoprobe(dev, 0, &remark->mend);
	} else {
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "%d of %d virtual functions", dev->numvfs,
			       more->totalvfs);
	}
}

static void sriov_of(const struct og_doctor_facts *facts, size_t i,
		     struct og_finding *finding)
{
	const struct og_pcidev *dev = &facts->pci.devs[i];
	const struct og_doctor_device *more = &facts->devices[i];

	if (dev->numvfs < 0)
		og_finding_unseen(finding, dev, "sriov_numvfs holds no number");
	else if (dev->numvfs > 0)
		say_vfs(dev, more, finding);
	else if (more->candidate && more->totalvfs > 0 && dev->driver &&
		 strcmp(dev->driver, "nvidia") == 0 &&
		 og_doctor_has_module(facts, "nvidia_vgpu_vfio"))
		say_no_vfs(dev, more, finding);
	else if (more->totalvfs > 0)
		og_finding_add(finding, OG_DOCTOR_OK, dev,
			       "0 of %d virtual functions: it goes as a whole",
			       more->totalvfs);
}

void og_doctor_sriov(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	for (size_t i = 0; i < facts->pci.n; i++)
		if (facts->pci.devs[i].sriov == OG_SRIOV_PF)
			sriov_of(facts, i, finding);
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "no device here makes virtual functions");
}

/* --- 16: firmware --- */

void og_doctor_firmware(const struct og_doctor_facts *facts,
			struct og_finding *finding)
{
	const struct og_distro *distro = &facts->distro;
	struct og_remark *remark;

	if (!facts->has_usr) {
		og_finding_unseen(finding, NULL, "/usr is not there");
	} else if (facts->cpu.cpus && !facts->cpu.has_flags) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "q35 and OVMF are for x86");
	} else if (!facts->qemu.program) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"no QEMU for x86_64");
		og_distro_install(distro, "qemu-system-x86 ovmf",
				  "qemu-kvm edk2-ovmf", &remark->mend);
	} else if (!facts->has_uefi) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"%s, but no UEFI firmware for q35: "
					"UEFI guests will not start",
					facts->qemu.program);
		og_distro_install(distro, "ovmf", "edk2-ovmf", &remark->mend);
	} else {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%s with %s, for q35", facts->qemu.program,
			       facts->firmware);
	}
}

/* --- 17: locked memory --- */

void og_doctor_memlock(const struct og_doctor_facts *facts,
		       struct og_finding *finding)
{
	struct og_remark *remark;

	if (facts->has_libvirt) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "libvirt raises it for each VM with a device");
	} else if (facts->memlock == OG_MEMLOCK_UNLIMITED) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "unlimited");
	} else if (!facts->has_run || facts->memlock < 0) {
		og_finding_unseen(finding, NULL, "libvirt's socket below /run");
	} else {
		remark = og_finding_add(
			finding, OG_DOCTOR_WARN, NULL,
			"no system libvirt answers, and a user session may "
			"lock only %lld KiB: a VM with a device locks all of "
			"its memory",
			(long long)(facts->memlock / 1024));
		og_buf_fmt(&remark->mend,
			   "# systemctl enable --now %s\n"
			   "for qemu:///session instead:\n"
			   "# echo '* - memlock unlimited' > "
			   "/etc/security/limits.d/vfio.conf\n",
			   facts->distro.family == OG_FAMILY_RHEL
				   ? "virtqemud.socket"
				   : "libvirtd");
	}
}

/* --- 18: the probe's filter --- */

static void mend_filter(const struct og_pcidev *dev, struct og_buf *out)
{
	og_buf_fmt(out,
		   "have :filter: '%04x:*' in /var/lib/one/remotes/etc/im/"
		   "kvm-probes.d/pci.conf on the front-end, then:\n"
		   "$ onehost sync -f\n"
		   "$ onehost forceupdate <id of this host>\n"
		   "both as oneadmin; several filters go in one list: "
		   "['10de:*', '1002:*']\n",
		   dev->vendor);
}

static void listing_of(const struct og_doctor_facts *facts,
		       struct og_finding *finding)
{
	og_doctor_each(i, facts)
	{
		const struct og_pcidev *dev = &facts->pci.devs[i];
		struct og_remark *remark;

		if (facts->devices[i].listed) {
			og_finding_add(finding, OG_DOCTOR_OK, dev,
				       "listed by %s", facts->conf_path);
			continue;
		}
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, dev,
					"not listed by %s: OpenNebula does not "
					"know of it",
					facts->conf_path);
		mend_filter(dev, &remark->mend);
	}
}

void og_doctor_filter(const struct og_doctor_facts *facts,
		      struct og_finding *finding)
{
	size_t first = og_doctor_next(facts, 0);
	struct og_remark *remark;

	if (og_finding_no_candidate(finding, facts))
		return;
	if (facts->probe_error) {
		og_finding_unseen(finding, NULL, "onegpu-pci did not run: %s",
				  facts->probe_error);
	} else if (facts->conf == OG_CONF_NONE) {
		og_finding_unseen(finding, NULL,
				  "no pci.conf of OpenNebula on this host; "
				  "--conf FILE tries another");
	} else if (facts->conf == OG_CONF_READ) {
		listing_of(facts, finding);
	} else {
		remark = og_finding_add(
			finding, OG_DOCTOR_FAIL, NULL, "%s: %s",
			facts->conf_path ? facts->conf_path
					 : "OpenNebula's probes are here",
			facts->conf_error ? facts->conf_error
					  : "but no pci.conf: nothing is "
					    "listed");
		mend_filter(&facts->pci.devs[first], &remark->mend);
	}
}
