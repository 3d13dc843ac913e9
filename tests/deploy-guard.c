// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "deploy-suites.h"
#include "guard.h"

/*
 * One machine for all cases: a GPU with its audio function in group 1, a GPU
 * alone in group 2, a second one of its kind held by the host in group 3, a
 * network card beside a disk in group 4, the boot display in group 5, a bridge
 * in group 6, a network card that is up in group 7 and beside a GPU in group 8,
 * one with virtual functions in group 9 and beside a GPU in group 10, the boot
 * display beside a GPU in group 11, and a device without a group.
 */
static void make_machine(struct og_pcidevs *devs)
{
	static const struct {
		const char *name;
		uint16_t vendor, device, class_id;
		int group;
		const char *driver, *peer, *peer_driver;
	} all[] = {
		{ "01:00.0", 0x10de, 0x2684, 0x0300, 1, "vfio-pci", "01:00.1",
		  "snd_hda_intel" },
		{ "01:00.1", 0x10de, 0x22ba, 0x0403, 1, "snd_hda_intel",
		  "01:00.0", "vfio-pci" },
		{ "41:00.0", 0x10de, 0x2331, 0x0302, 2, NULL, NULL, NULL },
		{ "61:00.0", 0x10de, 0x2331, 0x0302, 3, "nvidia", NULL, NULL },
		{ "81:00.0", 0x15b3, 0x1021, 0x0200, 4, "mlx5_core", "82:00.0",
		  "nvme" },
		{ "82:00.0", 0x144d, 0xa80a, 0x0108, 4, "nvme", "81:00.0",
		  "mlx5_core" },
		{ "a1:00.0", 0x1a03, 0x2000, 0x0300, 5, NULL, NULL, NULL },
		{ "c1:00.0", 0x1022, 0x1483, 0x0604, 6, "pcieport", NULL,
		  NULL },
		{ "e1:00.0", 0x1002, 0x74a1, 0x1200, -1, NULL, NULL, NULL },
		{ "e2:00.0", 0x15b3, 0x1021, 0x0200, 7, "mlx5_core", NULL,
		  NULL },
		{ "e3:00.0", 0x10de, 0x2330, 0x0302, 8, NULL, "e4:00.0",
		  "igb" },
		{ "e4:00.0", 0x8086, 0x1521, 0x0200, 8, "igb", "e3:00.0",
		  NULL },
		{ "e5:00.0", 0x15b3, 0x101d, 0x0200, 9, "vfio-pci", NULL,
		  NULL },
		{ "e6:00.0", 0x10de, 0x2330, 0x0302, 10, NULL, "e7:00.0",
		  "ice" },
		{ "e7:00.0", 0x8086, 0x1592, 0x0200, 10, "ice", "e6:00.0",
		  NULL },
		{ "e8:00.0", 0x10de, 0x2330, 0x0302, 11, NULL, "e9:00.0",
		  "ast" },
		{ "e9:00.0", 0x1a03, 0x2000, 0x0300, 11, "ast", "e8:00.0",
		  NULL },
		{ "ea:00.0", 0x10de, 0x2330, 0x0302, 12, NULL, "ea:00.1",
		  "lpc_ich" },
		{ "ea:00.1", 0x8086, 0xa1c1, 0x0601, 12, "lpc_ich", "ea:00.0",
		  NULL },
	};

	*devs = OG_PCIDEVS_INIT;
	for (size_t i = 0; i < OG_COUNT(all); i++) {
		struct og_pcidev *dev;
		struct og_bdf bdf;

		ck_assert_int_eq(og_bdf_parse(all[i].name, 7, &bdf), 0);
		dev = og_pcidevs_add(devs, &bdf);
		dev->vendor = all[i].vendor;
		dev->device = all[i].device;
		dev->class_id = all[i].class_id;
		dev->iommu_group = all[i].group;
		if (all[i].driver)
			dev->driver = og_strdup(all[i].driver);
		if (all[i].device == 0x2000)
			dev->boot_vga = OG_YES;
		if (all[i].group == 7 || all[i].device == 0x1521)
			dev->net_up = og_strdup("ens1");
		if (all[i].group == 9 || all[i].device == 0x1592) {
			dev->sriov = OG_SRIOV_PF;
			dev->numvfs = 4;
		}
		if (all[i].group == 2) {
			dev->can_reset = OG_NO;
			dev->has_bars = true;
			dev->bars.is_unmapped = true;
		}
		if (!all[i].peer)
			continue;
		OG_RESERVE(dev->peers, 1, dev->cap_peers);
		dev->n_peers = 1;
		dev->peers[0].driver = all[i].peer_driver
					       ? og_strdup(all[i].peer_driver)
					       : NULL;
		og_bdf_parse(all[i].peer, 7, &dev->peers[0].bdf);
	}
}

