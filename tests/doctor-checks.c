// SPDX-License-Identifier: Apache-2.0
/* The checks of `onegpu doctor`, on facts that are made up. */
#include <errno.h>

#include "doctor-suites.h"
#include "doctor.h"
#include "harness.h"

static char no_module[] = "";

/* A host with one GPU on which nothing is wrong. */
struct host {
	struct og_doctor_facts facts;
	struct og_pcidev devs[2];
	struct og_doctor_device more[2];
};

static void make(struct host *host)
{
	static char vfio_pci[] = "vfio-pci", flr[] = "flr";
	static char gpu_path[] = "p/0000:01:00.0/g",
		    port_path[] = "p/0000:01:00.0";
	struct og_pcidev *gpu = &host->devs[1], *port = &host->devs[0];

	*host = (struct host){ 0 };
	*port = (struct og_pcidev){
		.bdf = { 0, 0, 1, 0 },
		.path = port_path,
		.class_id = 0x0604,
		.iommu_group = 1,
		.node = 0,
		.link_max = { 160, 16 },
		.numvfs = -1,
	};
	*gpu = (struct og_pcidev){
		.bdf = { 0, 1, 0, 0 },
		.path = gpu_path,
		.vendor = 0x10de,
		.device = 0x26b9,
		.class_id = 0x0302,
		.node = 0,
		.iommu_group = 4,
		.driver = vfio_pci,
		.reset = flr,
		.can_reset = OG_YES,
		.link = { 160, 16 },
		.link_max = { 160, 16 },
		.has_bars = true,
		.bars = { 1 << 30, true, false },
		.numvfs = -1,
	};
	host->more[1].candidate = true;
	host->more[1].totalvfs = -1;
	host->facts.pci = (struct og_pcidevs){ host->devs, 2, 2 };
	host->facts.devices = host->more;
	host->facts.n_groups = 2;
	og_cpuset_add(&host->facts.nodes.ids, 0);
	host->facts.has_dev = true;
}

static char nvidia[] = "nvidia", amdgpu[] = "amdgpu", bus[] = "bus";

static void narrow(struct host *host)
{
	host->devs[1].link.width = 8;
}

static void narrow_slot(struct host *host)
{
	narrow(host);
	host->devs[0].link_max.width = 8;
}

static void at_rest(struct host *host)
{
	host->devs[1].link.speed = 25;
}

static void no_link(struct host *host)
{
	host->devs[1].link = (struct og_pcilink){ 0 };
}

static void intremap_off(struct host *host)
{
	static char line[] = "ro intremap=off";

	host->facts.cmdline = line;
}

static void unsafe_and_off(struct host *host)
{
	intremap_off(host);
	host->facts.unsafe_interrupts = OG_YES;
}

static void noiommu(struct host *host)
{
	host->facts.noiommu = OG_YES;
}

static void told_off(struct host *host)
{
	static char line[] = "ro amd_iommu=off";

	host->facts.n_groups = 0;
	host->facts.has_groups = true;
	host->facts.cmdline = line;
}

static void firmware_off(struct host *host)
{
	static char line[] = "ro intel_iommu=on";

	told_off(host);
	host->facts.cmdline = line;
	host->facts.acpi = OG_NO;
}

static void acs(struct host *host)
{
	static char line[] = "pcie_acs_override=downstream";

	host->facts.cmdline = line;
}

static void no_group(struct host *host)
{
	host->devs[1].iommu_group = -1;
}

static void only_bus(struct host *host)
{
	host->devs[1].reset = bus;
}

static void bus_in_use(struct host *host)
{
	only_bus(host);
	host->devs[0].bdf = (struct og_bdf){ 0, 1, 1, 0 };
	host->devs[0].driver = nvidia;
}

static void vendor_reset(struct host *host)
{
	host->devs[1].vendor = 0x1002;
	host->devs[1].device = 0x67df;
}

static void console_off(struct host *host)
{
	static char line[] = "video=efifb:off";

	host->devs[1].boot_vga = OG_YES;
	host->facts.cmdline = line;
}

static void no_memory(struct host *host)
{
	host->devs[1].bars = (struct og_bars){ 0 };
}

