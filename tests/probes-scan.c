// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include <errno.h>

#include "locality.h"
#include "names.h"
#include "netname.h"
#include "pciscan.h"
#include "tree.h"

#define GPU "0000:e1:00.0"

static void scan(const struct og_tree *tree, struct og_pcidevs *list)
{
	struct og_err err = { 0 };

	const struct og_files files = { &og_files_real, tree->root };

	ck_assert_msg(og_pciscan_ids(&files, list, &err) == 0, "%s", err.msg);
	og_pciscan_details(&files, list);
	og_netname_fill(&files, list);
}

START_TEST(reads_a_device)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	const struct og_pcidev *dev;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_pci(&tree, GPU, "0x10de\n", "0x26b9\n", "0x030200\n");
	og_tree_pci_put(&tree, GPU, "numa_node", "1\n");
	og_tree_pci_put(&tree, GPU, "net/eth0/address", "00\n");
	og_tree_link(&tree, "sys/bus/pci/devices/" GPU "/driver",
		     "../../../drivers/vfio-pci");
	og_tree_link(&tree, "sys/bus/pci/devices/" GPU "/iommu_group",
		     "../../../../kernel/iommu_groups/42");
	scan(&tree, &list);
	ck_assert_uint_eq(list.n, 1);
	dev = &list.devs[0];
	ck_assert_uint_eq(dev->bdf.bus, 0xe1);
	ck_assert_uint_eq(dev->vendor, 0x10de);
	ck_assert_uint_eq(dev->device, 0x26b9);
	ck_assert_uint_eq(dev->class_id, 0x0302);
	ck_assert_int_eq(dev->node, 1);
	ck_assert_int_eq(dev->iommu_group, 42);
	ck_assert_str_eq(dev->driver, "vfio-pci");
	ck_assert_str_eq(dev->ifname, "eth0");
	ck_assert_int_eq(dev->sriov, OG_SRIOV_NO);
}
END_TEST

/* What is spoilt of a device that is sound otherwise. */
static const struct {
	const char *file, *text;
	bool listed;
} spoilt[] = {
	{ "vendor", "", false },
	{ "vendor", "10de\n", false },
	{ "vendor", "0x10de junk\n", false },
	{ "vendor", "0x110de\n", false },
	{ "device", "-1\n", false },
	{ "class", "0x1030200\n", false },
	{ "class", "display\n", false },
	{ "vendor/file", "", false }, /* a directory */
	{ "numa_node", "", true },
	{ "numa_node", "-1\n", true },
	{ "numa_node", "-2\n", true },
	{ "numa_node", "65536\n", true },
	{ "numa_node", "0 1\n", true },
	{ "numa_node/file", "", true },
	{ "driver", "no link\n", true },
	{ "iommu_group", "no link\n", true },
	{ "net", "no directory\n", true },
	{ "physfn", "no link\n", true },
};

START_TEST(bears_a_spoilt_file)
{
	static const char *const ids[][2] = { { "vendor", "0x10de\n" },
					      { "device", "0x26b9\n" },
					      { "class", "0x030200\n" } };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_pci_put(&tree, GPU, spoilt[_i].file, spoilt[_i].text);
	for (size_t i = 0; i < OG_COUNT(ids); i++)
		if (strncmp(spoilt[_i].file, ids[i][0], strlen(ids[i][0])) != 0)
			og_tree_pci_put(&tree, GPU, ids[i][0], ids[i][1]);
	og_tree_pci(&tree, "0000:e1:00.1", "0x10de\n", "0x1\n", "0x040300\n");
	scan(&tree, &list);
	ck_assert_uint_eq(list.n, spoilt[_i].listed ? 2 : 1);
	ck_assert_uint_eq(list.devs[list.n - 1].device, 1);
	if (!spoilt[_i].listed)
		return;
	ck_assert_int_eq(list.devs[0].node, -1);
	ck_assert_int_eq(list.devs[0].iommu_group, -1);
	ck_assert_int_eq(list.devs[0].sriov, OG_SRIOV_NO);
	ck_assert_ptr_null(list.devs[0].driver);
	ck_assert_ptr_null(list.devs[0].ifname);
}
END_TEST