struct wish {
	const char *bdf, *vendor, *device;
	bool whole, slice;
};

static const struct {
	const char *name;
	const char *allow; /* one pattern; NULL: none */
	bool display, binds;
	struct wish wishes[3]; /* up to one without an address */
	const char *error;     /* NULL: all is well */
} cases[] = {
	{ .name = "a GPU alone", .wishes = { { "41:00.0", "10de", "2331" } } },
	{ .name = "without oned's word on its ids",
	  .wishes = { { "41:00.0" } } },
	{ .name = "no device at all" },
	{ .name = "not there",
	  .wishes = { { "42:00.0", "10de", "2331" } },
	  .error = "PCI 0: device 0000:42:00.0 is not found on this host; "
		   "10de:2331 is at 0000:41:00.0, 0000:61:00.0; oned's list is "
		   "of another day: onehost forceupdate" },
	{ .name = "nothing like it there",
	  .wishes = { { "42:00.0", "10de", "ffff" } },
	  .error = "not found on this host; no 10de:ffff is; oned's" },
	{ .name = "not there, and nobody knows what it was",
	  .wishes = { { "42:00.0" } },
	  .error = "not found on this host; 19 PCI devices are there" },
	{ .name = "another card since",
	  .wishes = { { "41:00.0", "10de", "2684" } },
	  .error = "device 0000:41:00.0 is a 10de:2331 on this host, "
		   "10de:2684 is at 0000:01:00.0; oned never asks again" },
	{ .name = "allowed", .allow = "10de:*", .wishes = { { "41:00.0" } } },
	{ .name = "not allowed",
	  .allow = "1002:*",
	  .wishes = { { "41:00.0" } },
	  .error = "device 0000:41:00.0 (10de:2331:0302) is not in the "
		   "allowlist (1002:*): add '10de:2331' to ALLOWLIST" },
	{ .name = "not allowed: the other function",
	  .allow = "10de:2684",
	  .wishes = { { "01:00.0", NULL, NULL, true } },
	  .error = "device 0000:01:00.1 (10de:22ba:0403) is not in" },
	{ .name = "no group",
	  .wishes = { { "e1:00.0" } },
	  .error = "device 0000:e1:00.0 has no IOMMU group: turn on VT-d" },
	{ .name = "held by the host's driver",
	  .wishes = { { "61:00.0" } },
	  .error = "device 0000:61:00.0 is not bound to vfio-pci (driver "
		   "nvidia): stop what uses it, then onegpu bind "
		   "0000:61:00.0" },
	{ .name = "taken from the host's driver",
	  .binds = true,
	  .wishes = { { "61:00.0" } } },
	{ .name = "network card that the host uses",
	  .binds = true,
	  .wishes = { { "e2:00.0" } },
	  .error = "(driver mlx5_core): the host uses it as ens1" },
	{ .name = "group with another function",
	  .wishes = { { "01:00.0" } },
	  .error = "cannot go: group 1 is not viable, 0000:01:00.1 in it is "
		   "bound to driver snd_hda_intel: ask for the whole card "
		   "(FUNCTIONS=\"all\"), or onegpu bind 0000:01:00.1" },
	{ .name = "the whole card",
	  .wishes = { { "01:00.0", NULL, NULL, true } } },
	{ .name = "both functions by name",
	  .wishes = { { "01:00.0" }, { "01:00.1" } } },
	{ .name = "group with another device",
	  .wishes = { { "81:00.0" } },
	  .error = "group 4 is not viable, 0000:82:00.0 in it is bound to "
		   "driver nvme: give both to the VM, or onegpu bind" },
	{ .name = "group that we bind",
	  .binds = true,
	  .wishes = { { "01:00.0" } } },
	{ .name = "group with a disk of the host",
	  .binds = true,
	  .wishes = { { "81:00.0" } },
	  .error = "device 0000:81:00.0 cannot go: 0000:82:00.0 in its group 4 "
		   "would go too: a disk's driver, nvme, has it" },
	{ .name = "a disk of the host",
	  .binds = true,
	  .wishes = { { "82:00.0" }, { "81:00.0" } },
	  .error = "device 0000:82:00.0 is not bound to vfio-pci (driver "
		   "nvme): stop what uses it" },
	{ .name = "group with the host's network",
	  .binds = true,
	  .wishes = { { "e3:00.0" } },
	  .error = "0000:e4:00.0 in its group 8 would go too: the host uses "
		   "it as ens1" },
	{ .name = "virtual functions",
	  .wishes = { { "e5:00.0" } },
	  .error = "device 0000:e5:00.0 has 4 virtual functions, which would "
		   "go with it" },
	{ .name = "a slice of what has virtual functions",
	  .wishes = { { "e5:00.0", NULL, NULL, false, true } } },
	{ .name = "group with virtual functions",
	  .binds = true,
	  .wishes = { { "e6:00.0" } },
	  .error = "0000:e7:00.0 in its group 10 would go too: it has 4 "
		   "virtual functions" },
	{ .name = "group with the boot display",
	  .binds = true,
	  .wishes = { { "e8:00.0" } },
	  .error = "0000:e9:00.0 in its group 11 would go too: it is the boot "
		   "display" },
	{ .name = "group with the boot display, allowed",
	  .binds = true,
	  .display = true,
	  .wishes = { { "e8:00.0" } } },
	{ .name = "group with a bridge of the host",
	  .binds = true,
	  .wishes = { { "ea:00.0" } },
	  .error =
		  "0000:ea:00.1 in its group 12 would go too: it is a bridge" },
	{ .name = "twice",
	  .wishes = { { "41:00.0" }, { "41:00.0" } },
	  .error = "PCI 1: device 0000:41:00.0 is given by PCI 0 already" },
	{ .name = "twice: a function of the whole",
	  .wishes = { { "01:00.1" }, { "01:00.0", NULL, NULL, true } },
	  .error = "PCI 1: device 0000:01:00.0 is given by PCI 0 already" },
	{ .name = "the boot display",
	  .wishes = { { "a1:00.0" } },
	  .error = "device 0000:a1:00.0 is the boot display: make another" },
	{ .name = "the boot display, allowed",
	  .display = true,
	  .wishes = { { "a1:00.0" } } },
	{ .name = "a bridge",
	  .wishes = { { "c1:00.0" } },
	  .error = "device 0000:c1:00.0 is a bridge" },
	{ .name = "a slice of what the host's driver has",
	  .wishes = { { "61:00.0", NULL, NULL, false, true } } },
	{ .name = "a slice that is not allowed",
	  .allow = "1002:*",
	  .wishes = { { "61:00.0", NULL, NULL, false, true } },
	  .error = "is not in the allowlist" },
};

