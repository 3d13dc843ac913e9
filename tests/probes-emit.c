// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include "emit.h"

/* A list of one device with names that need no quoting. */
static struct og_pcidev *one(struct og_pcidevs *list)
{
	struct og_pcidev *dev =
		og_pcidevs_add(list, &(struct og_bdf){ 0x10000, 1, 2, 3 });

	dev->vendor = 0x15b3;
	dev->device = 0x1;
	dev->class_id = 0x200;
	dev->vendor_name = og_strdup("Maker");
	dev->device_name = og_strdup("Thing");
	dev->class_name = og_strdup("Kind");
	return dev;
}

#define HEAD                                     \
	"PCI = [\n"                              \
	" TYPE = \"15b3:0001:0200\" ,\n"         \
	" VENDOR = \"15b3\" ,\n"                 \
	" VENDOR_NAME = \"Maker\" ,\n"           \
	" DEVICE = \"0001\" ,\n"                 \
	" CLASS = \"0200\" ,\n"                  \
	" CLASS_NAME = \"Kind\" ,\n"             \
	" ADDRESS = \"10000:01:02:3\" ,\n"       \
	" SHORT_ADDRESS = \"10000:01:02.3\" ,\n" \
	" DOMAIN = \"10000\" ,\n"                \
	" BUS = \"01\" ,\n"                      \
	" SLOT = \"02\" ,\n"                     \
	" FUNCTION = \"3\" ,\n"

START_TEST(prints_what_is_unknown)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	const struct og_pciconf conf = { 0 };
	og_autobuf out = OG_BUF_INIT;

	one(&list);
	og_emit(&list, &conf, &out);
	ck_assert_str_eq(og_buf_text(&out), HEAD " NUMA_NODE = \"-\" ,\n"
						 " IFNAME = \"-\" ,\n"
						 " SRIOV = \"no\" ,\n"
						 " DEVICE_NAME = \"Thing\" \n"
						 "]\n");
}
END_TEST

START_TEST(prints_all_there_is)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	const struct og_pciconf conf = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_pcidev *dev = one(&list);

	dev->node = 0;
	dev->iommu_group = 0;
	dev->sriov = OG_SRIOV_PF;
	dev->numvfs = 0;
	dev->ifname = og_strdup("a\"b");
	dev->driver = og_strdup("mlx5_core");
	og_emit(&list, &conf, &out);
	ck_assert_str_eq(og_buf_text(&out), HEAD " NUMA_NODE = \"0\" ,\n"
						 " IFNAME = \"a\\\"b\" ,\n"
						 " SRIOV = \"pf\" ,\n"
						 " SRIOV_NUM = \"0\" ,\n"
						 " DEVICE_NAME = \"Thing\" ,\n"
						 " IOMMU_GROUP = \"0\" ,\n"
						 " DRIVER = \"mlx5_core\" \n"
						 "]\n");
}
END_TEST

START_TEST(leaves_out_an_unknown_number)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	const struct og_pciconf conf = { 0 };
	og_autobuf out = OG_BUF_INIT;

	one(&list)->sriov = OG_SRIOV_PF;
	og_emit(&list, &conf, &out);
	ck_assert_ptr_nonnull(strstr(og_buf_text(&out), "SRIOV = \"pf\""));
	ck_assert_ptr_null(strstr(og_buf_text(&out), "SRIOV_NUM"));
}
END_TEST

START_TEST(prints_nothing_for_no_devices)
{
	const struct og_pcidevs list = OG_PCIDEVS_INIT;
	const struct og_pciconf conf = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_emit(&list, &conf, &out);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

Suite *probes_emit_suite(void)
{
	Suite *s = suite_create("emit");
	TCase *tc = tcase_create("emit");

	tcase_add_test(tc, prints_what_is_unknown);
	tcase_add_test(tc, prints_all_there_is);
	tcase_add_test(tc, leaves_out_an_unknown_number);
	tcase_add_test(tc, prints_nothing_for_no_devices);
	suite_add_tcase(s, tc);
	return s;
}