/* One file that has all ids, beside or without the three that have one. */
static const struct {
	const char *modalias;
	bool has_files;			   /* which say 10de:26b9, 030200 */
	unsigned vendor, device, class_id; /* 0: not listed */
} aliases[] = {
	{ "pci:v000015B3d00001017sv00000000sd00000000bc02sc07i01\n", false,
	  0x15b3, 0x1017, 0x0207 },
	{ "pci:v000015B3d00001017sv00000000sd00000000bc02sc07i01\n", true,
	  0x15b3, 0x1017, 0x0207 },
	{ NULL, true, 0x10de, 0x26b9, 0x0302 },
	{ "", true, 0x10de, 0x26b9, 0x0302 },
	{ "pci:v000115B3d00001017sv00000000sd00000000bc02sc07i01\n", true,
	  0x10de, 0x26b9, 0x0302 },
	{ "pci:v000015B3d00001017sv00000000sd00000000bc02sc07i\n", true, 0x10de,
	  0x26b9, 0x0302 },
	{ "pci:v000015B3d00001017sv00000000sd00000000bc02sc07i011\n", true,
	  0x10de, 0x26b9, 0x0302 },
	{ "pci:v000015B3d0000101gsv00000000sd00000000bc02sc07i01\n", true,
	  0x10de, 0x26b9, 0x0302 },
	{ "usb:v1D6Bp0002d0601dc09dsc00dp01ic09isc00ip00in00\n", false, 0, 0,
	  0 },
};

START_TEST(reads_ids_at_once)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, "sys/bus/pci/devices/" GPU);
	if (aliases[_i].has_files)
		og_tree_pci(&tree, GPU, "0x10de\n", "0x26b9\n", "0x030200\n");
	if (aliases[_i].modalias)
		og_tree_pci_put(&tree, GPU, "modalias", aliases[_i].modalias);
	scan(&tree, &list);
	ck_assert_uint_eq(list.n, aliases[_i].vendor ? 1 : 0);
	if (!list.n)
		return;
	ck_assert_uint_eq(list.devs[0].vendor, aliases[_i].vendor);
	ck_assert_uint_eq(list.devs[0].device, aliases[_i].device);
	ck_assert_uint_eq(list.devs[0].class_id, aliases[_i].class_id);
}
END_TEST

START_TEST(sorts_by_address)
{
	static const char *const given[] = { "10000:00:00.0", "0002:00:00.0",
					     "0000:01:00.0", "0000:00:1f.7",
					     "fffff:00:00.0" };
	static const uint32_t want[] = { 0, 0, 2, 0x10000, 0xfffff };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	for (size_t i = 0; i < OG_COUNT(given); i++)
		og_tree_pci(&tree, given[i], "0x1\n", "0x1\n", "0x1\n");
	scan(&tree, &list);
	ck_assert_uint_eq(list.n, OG_COUNT(want));
	for (size_t i = 0; i < list.n; i++)
		ck_assert_uint_eq(list.devs[i].bdf.domain, want[i]);
	ck_assert_uint_eq(list.devs[0].bdf.slot, 0x1f);
}
END_TEST

START_TEST(lists_a_host_without_pci)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	scan(&tree, &list);
	ck_assert_uint_eq(list.n, 0);
}
END_TEST

START_TEST(says_when_the_bus_is_unreadable)
{
	struct og_pcidevs list = OG_PCIDEVS_INIT;
	struct og_files files = { &og_files_real, NULL };
	struct og_err err = { 0 };
	og_autotree tree;

	og_tree_make(&tree);
	files.root = tree.root;
	og_tree_put(&tree, "sys/bus/pci/devices", "");
	ck_assert_int_eq(og_pciscan_ids(&files, &list, &err), -ENOTDIR);
	ck_assert_msg(strstr(err.msg, "sys/bus/pci/devices: Not a directory"),
		      "%s", err.msg);
}
END_TEST

