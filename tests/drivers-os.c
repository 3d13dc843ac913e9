// SPDX-License-Identifier: Apache-2.0
/* What a VM starts from: its machine, kernel and firmware. */
#include "drivers.h"
#include "vm-rows.h"

#define OS(x) CAP "<OS>" x "</OS>"
#define OVMF  "/usr/share/OVMF/OVMF_CODE.fd"

static const struct og_row rows[] = {
	{ "OS/ARCH",
	  OS("<ARCH>i686</ARCH>"),
	  { "<type arch=\"i686\" machine=\"q35\">" } },
	{ "OS/MACHINE",
	  OS("<MACHINE>pc-i440fx-7.2</MACHINE>"),
	  { "machine=\"pc-i440fx-7.2\"" },
	  "pcie-root" },
	{ "OS/MACHINE of which nothing is known",
	  OS("<MACHINE>isapc</MACHINE>"),
	  { "machine=\"isapc\"" },
	  "<controller type=\"pci\"" },
	{ "OS/MACHINE unset",
	  CAP,
	  { "<type arch=\"x86_64\">hvm</type>" },
	  NULL,
	  "OS/MACHINE: ''" },
	{ "OS/MACHINE that the VM leaves empty",
	  OS("<MACHINE></MACHINE>"),
	  { "<type arch=\"x86_64\">hvm</type>" } },
	{ "OS/KERNEL that the VM leaves empty",
	  OS("<KERNEL></KERNEL>"),
	  { "hvm</type></os>" },
	  "<kernel",
	  "OS/KERNEL: /k" },
	{ "OS/UUID",
	  OS("<UUID>5d2c0f3e-1a4b-4c6d-8e7f-000000000001</UUID>"),
	  { "<uuid>5d2c0f3e-1a4b-4c6d-8e7f-000000000001</uuid>" } },
	{ "OS/KERNEL",
	  OS("<KERNEL>/k&lt;</KERNEL>"),
	  { "<kernel>/k&lt;</kernel></os>" } },
	{ "OS/INITRD",
	  OS("<KERNEL>/k</KERNEL><INITRD>/i</INITRD>"),
	  { "<kernel>/k</kernel><initrd>/i</initrd></os>" } },
	{ "OS/ROOT",
	  OS("<KERNEL>/k</KERNEL><ROOT>vda1</ROOT>"),
	  { "<cmdline>root=/dev/vda1 </cmdline>" } },
	{ "OS/KERNEL_CMD",
	  OS("<KERNEL>/k</KERNEL><ROOT>vda1</ROOT><KERNEL_CMD>ro</KERNEL_CMD>"),
	  { "<cmdline>root=/dev/vda1 ro</cmdline>" } },
	{ "OS/KERNEL_CMD without a kernel",
	  OS("<KERNEL_CMD>ro</KERNEL_CMD>"),
	  { "hvm</type></os>" },
	  "<cmdline" },
	{ "OS/BOOTLOADER",
	  OS("<BOOTLOADER>/b</BOOTLOADER>"),
	  { "hvm</type></os>" },
	  "<bootloader" },
	{ "OS/BOOTLOADER beside a kernel",
	  OS("<KERNEL>/k</KERNEL><BOOTLOADER>/b</BOOTLOADER>"),
	  { "<kernel>/k</kernel></os>" },
	  "<bootloader" },
	{ "OS/FIRMWARE=BIOS",
	  OS("<FIRMWARE>bios</FIRMWARE><FIRMWARE_SECURE>yes</FIRMWARE_SECURE>"),
	  { "hvm</type></os><features><acpi/></features>" },
	  "<smm" },
	{ "OS/FIRMWARE=UEFI",
	  OS("<FIRMWARE>uefi</FIRMWARE>"),
	  { "<os firmware=\"efi\">",
	    "<feature enabled=\"no\" name=\"secure-boot\"/></firmware>"
	    "<nvram/></os>" },
	  "<pm>" },
	{ "OS/FIRMWARE=UEFI of an encrypted guest",
	  OS("<FIRMWARE>UEFI</FIRMWARE>") "<MEMORY_ENCRYPTION><TYPE>SEV</"
					  "TYPE></MEMORY_ENCRYPTION>",
	  { "<os firmware=\"efi\">" },
	  "<nvram" },
	{ "OS/FIRMWARE, a path",
	  OS("<FIRMWARE>" OVMF "</FIRMWARE>"),
	  { "<loader readonly=\"yes\" type=\"pflash\" secure=\"no\">" OVMF "<",
	    "<nvram>/ds/9/42/n_VARS.fd</nvram></os><pm>"
	    "<suspend-to-disk enabled=\"no\"/>"
	    "<suspend-to-mem enabled=\"no\"/></pm>" } },
	{ "OVMF_UEFIS",
	  OS("<FIRMWARE>/my.fd</FIRMWARE>"),
	  { ">/my.fd</loader>" },
	  NULL,
	  "OVMF_UEFIS: [/other.fd, /my.fd]" },
	{ "OS/FIRMWARE, a path of the configuration",
	  CAP,
	  { ">/mine.fd</loader>" },
	  NULL,
	  "OS/FIRMWARE: /mine.fd" },
	{ "OS/FIRMWARE_FORMAT",
	  OS("<FIRMWARE>" OVMF "</FIRMWARE><FIRMWARE_FORMAT>QCOW2"
	     "</FIRMWARE_FORMAT>"),
	  { "<nvram format=\"qcow2\">" } },
	{ "OS/FIRMWARE_SECURE",
	  OS("<FIRMWARE>UEFI</FIRMWARE><FIRMWARE_SECURE>YES"
	     "</FIRMWARE_SECURE>"),
	  { "<feature enabled=\"yes\" name=\"secure-boot\"/>",
	    "<smm state=\"on\"/>" } },
	{ "firmware of ARM sleeps",
	  OS("<ARCH>aarch64</ARCH><FIRMWARE>" OVMF "</FIRMWARE>"),
	  { "</nvram></os><features><acpi/></features>" },
	  "<pm>" },
	{ "ACPI of ARM needs firmware",
	  OS("<ARCH>aarch64</ARCH><MACHINE>virt</MACHINE>"),
	  { "<features/>", "model=\"pcie-root\"" },
	  "<acpi/>" },
};

START_TEST(writes)
{
	og_row_domain(&rows[_i]);
}
END_TEST

Suite *og_suite_os(void)
{
	Suite *s = suite_create("os");
	TCase *c = tcase_create("os");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	suite_add_tcase(s, c);
	return s;
}
