// SPDX-License-Identifier: Apache-2.0
/* Displays and input, and what guards the guest: TPM, encryption, IOMMU. */
#include "drivers.h"
#include "vm-rows.h"

#define GFX(x) CAP "<GRAPHICS>" x "</GRAPHICS>"
#define VID(x) CAP "<VIDEO>" x "</VIDEO>"
#define IOM(x) CAP "<IOMMU><MODE>single</MODE>" x "</IOMMU>"
#define ENC(x) CAP "<MEMORY_ENCRYPTION><TYPE>" x "</TYPE></MEMORY_ENCRYPTION>"

static const struct og_row rows[] = {
	{ "GRAPHICS/TYPE=vnc",
	  GFX("<TYPE>VNC</TYPE><PORT>5942</PORT><LISTEN>::1</LISTEN>"),
	  { "<graphics type=\"vnc\" listen=\"::1\" port=\"5942\"/>" } },
	{ "GRAPHICS/PASSWD, KEYMAP",
	  GFX("<TYPE>vnc</TYPE><PASSWD>&lt;'\"&amp;</PASSWD><KEYMAP>de"
	      "</KEYMAP>"),
	  { "passwd=\"&lt;'&quot;&amp;\" keymap=\"de\"/>" } },
	{ "GRAPHICS/RANDOM_PASSWD that oned made",
	  GFX("<TYPE>vnc</TYPE><RANDOM_PASSWD>YES</RANDOM_PASSWD><PASSWD>x"
	      "</PASSWD>"),
	  { "passwd=\"x\"" } },
	{ "GRAPHICS/TYPE=spice",
	  GFX("<TYPE>Spice</TYPE>"),
	  { "<graphics type=\"spice\"/><video><model type=\"vga\" heads=\"1\"/>"
	    "</video><sound model=\"ich6\"/>" } },
	{ "SPICE_OPTIONS",
	  GFX("<TYPE>spice</TYPE>") "<SPICE_OPTIONS>&lt;sound model='ac97'/&gt;"
				    "</SPICE_OPTIONS>",
	  { "<graphics type=\"spice\"/><sound model=\"ac97\"/><channel" } },
	{ "GRAPHICS/TYPE=sdl", GFX("<TYPE>sdl</TYPE>"), { "" }, "<graphics" },
	{ "GRAPHICS/PASSWD that the VM leaves empty",
	  GFX("<TYPE>vnc</TYPE><PASSWD></PASSWD>"),
	  { "<graphics type=\"vnc\"/>" },
	  NULL,
	  "GRAPHICS/PASSWD: x" },
	{ "GRAPHICS of the configuration",
	  GFX("<PORT>1</PORT>"),
	  { "<graphics type=\"vnc\" listen=\"::\" port=\"1\"/>" },
	  NULL,
	  "GRAPHICS/TYPE: vnc\nGRAPHICS/LISTEN: '::'" },
	{ "GRAPHICS of the configuration, for those that have some",
	  CAP,
	  { "" },
	  "<graphics",
	  "GRAPHICS/TYPE: vnc" },
	{ "VIDEO/TYPE",
	  VID("<TYPE>VGA</TYPE>"),
	  { "<video><model type=\"vga\"/></video>" } },
	{ "VIDEO/VRAM, RESOLUTION",
	  VID("<TYPE>vga</TYPE><VRAM>2048</VRAM><RESOLUTION>800x600"
	      "</RESOLUTION>"),
	  { "<model type=\"vga\" vram=\"2048\"><resolution x=\"800\" "
	    "y=\"600\"/></model>" } },
	{ "VIDEO/VRAM that is too little",
	  VID("<TYPE>vga</TYPE><VRAM>1023</VRAM>"),
	  { "<model type=\"vga\"/>" } },
	{ "VIDEO/TYPE=none",
	  VID("<TYPE>none</TYPE><VRAM>2048</VRAM><RESOLUTION>1x1</RESOLUTION>"),
	  { "<video><model type=\"none\"/></video>" } },
	{ "VIDEO/TYPE=cirrus",
	  VID("<TYPE>cirrus</TYPE><RESOLUTION>1x1</RESOLUTION>"),
	  { "<video><model type=\"cirrus\"/></video>" } },
	{ "VIDEO/IOMMU, ATS",
	  VID("<TYPE>virtio</TYPE><IOMMU>yes</IOMMU><ATS>yes</ATS>"),
	  { "<video><driver iommu=\"on\" ats=\"on\"/><model" } },
	{ "VIDEO/IOMMU of another type",
	  VID("<TYPE>vga</TYPE><IOMMU>yes</IOMMU>"),
	  { "<video><model" } },
	{ "INPUT",
	  CAP "<INPUT><TYPE>Tablet</TYPE><BUS>USB</BUS></INPUT>",
	  { "<input type=\"tablet\" bus=\"usb\"/>" } },
	{ "INPUT without a BUS",
	  CAP "<INPUT><TYPE>mouse</TYPE></INPUT>",
	  { "<input type=\"mouse\"/>" } },

	{ "TPM/MODEL",
	  CAP "<TPM><MODEL>tpm-crb</MODEL></TPM>",
	  { "<tpm model=\"tpm-crb\"><backend type=\"emulator\" "
	    "version=\"2.0\"/></tpm>" } },
	{ "TPM of the configuration",
	  CAP,
	  { "<tpm model=\"tpm-tis\">" },
	  NULL,
	  "TPM/MODEL: tpm-tis" },
	{ "MEMORY_ENCRYPTION=SEV",
	  ENC("SEV"),
	  { "<memtune><hard_limit unit=\"MiB\">768</hard_limit></memtune>",
	    "<launchSecurity type=\"sev\"><policy>0x00000003</policy>" } },
	{ "MEMORY_ENCRYPTION=SEV-ES",
	  ENC("SEV-ES"),
	  { "<policy>0x00000007</policy>" } },
	{ "MEMORY_ENCRYPTION=SEV-SNP",
	  ENC("SEV-SNP"),
	  { "" },
	  "launchSecurity" },
	{ "MEMORY_TUNE_OFFSET",
	  ENC("SEV") "<MEMORY_TUNE_OFFSET>1</MEMORY_TUNE_OFFSET>",
	  { ">513</hard_limit>" } },
	{ "IOMMU",
	  IOM("<MODEL>Intel</MODEL><OPTIONS>eim=on intremap=off</OPTIONS>"),
	  { "<iommu model=\"intel\"><driver eim=\"on\" intremap=\"off\"/>" },
	  "ioapic" },
	{ "IOMMU that remaps interrupts",
	  IOM("<MODEL>intel</MODEL><OPTIONS>intremap=on</OPTIONS>"),
	  { "<ioapic driver=\"qemu\"/>" } },
	{ "IOMMU without options",
	  IOM("<MODEL>virtio</MODEL>"),
	  { "<iommu model=\"virtio\"><driver/></iommu>" } },
	{ "IOMMU for devices that there are not",
	  CAP "<IOMMU><MODE>device</MODE><MODEL>intel</MODEL></IOMMU>",
	  { "" },
	  "<iommu" },
};

START_TEST(writes)
{
	og_row_domain(&rows[_i]);
}
END_TEST

Suite *og_suite_display(void)
{
	Suite *s = suite_create("display");
	TCase *c = tcase_create("display");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	suite_add_tcase(s, c);
	return s;
}
