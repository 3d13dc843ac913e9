// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include <errno.h>

#include "bars.h"
#include "pcilink.h"
#include "pciready.h"
#include "pcitree.h"

/* --- bridges --- */

static const struct {
	const char *path, *root, *nearest_switch; /* NULL: none */
} trees[] = {
	{ "sys/devices/pci0000:00/0000:00:02.0", NULL, NULL },
	{ "sys/devices/pci0000:e0/0000:e0:01.0/0000:e1:00.0", "0000:e0:01.0",
	  NULL },
	{ "sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/0000:02:00.0",
	  "0000:00:1c.0", "0000:01:00.0" },
	{ "sys/devices/pci0000:40/0000:40:01.0/0000:41:00.0/0000:42:08.0/"
	  "0000:44:00.0",
	  "0000:40:01.0", "0000:41:00.0" },
	/* One switch below another: upstream, downstream, twice. */
	{ "sys/devices/pci0000:40/0000:40:01.0/0000:41:00.0/0000:42:08.0/"
	  "0000:43:00.0/0000:44:01.0/0000:45:00.0",
	  "0000:40:01.0", "0000:43:00.0" },
	/* Intel VMD: a domain below a device. */
	{ "sys/devices/pci0000:16/0000:16:00.5/pci10000:00/10000:00:02.0/"
	  "10000:01:00.0",
	  "10000:00:02.0", NULL },
	{ "sys/devices/platform/soc/pcie/pci0000:00/0000:00:00.0/0000:01:00.0",
	  "0000:00:00.0", NULL },
	{ "sys/bus/pci/devices/0000:01:00.0", NULL, NULL },
	{ "sys/devices/pci0000:00/0000:00:1c.0/0000:1:0.0/slot", NULL, NULL },
	{ "pci0000:00//0000:00:01.0/0000:01:00.0/", "0000:00:01.0", NULL },
	{ "pci", NULL, NULL },
	{ "/", NULL, NULL },
	{ "", NULL, NULL },
};

static void check_bdf(bool has, const struct og_bdf *bdf, const char *want)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(bdf, name);
	ck_assert_pstr_eq(has ? name : NULL, want);
}

START_TEST(finds_bridges)
{
	struct og_pcitree tree;

	og_pcitree_parse(trees[_i].path, &tree);
	check_bdf(tree.has_root, &tree.root, trees[_i].root);
	check_bdf(tree.has_switch, &tree.nearest_switch,
		  trees[_i].nearest_switch);
}
END_TEST

/* --- links --- */

static const struct {
	const char *speed, *width, *text; /* NULL: refused */
} links[] = {
	{ "16.0 GT/s PCIe", "16", "16.0GT/s x16" },
	{ "2.5 GT/s PCIe", "1", "2.5GT/s x1" },
	{ "8 GT/s", "4", "8.0GT/s x4" },
	{ "64.0 GT/s PCIe", "32", "64.0GT/s x32" },
	{ "Unknown", "16", NULL },
	{ "Unknown speed", "255", NULL },
	{ "16.0 GT/s PCIe", "0", NULL }, /* no card in it */
	{ "16.0 GT/s PCIe", "255", NULL },
	{ "16.0 GT/s PCIe", "x16", NULL },
	{ "16.0 GT/s PCIe", "", NULL },
	{ "16.0 GT/s PCIe 5", "16", NULL },
	{ "16. GT/s", "16", NULL },
	{ "16.", "16", NULL },
	{ "16.00 GT/s", "16", NULL },
	{ "0.0 GT/s", "16", NULL },
	{ "99999 GT/s", "16", NULL },
	{ " GT/s", "16", NULL },
	{ "", "16", NULL },
};

START_TEST(reads_links)
{
	struct og_pcilink link = { 0 };
	og_autofree char *text = NULL;
	int r = og_pcilink_parse(links[_i].speed, links[_i].width, &link);

	if (!links[_i].text) {
		ck_assert_int_eq(r, -EINVAL);
		ck_assert_uint_eq(link.speed, 0);
		return;
	}
	ck_assert_int_eq(r, 0);
	text = og_pcilink_text(&link);
	ck_assert_str_eq(text, links[_i].text);
}
END_TEST

