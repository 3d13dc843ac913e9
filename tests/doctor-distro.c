// SPDX-License-Identifier: Apache-2.0
/* Whose tools change the kernel's command line. */
#include "doctor-distro.h"

#include "doctor-suites.h"
#include "harness.h"

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

Suite *suite_doctor_distro(void)
{
	Suite *s = suite_create("doctor-distro");
	TCase *tc = tcase_create("doctor-distro");

	tcase_add_loop_test(tc, distro, 0, OG_COUNT(distros));
	suite_add_tcase(s, tc);
	return s;
}
