// SPDX-License-Identifier: Apache-2.0
/* The readers of `onegpu doctor` and its checks, on facts that are made up. */
#include <errno.h>

#include "doctor-assign.h"
#include "doctor-vm.h"
#include "doctor.h"
#include "harness.h"

/* --- KEY=VALUE --- */

static const struct {
	const char *name, *text, *key, *value;
} assigns[] = {
	{ "bare", "ID=debian\n", "ID", "debian" },
	{ "quotes", "ID=\"rhel centos\"\n", "ID", "rhel centos" },
	{ "single quotes", "ID='rhel'\n", "ID", "rhel" },
	{ "blanks around", "  user = \"oneadmin\"  \n", "user", "oneadmin" },
	{ "the last counts", "a=1\na=2\n", "a", "2" },
	{ "a comment does not", "a=1\n#a=2\n # a=3\n", "a", "1" },
	{ "no end of line", "a=1", "a", "1" },
	{ "carriage return", "a=1\r\n", "a", "1" },
	{ "empty", "a=\n", "a", "" },
	{ "an open quote", "a=\"b\n", "a", "b" },
	{ "a lone quote", "a=\"", "a", "" },
	{ "equals inside", "a=b=c\n", "a", "b=c" },
	{ "only a longer key", "ab=1\n", "a", NULL },
	{ "only a shorter key", "a=1\n", "ab", NULL },
	{ "no key", "=1\n", "", NULL },
	{ "nothing", "", "a", NULL },
};

START_TEST(assigned)
{
	og_autofree char *value = og_assign_get(
		assigns[_i].text, strlen(assigns[_i].text), assigns[_i].key);

	ck_assert_pstr_eq(value, assigns[_i].value);
}
END_TEST

/* --- /proc --- */

static const struct {
	const char *name, *text;
	struct og_cpuinfo info;
} cpuinfos[] = {
	{ "nothing", "", { 0 } },
	{ "Intel",
	  "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n",
	  { 1, OG_CPU_INTEL, true, true, false, false } },
	{ "AMD",
	  "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: svm fpu\n",
	  { 1, OG_CPU_AMD, true, false, true, false } },
	{ "no virtualisation",
	  "processor\t: 0\nflags\t\t: fpu vmxish\n",
	  { 1, OG_CPU_OTHER, true, false, false, false } },
	{ "in a VM",
	  "processor\t: 0\nflags\t\t: vmx hypervisor\n",
	  { 1, OG_CPU_OTHER, true, true, false, true } },
	{ "one CPU lacks it",
	  "processor\t: 0\nflags\t: vmx\nprocessor\t: 1\nflags\t: fpu\n",
	  { 2, OG_CPU_OTHER, true, false, false, false } },
	{ "the other CPU lacks it",
	  "processor\t: 0\nflags\t: fpu\nprocessor\t: 1\nflags\t: vmx\n",
	  { 2, OG_CPU_OTHER, true, false, false, false } },
	{ "an ARM",
	  "processor\t: 0\nFeatures\t: fp asimd\n",
	  { 1, OG_CPU_OTHER, false, false, false, false } },
};

START_TEST(cpuinfo)
{
	const struct og_cpuinfo *want = &cpuinfos[_i].info;
	struct og_cpuinfo info;

	og_cpuinfo_parse(cpuinfos[_i].text, strlen(cpuinfos[_i].text), &info);
	ck_assert_uint_eq(info.cpus, want->cpus);
	ck_assert_int_eq(info.maker, want->maker);
	ck_assert_int_eq(info.has_flags, want->has_flags);
	ck_assert_int_eq(info.vmx, want->vmx);
	ck_assert_int_eq(info.svm, want->svm);
	ck_assert_int_eq(info.in_vm, want->in_vm);
}
END_TEST

static const struct {
	const char *cmdline, *key, *value;
} cmdlines[] = {
	{ "ro intel_iommu=on quiet", "intel_iommu", "on" },
	{ "intel_iommu=on intel_iommu=off", "intel_iommu", "off" },
	{ "xintel_iommu=on", "intel_iommu", NULL },
	{ "intel_iommu", "intel_iommu", NULL },
	{ "intel_iommu=", "intel_iommu", "" },
	{ "", "intel_iommu", NULL },
};

START_TEST(cmdline)
{
	og_autofree char *value =
		og_cmdline_value(cmdlines[_i].cmdline, cmdlines[_i].key);

	ck_assert_pstr_eq(value, cmdlines[_i].value);
}
END_TEST