/* --- memory windows --- */

#define NONE	  "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define REGISTERS "0x00000000d0000000 0x00000000d0ffffff 0x0000000000040200\n"
#define MEMORY	  "0x0000024000000000 0x0000024fffffffff 0x000000000014220c\n"
#define IO	  "0x0000000000003000 0x000000000000307f 0x0000000000040101\n"
#define UNSET	  "0x0000000000000000 0x0000000fffffffff 0x000000002014220c\n"
#define AT_0	  "0x0000000000000000 0x0000000000000fff 0x0000000000040200\n"
#define ROM	  "0x00000000d1000000 0x00000000d107ffff 0x0000000000046200\n"

static const struct {
	const char *text;
	int r;
	uint64_t bytes;
	bool has_memory, is_unmapped;
	uint64_t bytes64;
} windows[] = {
	{ NONE NONE NONE NONE NONE NONE NONE, 0, 0, false, false },
	{ REGISTERS MEMORY NONE NONE NONE IO ROM, 0, 0x1001000000, true, false,
	  0x1000000000 },
	{ REGISTERS UNSET NONE NONE NONE IO ROM, 0, 0x1001000000, true, true,
	  0x1000000000 },
	{ AT_0 NONE NONE NONE NONE NONE, 0, 0x1000, true, true },
	{ IO NONE NONE NONE NONE NONE, 0, 0, false, false },
	{ "", -EINVAL, 0, false, false },
	{ NONE NONE NONE NONE NONE, -EINVAL, 0, false, false },
	{ NONE NONE NONE NONE NONE NONE "junk", -EINVAL, 0, false, false },
	{ NONE NONE NONE NONE NONE "0x0 0x0 0x0\n", -EINVAL, 0, false, false },
	{ "0x00000000d0000000 0x00000000cfffffff 0x0000000000040200\n" NONE NONE
		  NONE NONE NONE,
	  -EINVAL, 0, false, false },
	{ "0x0000000000000000 0xffffffffffffffff 0x0000000000040200\n" NONE NONE
		  NONE NONE NONE,
	  -EINVAL, 0, false, false },
	{ "0x0000000000000001 0xffffffffffffffff 0x0000000000040200\n"
	  "0x0000000000000001 0xffffffffffffffff 0x0000000000040200\n" NONE NONE
		  NONE NONE,
	  -EINVAL, 0, false, false },
	{ "0x00000000d00000zz 0x00000000d0ffffff 0x0000000000040200\n" NONE NONE
		  NONE NONE NONE,
	  -EINVAL, 0, false, false },
};

START_TEST(adds_up_windows)
{
	struct og_bars bars = { .bytes = 7 };
	int r = og_bars_parse(windows[_i].text, strlen(windows[_i].text),
			      &bars);

	ck_assert_int_eq(r, windows[_i].r);
	ck_assert_uint_eq(bars.bytes, r ? 7 : windows[_i].bytes);
	ck_assert_uint_eq(bars.bytes64, windows[_i].bytes64);
	ck_assert_int_eq(bars.has_memory, windows[_i].has_memory);
	ck_assert_int_eq(bars.is_unmapped, windows[_i].is_unmapped);
}
END_TEST

/* --- the verdict --- */

static const struct og_peer peers[] = {
	{ { 0, 0xe1, 0, 1 }, NULL },
	{ { 0, 0xe1, 0, 2 }, (char[]){ "vfio-pci" } },
	{ { 0, 0xe1, 0, 3 }, (char[]){ "snd_hda_intel" } },
};

#define NO_GROUP "no IOMMU group: "

