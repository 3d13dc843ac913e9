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
	dev->peers = og_calloc(2, sizeof(*dev->peers));
	dev->peers[dev->n_peers++].bdf = (struct og_bdf){ 0, 1, 2, 4 };
	dev->peers[dev->n_peers++].bdf = (struct og_bdf){ 0x10000, 1, 2, 5 };
	dev->reset = og_strdup("flr bus");
	dev->boot_vga = OG_NO;
	dev->link = (struct og_pcilink){ 25, 8 };
	dev->link_max = (struct og_pcilink){ 160, 16 };
	dev->has_bars = true;
	dev->bars.bytes = (1 << 20) + 1;
	dev->tree.has_root = dev->tree.has_switch = true;
	dev->tree.root = (struct og_bdf){ 0, 0xe0, 1, 0 };
	dev->tree.nearest_switch = (struct og_bdf){ 0, 0xe1, 0, 0 };
	dev->socket_nodes = og_strdup("0,1");
	dev->local_cpus = og_strdup("0-3,8-11");
	dev->ready = og_strdup("yes");
	og_emit(&list, &conf, &out);
	ck_assert_str_eq(og_buf_text(&out), HEAD
			 " NUMA_NODE = \"0\" ,\n"
			 " IFNAME = \"a\\\"b\" ,\n"
			 " SRIOV = \"pf\" ,\n"
			 " SRIOV_NUM = \"0\" ,\n"
			 " DEVICE_NAME = \"Thing\" ,\n"
			 " IOMMU_GROUP = \"0\" ,\n"
			 " DRIVER = \"mlx5_core\" ,\n"
			 " IOMMU_PEERS = \"0000:01:02:4,10000:01:02:5\" ,\n"
			 " RESET = \"flr bus\" ,\n"
			 " BOOT_VGA = \"no\" ,\n"
			 " LINK = \"2.5GT/s x8\" ,\n"
			 " LINK_MAX = \"16.0GT/s x16\" ,\n"
			 " BAR_MB = \"2\" ,\n"
			 " ROOT_COMPLEX = \"0000:e0:01:0\" ,\n"
			 " SWITCH = \"0000:e1:00:0\" ,\n"
			 " SOCKET_NODES = \"0,1\" ,\n"
			 " LOCAL_CPUS = \"0-3,8-11\" ,\n"
			 " READY = \"yes\" \n"
			 "]\n");
}
END_TEST

START_TEST(prints_a_vgpu)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_pcidev *dev = one(&list);
	const char *tail;

	ck_assert_int_eq(
		og_pciconf_parse("nvidia_vendors: '15b3'", 22, &conf, NULL), 0);
	dev->sriov = OG_SRIOV_VF;
	dev->is_vgpu = true;
	dev->is_legacy_vgpu = _i == 1;
	dev->profiles = _i ? og_strdup("nvidia-1,nvidia-2") : NULL;
	og_emit(&list, &conf, &out);
	tail = strstr(og_buf_text(&out), " SRIOV = ");
	ck_assert_pstr_eq(tail, _i ? " SRIOV = \"vf\" ,\n"
				     " UUID = \"f544e4b1-cd5e-5210-9d0d-"
				     "112d376d4c4b\" ,\n"
				     " PROFILES = \"nvidia-1,nvidia-2\" ,\n"
				     " MDEV_MODE = \"legacy\" ,\n"
				     " DEVICE_NAME = \"NVIDIA vGPU device\" \n"
				     "]\n"
				   : " SRIOV = \"vf\" ,\n"
				     " UUID = \"f544e4b1-cd5e-5210-9d0d-"
				     "112d376d4c4b\" ,\n"
				     " MDEV_MODE = \"nvidia\" ,\n"
				     " DEVICE_NAME = \"NVIDIA vGPU device\" \n"
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
	tcase_add_loop_test(tc, prints_a_vgpu, 0, 2);
	tcase_add_test(tc, leaves_out_an_unknown_number);
	tcase_add_test(tc, prints_nothing_for_no_devices);
	suite_add_tcase(s, tc);
	return s;
}
