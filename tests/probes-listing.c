// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include "listing.h"

enum { NVIDIA = 0x10de, MELLANOX = 0x15b3 };

static const struct {
	const char *what, *conf;
	struct og_pcidev dev;
	bool listed;
	const char *device_name;
} cases[] = {
	{ "a GPU", "", { .vendor = NVIDIA }, true, "Maker Thing" },
	{ "a card of somebody else",
	  "",
	  { .vendor = MELLANOX },
	  true,
	  "Thing" },
	{ "somebody else treated as NVIDIA",
	  "nvidia_vendors: ['15b3']",
	  { .vendor = MELLANOX },
	  true,
	  "Maker Thing" },
	{ "a physical function that is not split",
	  "",
	  { .vendor = MELLANOX, .sriov = OG_SRIOV_PF },
	  true,
	  "Thing" },
	{ "a split one",
	  "",
	  { .vendor = MELLANOX, .sriov = OG_SRIOV_PF, .numvfs = 8 },
	  false,
	  "Thing" },
	{ "one of which it is unknown",
	  "",
	  { .vendor = MELLANOX, .sriov = OG_SRIOV_PF, .numvfs = -1 },
	  true,
	  "Thing" },
	{ "a virtual function",
	  "",
	  { .vendor = MELLANOX, .sriov = OG_SRIOV_VF },
	  true,
	  "Thing" },
	{ "a vGPU",
	  "",
	  { .vendor = NVIDIA, .sriov = OG_SRIOV_VF },
	  true,
	  "NVIDIA vGPU device" },
	{ "a GPU with vGPUs",
	  "",
	  { .vendor = NVIDIA, .has_virtfn = true },
	  false,
	  "Maker Thing" },
	{ "virtfn0 of somebody else",
	  "",
	  { .vendor = MELLANOX, .has_virtfn = true },
	  true,
	  "Thing" },
	{ "a name that is wanted",
	  "device_name: ['other', 'maker th']",
	  { .vendor = NVIDIA },
	  true,
	  "Maker Thing" },
	{ "a name in pci.ids that is wanted",
	  "device_name: '^thing$'",
	  { .vendor = NVIDIA },
	  true,
	  "Maker Thing" },
	{ "a name that is not wanted",
	  "device_name: ['other']",
	  { .vendor = NVIDIA },
	  false,
	  "Maker Thing" },
	{ "a wanted name does not bring back a split function",
	  "device_name: 'thing'",
	  { .vendor = MELLANOX, .sriov = OG_SRIOV_PF, .numvfs = 1 },
	  false,
	  "Thing" },
};

START_TEST(decides)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autofree char *name = NULL;
	struct og_err err = { 0 };
	struct og_pcidev *dev = og_pcidevs_add(&list, &cases[_i].dev.bdf);

	ck_assert_msg(og_pciconf_parse(cases[_i].conf, strlen(cases[_i].conf),
				       &conf, &err) == 0,
		      "%s", err.msg);
	*dev = cases[_i].dev;
	dev->vendor_name = og_strdup("Maker");
	dev->device_name = og_strdup("Thing");
	name = og_listing_device_name(dev, &conf);
	ck_assert_str_eq(name, cases[_i].device_name);
	og_listing_by_details(&list, &conf);
	ck_assert_msg((list.n == 1) == cases[_i].listed, "%s", cases[_i].what);
}
END_TEST

START_TEST(keeps_the_order)
{
	static const char text[] = "filter: '10de:*'\n"
				   "short_address: ['01:00.0', '02:00.0', "
				   "'0001:03:00.0']\n";
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;

	ck_assert_int_eq(og_pciconf_parse(text, strlen(text), &conf, NULL), 0);
	for (uint8_t bus = 0; bus < 4; bus++)
		for (uint32_t domain = 0; domain < 2; domain++)
			og_pcidevs_add(&list,
				       &(struct og_bdf){ domain, bus, 0, 0 })
				->vendor = bus == 2 ? MELLANOX : NVIDIA;
	og_listing_by_id(&list, &conf);
	ck_assert_uint_eq(list.n, 2);
	ck_assert_uint_eq(list.devs[0].bdf.bus, 1);
	ck_assert_uint_eq(list.devs[0].bdf.domain, 0);
	ck_assert_uint_eq(list.devs[1].bdf.bus, 3);
	ck_assert_uint_eq(list.devs[1].bdf.domain, 1);
}
END_TEST

Suite *probes_listing_suite(void)
{
	Suite *s = suite_create("listing");
	TCase *tc = tcase_create("listing");

	tcase_add_loop_test(tc, decides, 0, OG_COUNT(cases));
	tcase_add_test(tc, keeps_the_order);
	suite_add_tcase(s, tc);
	return s;
}