static void pf(struct host *host, int numvfs)
{
	host->devs[1].sriov = OG_SRIOV_PF;
	host->devs[1].numvfs = numvfs;
	host->more[1].totalvfs = 8;
	host->more[1].vfs = (unsigned)numvfs;
}

static void token(struct host *host)
{
	pf(host, 4);
}

static void lost_vfs(struct host *host)
{
	pf(host, 4);
	host->more[1].vfs = 0;
}

static void no_autoprobe(struct host *host)
{
	pf(host, 4);
	host->devs[1].driver = nvidia;
	host->more[1].autoprobe = OG_NO;
}

static void held_vfs(struct host *host)
{
	pf(host, 4);
	host->devs[1].vendor = 0x1002;
	host->devs[1].driver = amdgpu;
	host->more[1].held_vfs = 4;
}

static void good_vfs(struct host *host)
{
	held_vfs(host);
	host->more[1].held_vfs = 0;
}

static void bad_numvfs(struct host *host)
{
	pf(host, 0);
	host->devs[1].numvfs = -1;
}

static void vgpu(struct host *host)
{
	static char profiles[] = "1155 (NVIDIA L40S-1B)";

	host->devs[1].sriov = OG_SRIOV_VF;
	host->devs[1].driver = nvidia;
	host->devs[1].profiles = profiles;
	host->more[1].is_vgpu = true;
}

static void full_vgpu(struct host *host)
{
	vgpu(host);
	host->devs[1].profiles = NULL;
}

static void in_a_vm(struct host *host)
{
	host->facts.cpu = (struct og_cpuinfo){ .cpus = 1,
					       .has_flags = true,
					       .in_vm = true };
}

static void kvm(struct host *host, int code, bool there)
{
	host->facts.cpu = (struct og_cpuinfo){
		.cpus = 1, .maker = OG_CPU_AMD, .has_flags = true, .svm = true
	};
	host->facts.has_kvm = there;
	host->facts.kvm = code;
}

static void kvm_forbidden(struct host *host)
{
	kvm(host, -EACCES, true);
}

static void kvm_absent(struct host *host)
{
	kvm(host, -ENOENT, false);
}

static void kvm_broken(struct host *host)
{
	kvm(host, -ENODEV, true);
}

static void old_kernel(struct host *host)
{
	static char *modules[] = { no_module, no_module, no_module };
	static char vfio[] = "vfio", type1[] = "vfio_iommu_type1",
		    vfio_pci[] = "vfio_pci";

	modules[0] = vfio;
	modules[1] = type1;
	modules[2] = vfio_pci;
	host->facts.has_modules = true;
	host->facts.modules = modules;
	host->facts.n_modules = 3;
	host->facts.version = 6001;
}

static void new_kernel(struct host *host)
{
	old_kernel(host);
	host->facts.version = 6002;
}

static void two_nodes(struct host *host)
{
	og_cpuset_add(&host->facts.nodes.ids, 1);
	host->devs[1].node = -1;
	host->more[1].near_node = -1;
}

static void not_probed(struct host *host)
{
	static char why[] = "onegpu-pci: No such file or directory";

	host->facts.probe_error = why;
}