START_TEST(cmdline_words)
{
	ck_assert(og_cmdline_has("a iommu=pt b", "iommu=pt"));
	ck_assert(og_cmdline_has("iommu=pt", "iommu=pt"));
	ck_assert(!og_cmdline_has("iommu=ptx", "iommu=pt"));
	ck_assert(!og_cmdline_has("xiommu=pt", "iommu=pt"));
	ck_assert(!og_cmdline_has("", "iommu=pt"));
}
END_TEST

static const struct {
	const char *text;
	unsigned version;
} releases[] = {
	{ "6.1.0-28-amd64", 6001 },
	{ "6.2", 6002 },
	{ "5.14.0-427.el9", 5014 },
	{ "10.0.1", 10000 },
	{ "6", 0 },
	{ "6.", 0 },
	{ "", 0 },
	{ "x6.1", 0 },
	{ "99999999999.1", 0 },
};

START_TEST(release)
{
	ck_assert_uint_eq(og_release_parse(releases[_i].text),
			  releases[_i].version);
}
END_TEST

#define MEMLOCK "Max locked memory         "
static const struct {
	const char *text;
	int64_t bytes;
} limits[] = {
	{ "Limit\n" MEMLOCK "8388608    8388608   bytes\n", 8388608 },
	{ MEMLOCK "unlimited unlimited bytes\n", OG_MEMLOCK_UNLIMITED },
	{ MEMLOCK "\n", -1 },
	{ MEMLOCK "-5 x bytes\n", -1 },
	{ MEMLOCK "99999999999999999999 x bytes\n", -1 },
	{ "", -1 },
};

START_TEST(memlock)
{
	ck_assert_int_eq(
		og_limits_memlock(limits[_i].text, strlen(limits[_i].text)),
		limits[_i].bytes);
}
END_TEST

/* --- users and udev --- */

START_TEST(users)
{
	static const char passwd[] = "root:x:0:0::/root:/bin/sh\n"
				     "one:x:1:x\n"
				     "oneadmin:x:9869:9870::/var:/bin/sh";
	static const char group[] = "root:x:0:\nkvm:x:106:one,oneadmin\n"
				    "short:x\nminus:x:-1:\n";
	uint32_t uid = 7, gid = 7;
	char *name;

	ck_assert(og_passwd_find(passwd, sizeof(passwd) - 1, "oneadmin", &uid,
				 &gid));
	ck_assert_uint_eq(uid, 9869);
	ck_assert_uint_eq(gid, 9870);
	ck_assert(
		!og_passwd_find(passwd, sizeof(passwd) - 1, "one", &uid, &gid));
	ck_assert(!og_passwd_find(passwd, sizeof(passwd) - 1, "onea", &uid,
				  &gid));
	ck_assert_uint_eq(uid, 9869);
	ck_assert(og_group_find(group, sizeof(group) - 1, "kvm", &gid));
	ck_assert_uint_eq(gid, 106);
	ck_assert(!og_group_find(group, sizeof(group) - 1, "short", &gid));
	ck_assert(!og_group_find(group, sizeof(group) - 1, "minus", &gid));
	ck_assert(og_group_has(group, sizeof(group) - 1, 106, "oneadmin"));
	ck_assert(og_group_has(group, sizeof(group) - 1, 106, "one"));
	ck_assert(!og_group_has(group, sizeof(group) - 1, 106, "onea"));
	ck_assert(!og_group_has(group, sizeof(group) - 1, 0, ""));
	name = og_group_name(group, sizeof(group) - 1, 106);
	ck_assert_str_eq(name, "kvm");
	free(name);
	ck_assert_ptr_null(og_group_name(group, sizeof(group) - 1, 107));
}
END_TEST

static const struct {
	const char *name, *text, *group;
	int32_t mode;
} rules[] = {
	{ "both", "SUBSYSTEM==\"vfio\", GROUP=\"kvm\", MODE=\"0660\"\n", "kvm",
	  0660 },
	{ "the later wins",
	  "SUBSYSTEM==\"vfio\", MODE=\"0666\"\n"
	  "SUBSYSTEM==\"vfio\", MODE=\"0660\"\n",
	  NULL, 0660 },
	{ "another subsystem", "SUBSYSTEM==\"usb\", MODE=\"0666\"\n", NULL,
	  -1 },
	{ "a comment", "# SUBSYSTEM==\"vfio\", MODE=\"0666\"\n", NULL, -1 },
	{ "no number", "SUBSYSTEM==\"vfio\", MODE=\"rw\"\n", NULL, -1 },
	{ "too long", "SUBSYSTEM==\"vfio\", MODE=\"006666\"\n", NULL, -1 },
	{ "no end", "SUBSYSTEM==\"vfio\", GROUP=\"kvm", NULL, -1 },
};

