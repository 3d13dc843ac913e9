// SPDX-License-Identifier: Apache-2.0
/* Checks of the machine: CPU, IOMMU, kernel modules. */
#include <errno.h>

#include "doctor.h"

/* --- 1: virtualisation --- */

static bool is_amd(const struct og_doctor_facts *facts)
{
	return facts->cpu.svm || facts->cpu.maker == OG_CPU_AMD;
}

static const char *kvm_module(const struct og_doctor_facts *facts)
{
	return is_amd(facts) ? "kvm_amd" : "kvm_intel";
}

static void no_flags(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	struct og_remark *remark = og_finding_add(
		finding, OG_DOCTOR_FAIL, NULL,
		"the CPUs offer neither vmx nor svm%s",
		facts->cpu.in_vm ? ", and this is a virtual machine itself"
				 : "");

	if (facts->cpu.in_vm)
		og_buf_str(&remark->mend,
			   "turn on nested virtualisation for this VM on the "
			   "machine it runs on (CPU model host-passthrough)\n");
	else
		og_buf_fmt(&remark->mend, "turn on %s in the firmware setup\n",
			   is_amd(facts) ? "SVM"
					 : "Intel Virtualization Technology "
					   "(VT-x)");
}

/* What the flags say, for the head of a sentence. */
static const char *flags_text(const struct og_doctor_facts *facts)
{
	if (facts->cpu.vmx)
		return "vmx on all CPUs";
	return facts->cpu.svm ? "svm on all CPUs" : "the CPU is no x86";
}

static void device_of_kvm(const struct og_doctor_facts *facts,
			  struct og_finding *finding)
{
	const char *flags = flags_text(facts);
	struct og_remark *remark;

	if (facts->kvm == 0) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%s, /dev/kvm opens", flags);
	} else if (facts->kvm == -EACCES || facts->kvm == -EPERM) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%s, /dev/kvm is there, but not for you to open "
			       "(root and group kvm may)",
			       flags);
	} else if (!facts->has_dev && facts->cpu.has_flags &&
		   og_doctor_has_module(facts, kvm_module(facts))) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%s, %s is loaded; /dev could not be seen",
			       flags, kvm_module(facts));
	} else if (!facts->has_dev) {
		og_finding_unseen(finding, NULL, "/dev is not there");
	} else {
		remark = og_finding_add(
			finding, OG_DOCTOR_FAIL, NULL,
			facts->has_kvm ? "%s, but /dev/kvm does not open: %s"
				       : "%s, but there is no /dev/kvm (%s)",
			flags, strerror(-facts->kvm));
		og_buf_fmt(&remark->mend,
			   "# modprobe %s\n"
			   "if that fails, the firmware has locked it: turn on "
			   "%s there\n",
			   kvm_module(facts), is_amd(facts) ? "SVM" : "VT-x");
	}
}

void og_doctor_virtualisation(const struct og_doctor_facts *facts,
			      struct og_finding *finding)
{
	if (!facts->cpu.cpus && !facts->cpu.has_flags)
		og_finding_unseen(finding, NULL, "/proc/cpuinfo tells no CPU");
	else if (facts->cpu.has_flags && !facts->cpu.vmx && !facts->cpu.svm)
		no_flags(facts, finding);
	else
		device_of_kvm(facts, finding);
}

/* --- 2: IOMMU --- */

/* The argument that turns it off, or NULL. */
static const char *turned_off(const struct og_doctor_facts *facts)
{
	static const char *const offs[] = { "iommu=off", "intel_iommu=off",
					    "amd_iommu=off" };

	for (size_t i = 0; facts->cmdline && i < OG_COUNT(offs); i++)
		if (og_cmdline_has(facts->cmdline, offs[i]))
			return offs[i];
	return NULL;
}

static bool asked_for(const struct og_doctor_facts *facts)
{
	og_autofree char *intel =
		facts->cmdline ? og_cmdline_value(facts->cmdline, "intel_iommu")
			       : NULL;

	if (is_amd(facts) ||
	    og_doctor_option(facts, "INTEL_IOMMU_DEFAULT_ON") == 'y')
		return true;
	return intel && strncmp(intel, "on", 2) == 0;
}

static const char *why_off(const struct og_doctor_facts *facts)
{
	if (!facts->cmdline)
		return "the kernel uses no IOMMU";
	if (!asked_for(facts))
		return "the kernel was not told intel_iommu=on";
	if (facts->acpi == OG_YES)
		return "the firmware describes an IOMMU, but the kernel "
		       "drives none";
	return facts->acpi == OG_NO ? "the firmware offers no IOMMU"
				    : "the kernel would use one, so the "
				      "firmware has it off";
}

static void no_iommu(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	const char *off = turned_off(facts);
	const char *feature = is_amd(facts) ? "AMD-Vi (\"IOMMU\")" : "VT-d";
	struct og_remark *remark;

	if (off) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"no IOMMU groups: the kernel was told "
					"%s",
					off);
		og_distro_drop_args(&facts->distro, off, &remark->mend);
		return;
	}
	remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
				"no IOMMU groups: %s", why_off(facts));
	if (facts->acpi != OG_YES || asked_for(facts))
		og_buf_fmt(&remark->mend,
			   "turn on %s in the firmware setup%s\n", feature,
			   asked_for(facts) ? "" : ", then:");
	if (!asked_for(facts))
		og_distro_add_args(&facts->distro, "intel_iommu=on iommu=pt",
				   &remark->mend);
}

void og_doctor_iommu(const struct og_doctor_facts *facts,
		     struct og_finding *finding)
{
	struct og_remark *remark;