static const struct {
	const char *says; /* how it begins */
	struct og_pciready ready;
} verdicts[] = {
	{ "yes", { .class_id = 0x0302, .driver = "vfio-pci" } },
	{ "yes", { .class_id = 0x0302 } },
	{ "yes", { .class_id = 0x0302, .driver = "pci-stub" } },
	{ "yes", { .class_id = 0x0200, .driver = "mlx5_vfio_pci" } },
	{ "yes", { .class_id = 0x0403, .driver = "snd_hda_intel" } },
	{ "yes", { .class_id = 0x0200, .driver = "iavf" } },
	{ "yes", { .class_id = 0x0680, .driver = "nvidia-nvswitch" } },
	{ "yes", { .class_id = 0x0302, .peers = peers, .n_peers = 2 } },
	{ "yes",
	  { .class_id = 0x0302, .boot_vga = OG_NO, .can_reset = OG_YES } },
	{ "yes",
	  { .class_id = 0x0302,
	    .group = -1,
	    .driver = "nvidia",
	    .is_vgpu = true } },
	{ "a bridge, ", { .class_id = 0x0604, .driver = "pcieport" } },
	{ "a bridge, ", { .class_id = 0x0600 } },
	{ NO_GROUP, { .class_id = 0x0302, .group = -1 } },
	{ "bound to driver nvidia, not to vfio-pci: ",
	  { .class_id = 0x0302, .driver = "nvidia" } },
	{ "bound to driver amdgpu, ",
	  { .class_id = 0x1200, .driver = "amdgpu" } },
	{ "bound to driver nvme, ", { .class_id = 0x0108, .driver = "nvme" } },
	{ "bound to driver mlx5_core and up as ens1: ",
	  { .class_id = 0x0200, .driver = "mlx5_core", .net_up = "ens1" } },
	{ "group 5 is not viable: 0000:e1:00.3 is bound to driver "
	  "snd_hda_intel, ",
	  { .class_id = 0x0300, .group = 5, .peers = peers, .n_peers = 3 } },
	{ "the boot display: ", { .class_id = 0x0300, .boot_vga = OG_YES } },
	{ "no reset method", { .class_id = 0x0300, .can_reset = OG_NO } },
	{ "BARs are not mapped: ",
	  { .class_id = 0x0302, .bars_unmapped = true } },
	/* Each reason comes before all that follow it. */
	{ NO_GROUP,
	  { .class_id = 0x0300,
	    .group = -1,
	    .driver = "nvidia",
	    .boot_vga = OG_YES } },
	{ "bound to driver nvidia, ",
	  { .class_id = 0x0300,
	    .driver = "nvidia",
	    .peers = peers,
	    .n_peers = 3 } },
	{ "group 0 is not viable: ",
	  { .class_id = 0x0300,
	    .peers = peers,
	    .n_peers = 3,
	    .boot_vga = OG_YES } },
	{ "the boot display: ",
	  { .class_id = 0x0300, .boot_vga = OG_YES, .can_reset = OG_NO } },
	{ "no reset method",
	  { .class_id = 0x0300, .can_reset = OG_NO, .bars_unmapped = true } },
};

START_TEST(judges)
{
	og_autofree char *text = og_pciready_text(&verdicts[_i].ready);
	size_t len = strlen(verdicts[_i].says);

	ck_assert_msg(strncmp(text, verdicts[_i].says, len) == 0, "%s", text);
	/* "yes" is a whole answer, a reason goes on to say what mends it. */
	if (strcmp(verdicts[_i].says, "yes") == 0)
		ck_assert_str_eq(text, "yes");
}
END_TEST

START_TEST(knows_bridges)
{
	ck_assert(og_pciready_is_bridge(0x0604));
	ck_assert(og_pciready_is_bridge(0x0607));
	ck_assert(og_pciready_is_bridge(0x0609));
	ck_assert(!og_pciready_is_bridge(0x0600));
	ck_assert(!og_pciready_is_bridge(0x0680));
	ck_assert(!og_pciready_is_bridge(0x0302));
}
END_TEST

Suite *probes_traits_suite(void)
{
	Suite *s = suite_create("traits");
	TCase *tc = tcase_create("traits");

	tcase_add_loop_test(tc, finds_bridges, 0, OG_COUNT(trees));
	tcase_add_loop_test(tc, reads_links, 0, OG_COUNT(links));
	tcase_add_loop_test(tc, adds_up_windows, 0, OG_COUNT(windows));
	tcase_add_loop_test(tc, judges, 0, OG_COUNT(verdicts));
	tcase_add_test(tc, knows_bridges);
	suite_add_tcase(s, tc);
	return s;
}