START_TEST(udev)
{
	struct og_udev_rule rule = { .mode = -1 };

	og_udev_parse(rules[_i].text, strlen(rules[_i].text), &rule);
	ck_assert_pstr_eq(rule.group, rules[_i].group);
	ck_assert_int_eq(rule.mode, rules[_i].mode);
	og_udev_rule_free(&rule);
}
END_TEST

/* --- distributions --- */

static const struct {
	const char *name, *os;
	struct og_distro_signs signs;
	const char *says;
} distros[] = {
	{ "Debian", "ID=debian\n", { .default_grub = true }, "# update-grub" },
	{ "Ubuntu",
	  "ID=ubuntu\nID_LIKE=debian\n",
	  { .default_grub = true },
	  "# update-grub" },
	{ "a child of Ubuntu",
	  "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
	  { .default_grub = true },
	  "# update-grub" },
	{ "Rocky",
	  "ID=rocky\n",
	  { .default_grub = true, .grubby = true },
	  "# grubby --update-kernel=ALL" },
	{ "RHEL, nothing seen", "ID=\"rhel\"\n", { 0 }, "# grubby" },
	{ "Proxmox on ZFS",
	  "ID=debian\n",
	  { .default_grub = true,
	    .kernel_cmdline = true,
	    .proxmox_boot = true },
	  "# proxmox-boot-tool refresh" },
	{ "Proxmox with GRUB",
	  "ID=debian\n",
	  { .default_grub = true, .proxmox_boot = true },
	  "# update-grub" },
	{ "Debian with systemd-boot",
	  "ID=debian\n",
	  { .systemd_boot = true },
	  "# kernel-install add $(uname -r) /boot/vmlinuz" },
	{ "something with GRUB",
	  "ID=arch\n",
	  { .default_grub = true },
	  "# grub-mkconfig" },
	{ "nothing known", "", { 0 }, "the boot loader's configuration" },
};

START_TEST(distro)
{
	og_cleanup(og_distro_free) struct og_distro d;
	og_autobuf out = OG_BUF_INIT;

	og_distro_decide(distros[_i].os, strlen(distros[_i].os),
			 &distros[_i].signs, &d);
	og_distro_add_args(&d, "iommu=pt", &out);
	ck_assert_msg(strstr(og_buf_text(&out), distros[_i].says), "%s",
		      og_buf_text(&out));
	ck_assert_msg(strstr(og_buf_text(&out), "# reboot"), "%s",
		      og_buf_text(&out));
}
END_TEST

/* --- firmware --- */

#define UEFI "\"interface-types\":[\"uefi\"],"
#define CODE "\"mapping\":{\"executable\":{\"filename\":\"/code\"}},"
#define X86  "\"targets\":[{\"architecture\":\"x86_64\","
#define Q35  "\"machines\":[\"pc-q35-*\"]}]"
static const struct {
	const char *name, *text;
	int r;
	bool uefi, x86_64, q35;
	const char *executable;
} firmwares[] = {
	{ "OVMF", "{" UEFI CODE X86 Q35 "}\n", 0, true, true, true, "/code" },
	{ "empty", "{}", 0, false, false, false, NULL },
	{ "memory device", "{\"mapping\":{\"filename\":\"/m\"}}", 0, false,
	  false, false, "/m" },
	{ "the template of variables is no code",
	  "{\"mapping\":{\"nvram-template\":{\"filename\":\"/vars\"}}}", 0,
	  false, false, false, NULL },
	{ "words in other places",
	  "{\"description\":\"uefi x86_64 q35\",\"tags\":[\"uefi\"]}", 0, false,
	  false, false, NULL },
	{ "other values", "{\"a\":true,\"b\":-1.5,\"c\":null,\"d\":[1,[]]}", 0,
	  false, false, false, NULL },
	{ "nothing", "", -EINVAL },
	{ "a list", "[]", -EINVAL },
	{ "cut off", "{" UEFI, -EINVAL },
	{ "junk after it", "{} x", -EINVAL },
	{ "a comma too many", "{\"a\":1,}", -EINVAL },
	{ "no comma", "{\"a\":1 \"b\":2}", -EINVAL },
	{ "a key alone", "{\"a\"}", -EINVAL },
	{ "wrong brackets", "{\"a\":[1}", -EINVAL },
	{ "an open text", "{\"a\":\"b", -EINVAL },
	{ "too deep", "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", -EINVAL },
};

