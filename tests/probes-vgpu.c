// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include "addressid.h"
#include "tree.h"
#include "vgpu.h"
#include "vgputypes.h"

static const struct {
	const char *text, *want;
} types[] = {
	{ "ID    : vGPU Name\n1155  : NVIDIA L40S-1B\n1156  : NVIDIA L40S-2B\n",
	  "1155 (NVIDIA L40S-1B),1156 (NVIDIA L40S-2B)" },
	{ "1428 : NVIDIA H200X-141C", "1428 (NVIDIA H200X-141C)" },
	{ "\t1 :a\r\n", "1 (a)" },
	{ "1 : a : b\n", "1 (a : b)" },
	{ "1 : a, b\n", "1 (a  b)" },
	{ "1 : \n2 : b\n", "2 (b)" },
	{ "1\n\n:\n : a\n-1 : a\n0x1 : a\n1 2 : a\n", "" },
	{ "99999999999 : a\n", "" },
	{ "", "" },
};

START_TEST(reads_types)
{
	og_autobuf out = OG_BUF_INIT;

	og_vgputypes_parse(types[_i].text, strlen(types[_i].text), &out);
	ck_assert_str_eq(og_buf_text(&out), types[_i].want);
}
END_TEST

/*
 * The first is what a real oned was told of a vGPU at this address; all can
 * be had by Python's uuid.uuid5(uuid.NAMESPACE_X500, "0000:41:00:4").
 */
static const struct {
	struct og_bdf bdf;
	const char *id;
} ids[] = {
	{ { 0, 0x41, 0, 4 }, "e4042b96-e63d-56cf-bcc8-4e6eecccc12e" },
	{ { 0, 0x3b, 0, 4 }, "b0301be3-4427-564e-aac5-5090cc97a826" },
	{ { 0, 0x3c, 0, 4 }, "54278931-5d79-5335-9d5a-f990fa8b9b4d" },
	{ { 0, 0x3d, 0, 5 }, "43627f52-ecb1-5775-855d-d9091df778bf" },
};

START_TEST(derives_ids)
{
	char text[OG_ADDRESSID_TEXT];

	og_addressid(&ids[_i].bdf, text);
	ck_assert_str_eq(text, ids[_i].id);
}
END_TEST

#define VF     "0000:41:00.4"
#define DEVICE "sys/bus/pci/devices/" VF "/"

static const struct {
	const char *what, *file, *text;
	uint16_t vendor;
	enum og_sriov sriov;
	bool on_bus, is_vgpu, is_legacy;
	const char *profiles; /* NULL: none */
} functions[] = {
	{ "the older driver", DEVICE "mdev_supported_types/nvidia-222/name",
	  "x", 0x10de, OG_SRIOV_VF, true, true, true, "nvidia-222" },
	{ "the newer driver", DEVICE "nvidia/creatable_vgpu_types",
	  "1155 : NVIDIA L40S-1B\n", 0x10de, OG_SRIOV_VF, false, true, false,
	  "1155 (NVIDIA L40S-1B)" },
	{ "nothing on offer", DEVICE "nvidia/creatable_vgpu_types",
	  "ID : vGPU Name\n", 0x10de, OG_SRIOV_VF, false, true, false, NULL },
	{ "no driver", DEVICE "irq", "0", 0x10de, OG_SRIOV_VF, false, true,
	  false, NULL },
	{ "a folder in place of the file",
	  DEVICE "nvidia/creatable_vgpu_types/x", "", 0x10de, OG_SRIOV_VF,
	  false, true, false, NULL },
	{ "a file in place of the folder", DEVICE "mdev_supported_types", "",
	  0x10de, OG_SRIOV_VF, false, true, false, NULL },
	{ "a whole GPU", DEVICE "mdev_supported_types/nvidia-222/name", "x",
	  0x10de, OG_SRIOV_PF, true, false, false, NULL },
	{ "somebody else's", DEVICE "mdev_supported_types/i915-1/name", "x",
	  0x8086, OG_SRIOV_VF, true, false, false, NULL },
};

START_TEST(fills_in)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	struct og_files files = { &og_files_real, NULL };
	struct og_pcidev *dev =
		og_pcidevs_add(&list, &(struct og_bdf){ 0, 0x41, 0, 4 });
	og_autotree tree;

	og_tree_make(&tree);
	files.root = tree.root;
	og_tree_put(&tree, functions[_i].file, functions[_i].text);
	if (functions[_i].on_bus)
		og_tree_link(&tree, "sys/class/mdev_bus/" VF,
			     "../../bus/pci/devices/" VF);
	dev->path = og_strdup("sys/bus/pci/devices/" VF);
	dev->vendor = functions[_i].vendor;
	dev->sriov = functions[_i].sriov;
	ck_assert_int_eq(og_pciconf_parse("", 0, &conf, NULL), 0);
	og_vgpu_fill(&files, &conf, &list);
	ck_assert_msg(dev->is_vgpu == functions[_i].is_vgpu, "%s",
		      functions[_i].what);
	ck_assert_int_eq(dev->is_legacy_vgpu, functions[_i].is_legacy);
	ck_assert_pstr_eq(dev->profiles, functions[_i].profiles);
}
END_TEST

Suite *probes_vgpu_suite(void)
{
	Suite *s = suite_create("vgpu");
	TCase *tc = tcase_create("vgpu");

	tcase_add_loop_test(tc, reads_types, 0, OG_COUNT(types));
	tcase_add_loop_test(tc, derives_ids, 0, OG_COUNT(ids));
	tcase_add_loop_test(tc, fills_in, 0, OG_COUNT(functions));
	suite_add_tcase(s, tc);
	return s;
}