static size_t make_wishes(const struct wish *from,
			  struct og_guard_wish wishes[3])
{
	size_t n = 0;

	for (; n < 3 && from[n].bdf; n++) {
		wishes[n] = (struct og_guard_wish){
			.pci = (int)n,
			.vendor = from[n].vendor,
			.device = from[n].device,
			.whole = from[n].whole,
			.slice = from[n].slice,
		};
		og_bdf_parse(from[n].bdf, strlen(from[n].bdf), &wishes[n].bdf);
	}
	return n;
}

START_TEST(checks)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs devs;
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	const char *allow = cases[_i].allow;
	struct og_pciid id = { 0 };
	const struct og_guard guard = {
		.allow = &id,
		.n_allow = allow ? 1 : 0,
		.allow_text = allow ? allow : "",
		.boot_display = cases[_i].display,
		.binds = cases[_i].binds,
	};
	struct og_guard_wish wishes[3];
	size_t n = make_wishes(cases[_i].wishes, wishes);
	struct og_err err = { 0 };
	int r;

	make_machine(&devs);
	if (allow)
		ck_assert_int_eq(
			og_pciid_parse(allow, strlen(allow), &id, NULL), 0);
	r = og_guard_check(&guard, wishes, n, &devs, &notes, &err);
	if (!cases[_i].error) {
		ck_assert_msg(r == 0, "%s: %s", cases[_i].name, err.msg);
		return;
	}
	ck_assert_int_eq(r, -ENXIO);
	ck_assert_msg(strstr(err.msg, cases[_i].error), "%s: %s",
		      cases[_i].name, err.msg);
}
END_TEST