	if (!facts->n_groups && !facts->has_groups && !facts->cmdline) {
		og_finding_unseen(finding, NULL,
				  "neither /sys/kernel/iommu_groups nor "
				  "/proc/cmdline is there");
		return;
	}
	if (!facts->n_groups) {
		no_iommu(facts, finding);
		return;
	}
	og_finding_add(
		finding, OG_DOCTOR_OK, NULL, "%zu IOMMU groups%s",
		facts->n_groups,
		facts->cmdline && og_cmdline_has(facts->cmdline, "iommu=pt")
			? ", iommu=pt"
			: "");
	if (facts->cmdline && og_cmdline_has(facts->cmdline, "amd_iommu=on"))
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "the kernel does not know amd_iommu=on: it is "
			       "on by default, the argument does nothing");
	if (facts->noiommu != OG_YES)
		return;
	remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
				"vfio may work without an IOMMU "
				"(enable_unsafe_noiommu_mode): a VM with such "
				"a device can write all memory");
	og_buf_str(&remark->mend,
		   "# echo N > /sys/module/vfio/parameters/"
		   "enable_unsafe_noiommu_mode\n"
		   "and take the option out of /etc/modprobe.d\n");
}

/* --- 3: interrupt remapping --- */

static const char *remapping_off(const struct og_doctor_facts *facts)
{
	static const char *const offs[] = { "intremap=off", "nointremap",
					    "intremap=nosid" };

	for (size_t i = 0; facts->cmdline && i < OG_COUNT(offs); i++)
		if (og_cmdline_has(facts->cmdline, offs[i]))
			return offs[i];
	return NULL;
}

void og_doctor_remapping(const struct og_doctor_facts *facts,
			 struct og_finding *finding)
{
	const char *off = remapping_off(facts);
	struct og_remark *remark;

	if (off) {
		remark = og_finding_add(finding,
					facts->unsafe_interrupts == OG_YES
						? OG_DOCTOR_WARN
						: OG_DOCTOR_FAIL,
					NULL, "the kernel was told %s", off);
		og_distro_drop_args(&facts->distro, off, &remark->mend);
	} else if (facts->unsafe_interrupts == OG_YES) {
		remark = og_finding_add(
			finding, OG_DOCTOR_WARN, NULL,
			"vfio_iommu_type1 allows unsafe interrupts: a VM with "
			"a device can raise any interrupt of the host");
		og_buf_str(&remark->mend,
			   "turn on interrupt remapping (x2APIC, VT-d's "
			   "\"interrupt remapping\") in the firmware setup\n"
			   "take allow_unsafe_interrupts=1 out of "
			   "/etc/modprobe.d, then:\n");
		og_distro_initramfs(&facts->distro, &remark->mend);
		og_buf_str(&remark->mend, "# reboot\n");
	} else if (facts->unsafe_interrupts == OG_NO) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "unsafe interrupts are not allowed, so vfio "
			       "takes a device only with remapping");
	} else {
		og_finding_unseen(finding, NULL,
				  "vfio_iommu_type1 is not loaded, "
				  "whose parameter would tell");
	}
}

/* --- 4: modules --- */

enum { VIRQFD_GONE = 6002 };

/* Loaded, or part of the kernel itself. */
static bool has_part(const struct og_doctor_facts *facts, const char *module,
		     const char *option)
{
	return og_doctor_has_module(facts, module) ||
	       og_doctor_option(facts, option) == 'y';
}

static void say_missing(const struct og_doctor_facts *facts,
			enum og_doctor_status status, const char *modules,
			struct og_finding *finding)
{
	struct og_remark *remark = og_finding_add(finding, status, NULL,
						  "not loaded: %s", modules);

	if (og_doctor_option(facts, "VFIO_PCI") == 'n') {
		og_buf_str(&remark->mend,
			   "this kernel was built without vfio-pci: boot one "
			   "of the distribution's\n");
		return;
	}
	og_buf_fmt(&remark->mend, "# modprobe -a %s\n", modules);
	og_buf_fmt(&remark->mend,
		   "# printf '%%s\\n' %s > "
		   "/etc/modules-load.d/vfio-pci.conf\n",
		   modules);
}

void og_doctor_modules(const struct og_doctor_facts *facts,
		       struct og_finding *finding)
{
	bool type1 = has_part(facts, "vfio_iommu_type1", "VFIO_IOMMU_TYPE1");
	bool iommufd = has_part(facts, "iommufd", "IOMMUFD");
	bool virqfd = has_part(facts, "vfio_virqfd", "VFIO_VIRQFD");
	bool old = facts->version && facts->version < VIRQFD_GONE;
	bool needed;
	og_autobuf missing = OG_BUF_INIT;

	if (!facts->has_modules) {
		og_finding_unseen(finding, NULL, "/sys/module is not there");
		return;
	}
	if (!has_part(facts, "vfio", "VFIO"))
		og_buf_str(&missing, " vfio");
	if (!type1 && !iommufd)
		og_buf_str(&missing, " vfio_iommu_type1");
	if (!has_part(facts, "vfio_pci", "VFIO_PCI"))
		og_buf_str(&missing, " vfio_pci");
	needed = missing.len || og_doctor_option(facts, "VFIO_VIRQFD") == 'm';
	/* vfio_pci brings it along, where it is a module of its own at all. */
	if (old && !virqfd)
		og_buf_str(&missing, " vfio_virqfd");
	if (missing.len)
		say_missing(facts, needed ? OG_DOCTOR_FAIL : OG_DOCTOR_WARN,
			    missing.data + 1, finding);
	else
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "vfio, vfio_pci, %s%s",
			       type1 ? "vfio_iommu_type1" : "iommufd",
			       old ? ", vfio_virqfd" : "");
}