START_TEST(firmware)
{
	og_cleanup(og_firmware_free) struct og_firmware fw = { 0 };

	ck_assert_int_eq(og_firmware_parse(firmwares[_i].text,
					   strlen(firmwares[_i].text), &fw),
			 firmwares[_i].r);
	ck_assert_int_eq(fw.uefi, firmwares[_i].uefi);
	ck_assert_int_eq(fw.x86_64, firmwares[_i].x86_64);
	ck_assert_int_eq(fw.q35, firmwares[_i].q35);
	ck_assert_pstr_eq(fw.executable, firmwares[_i].executable);
}
END_TEST

/* --- checks --- */

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

/* --- a VM --- */

static const struct {
	const char *name, *text, *says;
} wishes[] = {
	{ "no XML", "x", "" },
	{ "another document", "<HOST/>", "onevm show --xml" },
	{ "no template", "<VM><ID>1</ID></VM>", "onevm show --xml" },
	{ "a word for memory",
	  "<VM><TEMPLATE><MEMORY>much</MEMORY></TEMPLATE></VM>",
	  "MEMORY is \"much\"" },
	{ "a device without a name", "<VM><TEMPLATE><PCI/></TEMPLATE></VM>",
	  "names no device" },
	{ "an address that is none",
	  "<VM><TEMPLATE><PCI><ADDRESS>x</ADDRESS></PCI></TEMPLATE></VM>",
	  "\"x\" is no PCI address" },
	{ "an id that is none",
	  "<VM><TEMPLATE><PCI><VENDOR>nvidia</VENDOR></PCI></TEMPLATE></VM>",
	  "up to four hex digits" },
};

START_TEST(wish_refused)
{
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(og_vm_wish_parse(wishes[_i].text,
					  strlen(wishes[_i].text), &wish, &err),
			 0);
	ck_assert_msg(err.msg[0] && strstr(err.msg, wishes[_i].says), "%s",
		      err.msg);
}
END_TEST

START_TEST(wish_read)
{
	static const char text[] =
		"<VM><ID>7</ID><NAME>x</NAME><TEMPLATE><CPU>0.5</CPU>"
		"<MEMORY>1024</MEMORY><OS><FIRMWARE>/fw</FIRMWARE></OS>"
		"<TOPOLOGY><PIN_POLICY>thread</PIN_POLICY></TOPOLOGY>"
		"<PCI><VENDOR>10de</VENDOR></PCI>"
		"<PCI><SHORT_ADDRESS>e1:00.0</SHORT_ADDRESS></PCI>"
		"</TEMPLATE></VM>";
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_vm_wish_parse(text, sizeof(text) - 1, &wish, &err),
			 0);
	ck_assert_int_eq(wish.id, 7);
	ck_assert_uint_eq(wish.vcpus, 1);
	ck_assert_int_eq(wish.memory, 1048576);
	ck_assert_int_eq(wish.pin, OG_PIN_THREAD);
	ck_assert(wish.uefi);
	ck_assert_str_eq(wish.firmware, "/fw");
	ck_assert_uint_eq(wish.n_devices, 2);
	ck_assert(!wish.devices[0].has_address);
	ck_assert_int_eq(wish.devices[0].vendor, 0x10de);
	ck_assert_int_eq(wish.devices[0].device, -1);
	ck_assert(wish.devices[1].has_address);
	ck_assert_int_eq(wish.devices[1].bdf.bus, 0xe1);
}
END_TEST

static Suite *suite_doctor(void)
{
	Suite *s = suite_create("doctor");
	TCase *tc = tcase_create("doctor");

	tcase_add_loop_test(tc, assigned, 0, OG_COUNT(assigns));
	tcase_add_loop_test(tc, cpuinfo, 0, OG_COUNT(cpuinfos));
	tcase_add_loop_test(tc, cmdline, 0, OG_COUNT(cmdlines));
	tcase_add_test(tc, cmdline_words);
	tcase_add_loop_test(tc, release, 0, OG_COUNT(releases));
	tcase_add_loop_test(tc, memlock, 0, OG_COUNT(limits));
	tcase_add_test(tc, users);
	tcase_add_loop_test(tc, udev, 0, OG_COUNT(rules));
	tcase_add_loop_test(tc, distro, 0, OG_COUNT(distros));
	tcase_add_loop_test(tc, firmware, 0, OG_COUNT(firmwares));
	tcase_add_loop_test(tc, checks, 0, OG_COUNT(cases));
	tcase_add_test(tc, numbered);
	tcase_add_loop_test(tc, wish_refused, 0, OG_COUNT(wishes));
	tcase_add_test(tc, wish_read);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite_doctor() };

	return og_test_run(suites, OG_COUNT(suites));
}
