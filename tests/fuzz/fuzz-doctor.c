// SPDX-License-Identifier: Apache-2.0
/*
 * Every file of a host that `onegpu doctor` takes apart: the first byte says
 * which, the rest is the file.
 */
#include <stdint.h>

#include "doctor-assign.h"
#include "doctor-distro.h"
#include "doctor-firmware.h"
#include "doctor-parse.h"
#include "doctor-vm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_cpuinfo(const char *text, size_t len)
{
	struct og_cpuinfo info;

	og_cpuinfo_parse(text, len, &info);
	if ((info.vmx || info.svm) && !info.has_flags)
		abort();
}

static void try_kernel(const char *text, size_t len)
{
	og_autofree char *line = og_strndup(text, len);
	og_autofree char *value = og_cmdline_value(line, "iommu");

	if (value && strlen(value) >= len)
		abort();
	if (og_cmdline_has(line, "iommu=pt") &&
	    (!value || !strstr(line, "iommu=pt")))
		abort();
	og_release_parse(line);
}

static void try_limits(const char *text, size_t len)
{
	if (og_limits_memlock(text, len) < -1)
		abort();
}

static void try_users(const char *text, size_t len)
{
	uint32_t uid, gid;

	if (og_passwd_find(text, len, "oneadmin", &uid, &gid) &&
	    !memmem(text, len, "oneadmin:", 9))
		abort();
	if (og_group_find(text, len, "kvm", &gid)) {
		og_autofree char *name = og_group_name(text, len, gid);

		if (!name)
			abort();
		og_group_has(text, len, gid, "oneadmin");
	}
}

static void try_udev(const char *text, size_t len)
{
	struct og_udev_rule rule = { .mode = -1 };

	og_udev_parse(text, len, &rule);
	if (rule.mode > 07777)
		abort();
	og_udev_rule_free(&rule);
}

static void try_distro(const char *text, size_t len)
{
	const struct og_distro_signs signs = { .default_grub = true };
	og_cleanup(og_distro_free) struct og_distro distro;
	og_autobuf out = OG_BUF_INIT;

	og_distro_decide(text, len, &signs, &distro);
	og_distro_add_args(&distro, "iommu=pt", &out);
	og_distro_drop_args(&distro, "iommu=off", &out);
	og_distro_initramfs(&distro, &out);
	if (!strstr(og_buf_text(&out), "iommu=pt"))
		abort();
}

static void try_firmware(const char *text, size_t len)
{
	og_cleanup(og_firmware_free) struct og_firmware firmware = { 0 };

	og_firmware_parse(text, len, &firmware);
}

static void try_vm(const char *text, size_t len)
{
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	struct og_err err = { 0 };
	int r = og_vm_wish_parse(text, len, &wish, &err);

	if (r < 0 && !err.msg[0])
		abort();
	if (r == 0 &&
	    (!wish.vcpus && !wish.n_cells && !wish.memory && wish.threads == 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(const char *text, size_t len) = {
		try_cpuinfo, try_kernel, try_limits,   try_users,
		try_udev,    try_distro, try_firmware, try_vm,
	};

	if (size)
		tries[data[0] % OG_COUNT(tries)]((const char *)data + 1,
						 size - 1);
	return 0;
}