static const struct {
	const char *nodes[3];
	bool numa;
} machines[] = {
	{ { NULL }, false },
	{ { "node0" }, false },
	{ { "node0", "online", "node" }, false },
	{ { "node0", "node0x", "node-1" }, false },
	{ { "node0", "node1" }, true },
	{ { "node8", "node100" }, true },
};

START_TEST(counts_nodes)
{
	og_autotree tree;

	og_tree_make(&tree);
	for (size_t i = 0; i < 3 && machines[_i].nodes[i]; i++) {
		og_autofree char *dir = og_asprintf(
			"sys/devices/system/node/%s", machines[_i].nodes[i]);

		og_tree_dir(&tree, dir);
	}
	ck_assert_int_eq(og_locality_is_numa(tree.root), machines[_i].numa);
}
END_TEST

/* hwloc would find no host here: that is not the devices' fault. */
START_TEST(bears_a_host_without_cpus)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, "sys/devices/system/node/node0");
	og_tree_dir(&tree, "sys/devices/system/node/node1");
	og_tree_pci(&tree, GPU, "0x10de\n", "0x26b9\n", "0x030200\n");
	scan(&tree, &list);
	og_locality_fill(tree.root, &list);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_int_eq(list.devs[0].node, -1);
}
END_TEST

static const struct {
	const char *ids, *vendor, *device, *class_name;
} databases[] = {
	{ "10de  NVIDIA Corporation\n\t26b9  AD102GL [L40S]\n"
	  "C 03  Display controller\n\t02  3D controller\n",
	  "NVIDIA Corporation", "AD102GL [L40S]", "3D controller" },
	{ "10de  NVIDIA Corporation\n", "NVIDIA Corporation", "Device 26b9",
	  "Class 0302" },
	{ "10de  NVIDIA Corporation\n\t\t\t26b9  too deep\n",
	  "NVIDIA Corporation", "Device 26b9", "Class 0302" },
	{ "10de  NVIDIA Corporation\n10de  again\n", "NVIDIA Corporation",
	  "Device 26b9", "Class 0302" },
	{ "rubbish\n10de  NVIDIA Corporation\n", "Vendor 10de", "Device 26b9",
	  "Class 0302" },
	{ "# nothing\n", "Vendor 10de", "Device 26b9", "Class 0302" },
};

START_TEST(reads_names)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_cleanup(og_names_freep) struct og_names *names = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "usr/share/misc/pci.ids", databases[_i].ids);
	og_tree_pci(&tree, GPU, "0x10de\n", "0x26b9\n", "0x030200\n");
	scan(&tree, &list);
	names = og_names_new(tree.root);
	og_names_fill(names, &list);
	ck_assert_str_eq(list.devs[0].vendor_name, databases[_i].vendor);
	ck_assert_str_eq(list.devs[0].device_name, databases[_i].device);
	ck_assert_str_eq(list.devs[0].class_name, databases[_i].class_name);
}
END_TEST

Suite *probes_scan_suite(void)
{
	Suite *s = suite_create("scan");
	TCase *tc = tcase_create("scan");

	tcase_add_test(tc, reads_a_device);
	tcase_add_loop_test(tc, bears_a_spoilt_file, 0, OG_COUNT(spoilt));
	tcase_add_loop_test(tc, reads_ids_at_once, 0, OG_COUNT(aliases));
	tcase_add_test(tc, sorts_by_address);
	tcase_add_test(tc, lists_a_host_without_pci);
	tcase_add_test(tc, says_when_the_bus_is_unreadable);
	tcase_add_loop_test(tc, counts_nodes, 0, OG_COUNT(machines));
	tcase_add_test(tc, bears_a_host_without_cpus);
	tcase_add_loop_test(tc, reads_names, 0, OG_COUNT(databases));
	suite_add_tcase(s, tc);
	return s;
}