static const struct {
	const char *name;
	void (*change)(struct host *host);
	unsigned check;
	enum og_doctor_status status;
	const char *text;
} cases[] = {
	{ "a VM itself", in_a_vm, 1, OG_DOCTOR_FAIL, "a virtual machine" },
	{ "kvm is not for you", kvm_forbidden, 1, OG_DOCTOR_OK, "not for you" },
	{ "no kvm", kvm_absent, 1, OG_DOCTOR_FAIL, "there is no /dev/kvm" },
	{ "kvm is broken", kvm_broken, 1, OG_DOCTOR_FAIL, "does not open" },
	{ "told off", told_off, 2, OG_DOCTOR_FAIL, "told amd_iommu=off" },
	{ "off in the firmware", firmware_off, 2, OG_DOCTOR_FAIL,
	  "the firmware offers no IOMMU" },
	{ "vfio without an IOMMU", noiommu, 2, OG_DOCTOR_WARN,
	  "without an IOMMU" },
	{ "intremap=off", intremap_off, 3, OG_DOCTOR_FAIL, "intremap=off" },
	{ "intremap=off on purpose", unsafe_and_off, 3, OG_DOCTOR_WARN,
	  "intremap=off" },
	{ "vfio_virqfd of old kernels", old_kernel, 4, OG_DOCTOR_WARN,
	  "not loaded: vfio_virqfd" },
	{ "none in new ones", new_kernel, 4, OG_DOCTOR_OK, "vfio_pci" },
	{ "a vGPU", vgpu, 5, OG_DOCTOR_OK, "gives vGPUs" },
	{ "a vGPU that is full", full_vgpu, 5, OG_DOCTOR_WARN, "is full" },
	{ "no group", no_group, 6, OG_DOCTOR_FAIL, "no IOMMU group" },
	{ "groups split", acs, 6, OG_DOCTOR_WARN, "pcie_acs_override" },
	{ "no groups at all", told_off, 6, OG_DOCTOR_NA, "see 2" },
	{ "reset by bus", only_bus, 9, OG_DOCTOR_OK, "all of its bus" },
	{ "of a bus in use", bus_in_use, 9, OG_DOCTOR_WARN, "0000:01:01.0" },
	{ "AMD's reset bug", vendor_reset, 9, OG_DOCTOR_WARN, "do not come" },
	{ "boot display, console off", console_off, 10, OG_DOCTOR_WARN,
	  "turned off" },
	{ "narrow link", narrow, 11, OG_DOCTOR_WARN, "8 lanes of 16" },
	{ "narrow slot", narrow_slot, 11, OG_DOCTOR_OK, "all that its slot" },
	{ "slow at rest", at_rest, 11, OG_DOCTOR_OK, "by design" },
	{ "no link", no_link, 11, OG_DOCTOR_NA, "no link" },
	{ "no memory window", no_memory, 12, OG_DOCTOR_FAIL, "has no memory" },
	{ "nobody knows the node", two_nodes, 13, OG_DOCTOR_WARN, "nobody" },
	{ "VFs of vfio", token, 15, OG_DOCTOR_WARN, "token" },
	{ "VFs that are not there", lost_vfs, 15, OG_DOCTOR_WARN, "says 4" },
	{ "vGPUs without a driver", no_autoprobe, 15, OG_DOCTOR_WARN,
	  "sriov_drivers_autoprobe is 0" },
	{ "VFs on the host's driver", held_vfs, 15, OG_DOCTOR_WARN,
	  "4 of its 4" },
	{ "VFs as they should be", good_vfs, 15, OG_DOCTOR_OK, "4 of 8" },
	{ "no number of VFs", bad_numvfs, 15, OG_DOCTOR_NA, "no number" },
	{ "no probe", not_probed, 18, OG_DOCTOR_NA, "did not run" },
};

START_TEST(checks)
{
	og_cleanup(og_finding_free) struct og_finding finding = { 0 };
	bool found = false;
	struct host host;

	make(&host);
	cases[_i].change(&host);
	og_doctor_checks[cases[_i].check - 1].fn(&host.facts, &finding);
	ck_assert_str_eq(og_doctor_status_name(og_finding_status(&finding)),
			 og_doctor_status_name(cases[_i].status));
	for (size_t i = 0; i < finding.n; i++) {
		const struct og_remark *remark = &finding.remarks[i];

		found = found || strstr(remark->text, cases[_i].text);
		if (remark->status >= OG_DOCTOR_WARN && cases[_i].check != 5 &&
		    cases[_i].check != 10)
			ck_assert_uint_gt(remark->mend.len, 0);
	}
	ck_assert_msg(found, "%s", finding.n ? finding.remarks[0].text : "");
}
END_TEST

START_TEST(numbered)
{
	for (unsigned i = 0; i < OG_DOCTOR_CHECKS; i++)
		ck_assert_uint_eq(og_doctor_checks[i].number, i + 1);
}
END_TEST

Suite *suite_doctor_checks(void)
{
	Suite *s = suite_create("doctor-checks");
	TCase *tc = tcase_create("doctor-checks");

	tcase_add_loop_test(tc, checks, 0, OG_COUNT(cases));
	tcase_add_test(tc, numbered);
	suite_add_tcase(s, tc);
	return s;
}