START_TEST(notes_doubts)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs devs;
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	const struct og_guard guard = { .allow_text = "" };
	const struct og_guard_wish wish = { .pci = 3, .bdf = { .bus = 0x41 } };

	make_machine(&devs);
	ck_assert_int_eq(og_guard_check(&guard, &wish, 1, &devs, &notes, NULL),
			 0);
	ck_assert_uint_eq(notes.count, 2);
	ck_assert_ptr_nonnull(strstr(notes.all[0].text,
				     "PCI 3: cannot reset device "
				     "0000:41:00.0"));
	ck_assert_ptr_nonnull(strstr(notes.all[1].text, "BARs of device"));
	ck_assert_int_eq(notes.all[0].level, OG_WARN);
}
END_TEST

#define HOLDS(name, bus, func)                                          \
	"<domain><name>" name "</name><devices><hostdev type='pci'>"    \
	"<source><address bus='" bus "' function='" func "'/></source>" \
	"</hostdev></devices></domain>"

static const struct {
	const char *name, *running;
	struct wish wishes[3];
	const char *error;
} holders[] = {
	{ "nobody", HOLDS("one-5", "0x41", "0"), { { "61:00.0" } }, NULL },
	{ "another VM",
	  HOLDS("one-5", "0x41", "0"),
	  { { "41:00.0" } },
	  "PCI 0: device 0000:41:00.0 is held by VM 5, which runs on this "
	  "host" },
	{ "the VM itself",
	  HOLDS("one-7", "0x41", "0"),
	  { { "41:00.0" } },
	  NULL },
	{ "a stranger",
	  HOLDS("web", "0x41", "0"),
	  { { "41:00.0" } },
	  "is held by domain 'web', which is not OpenNebula's" },
	{ "a member of the group",
	  HOLDS("one-5", "0x82", "0"),
	  { { "81:00.0" } },
	  "device 0000:81:00.0 cannot go: group 4 is in use, 0000:82:00.0 in "
	  "it is held by VM 5" },
	{ "another function",
	  HOLDS("one-5", "0x1", "1"),
	  { { "01:00.0", NULL, NULL, true } },
	  "group 1 is in use, 0000:01:00.1 in it is held by VM 5" },
	{ "a slice does not mind the group",
	  HOLDS("one-5", "0x82", "0"),
	  { { "81:00.0", NULL, NULL, false, true } },
	  NULL },
};

START_TEST(knows_holders)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs devs;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	const char *running = holders[_i].running;
	struct og_guard_wish wishes[3];
	size_t n = make_wishes(holders[_i].wishes, wishes);
	struct og_err err = { 0 };
	int r;

	make_machine(&devs);
	ck_assert_int_eq(
		og_live_add(&live, "x", running, strlen(running), NULL), 0);
	r = og_guard_holders(wishes, n, &devs, &live, 7, &err);
	if (!holders[_i].error) {
		ck_assert_msg(r == 0, "%s: %s", holders[_i].name, err.msg);
		return;
	}
	ck_assert_int_eq(r, -ENXIO);
	ck_assert_msg(strstr(err.msg, holders[_i].error), "%s: %s",
		      holders[_i].name, err.msg);
}
END_TEST

Suite *og_suite_guard(void)
{
	Suite *s = suite_create("guard");
	TCase *c = tcase_create("guard");

	tcase_add_loop_test(c, checks, 0, OG_COUNT(cases));
	tcase_add_test(c, notes_doubts);
	tcase_add_loop_test(c, knows_holders, 0, OG_COUNT(holders));
	suite_add_tcase(s, c);
	return s;
}
