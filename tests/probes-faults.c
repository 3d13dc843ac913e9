// SPDX-License-Identifier: Apache-2.0
/*
 * A host whose files fail: whichever read of the scan goes wrong, the devices
 * that it does not concern are listed as if nothing had happened.
 */
#include "probes.h"

#include <errno.h>
#include <limits.h>

#include "emit.h"
#include "listing.h"
#include "netname.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "tree.h"
#include "vgpu.h"

/* Every call with a number of which `every` is a divisor fails. */
struct faulty {
	struct og_files files; /* first: what the functions are given */
	unsigned *calls;
	unsigned every, first;
	bool *in_group; /* whether one was a read of a group */
};

static bool fails(const struct og_files *files, const char *path)
{
	const struct faulty *f = (const struct faulty *)(const void *)files;
	unsigned call = ++*f->calls;
	bool now = call >= f->first && (call - f->first) % f->every == 0;

	if (now && strstr(path, "iommu_groups/"))
		*f->in_group = true;
	return now;
}

static int faulty_read(const struct og_files *files, const char *path,
		       size_t limit, struct og_buf *buf)
{
	return fails(files, path) ? -EIO
				  : og_files_real.read(files, path, limit, buf);
}

static int faulty_line(const struct og_files *files, const char *path,
		       char **ret_line)
{
	return fails(files, path) ? -ENODEV
				  : og_files_real.line(files, path, ret_line);
}

static int faulty_number(const struct og_files *files, const char *path,
			 int64_t min, int64_t max, int64_t *ret_value)
{
	return fails(files, path)
		       ? -EIO
		       : og_files_real.number(files, path, min, max, ret_value);
}

static int faulty_link(const struct og_files *files, const char *path,
		       char **ret_name)
{
	return fails(files, path) ? -ELOOP
				  : og_files_real.link(files, path, ret_name);
}

static int faulty_real(const struct og_files *files, const char *path,
		       char **ret_path)
{
	return fails(files, path) ? -ENOENT
				  : og_files_real.real(files, path, ret_path);
}

/* The first list is the bus itself: without it there is nothing to test. */
static int faulty_list(const struct og_files *files, const char *path,
		       char ***ret_names, size_t *ret_count)
{
	return fails(files, path) &&
			       *((const struct faulty *)(const void *)files)
					       ->calls > 1
		       ? -EACCES
		       : og_files_real.list(files, path, ret_names, ret_count);
}

static bool faulty_exists(const struct og_files *files, const char *path)
{
	return !fails(files, path) && og_files_real.exists(files, path);
}

static const struct og_files_ops faulty_ops = {
	.read = faulty_read,
	.line = faulty_line,
	.number = faulty_number,
	.link = faulty_link,
	.real = faulty_real,
	.list = faulty_list,
	.exists = faulty_exists,
};

static void fill(const struct og_files *files, const struct og_pciconf *conf,
		 struct og_pcidevs *list)
{
	struct og_err err = { 0 };

	ck_assert_msg(og_pciscan_ids(files, list, &err) == 0, "%s", err.msg);
	og_listing_by_id(list, conf);
	og_pciscan_details(files, list);
	for (size_t i = 0; i < list->n; i++) {
		list->devs[i].vendor_name = og_strdup("Maker");
		list->devs[i].device_name = og_strdup("Thing");
		list->devs[i].class_name = og_strdup("Kind");
	}
	og_listing_by_details(list, conf);
	og_netname_fill(files, list);
	og_vgpu_fill(files, conf, list);
	og_pcitraits_fill(files, list);
}

/* The text of one device, so that two runs can be compared by device. */
static char *text_of(const struct og_pcidev *dev, const struct og_pciconf *conf)
{
	struct og_pcidev copy = *dev;
	const struct og_pcidevs one = { &copy, 1, 1 };
	og_autobuf out = OG_BUF_INIT;

	og_emit(&one, conf, &out);
	return og_strdup(og_buf_text(&out));
}

/* How many devices of `sound` are in `list` word for word. */
static size_t unharmed(const struct og_pcidevs *sound,
		       const struct og_pcidevs *list,
		       const struct og_pciconf *conf)
{
	size_t same = 0;

	for (size_t i = 0, j = 0; i < sound->n && j < list->n; i++) {
		og_autofree char *want = NULL;
		og_autofree char *text = NULL;

		if (og_bdf_cmp(&sound->devs[i].bdf, &list->devs[j].bdf) != 0)
			continue;
		want = text_of(&sound->devs[i], conf);
		text = text_of(&list->devs[j], conf);
		same += strcmp(want, text) == 0;
		j++;
	}
	return same;
}

/* Four devices, each with all the files that the scan knows of. */
static void add_device(const struct og_tree *tree, const char *name)
{
	static const char *const files[][2] = {
		{ "numa_node", "1\n" },
		{ "local_cpulist", "0-3\n" },
		{ "reset_method", "flr bus\n" },
		{ "boot_vga", "0\n" },
		{ "current_link_speed", "16.0 GT/s PCIe\n" },
		{ "current_link_width", "16\n" },
		{ "max_link_speed", "16.0 GT/s PCIe\n" },
		{ "max_link_width", "16\n" },
		{ "sriov_numvfs", "0\n" },
		{ "net/eth0/operstate", "up\n" },
		{ "net/eth1/phys_port_name", "p0\n" },
	};
	og_autofree char *home =
		og_asprintf("sys/devices/pci0000:00/0000:00:01.0/%s", name);
	og_autofree char *bus = og_asprintf("sys/bus/pci/devices/%s", name);
	og_autofree char *target =
		og_asprintf("../../../%s", home + strlen("sys/"));
	og_autofree char *member_target = og_asprintf("../%s", target);
	og_autofree char *link = og_asprintf("%s/iommu_group", home);
	/* Functions 0 and 1 are of one group, 2 and 3 of another. */
	char id = name[strlen(name) - 1] < '2' ? '7' : '8';
	og_autofree char *group =
		og_asprintf("../../../../kernel/iommu_groups/%c", id);
	og_autofree char *member =
		og_asprintf("sys/kernel/iommu_groups/%c/devices/%s", id, name);
	og_autofree char *driver = og_asprintf("%s/driver", home);

	og_tree_dir(tree, home);
	og_tree_link(tree, bus, target);
	og_tree_link(tree, link, group);
	og_tree_link(tree, member, member_target);
	og_tree_link(tree, driver, "../../../../bus/pci/drivers/mlx5_core");
	og_tree_pci(tree, name, "0x15b3\n", "0x1017\n", "0x020000\n");
	for (size_t i = 0; i < OG_COUNT(files); i++)
		og_tree_pci_put(tree, name, files[i][0], files[i][1]);
}

static void make_host(struct og_tree *tree, struct og_pciconf *conf)
{
	static const char *const names[] = { "0000:41:00.0", "0000:41:00.1",
					     "0000:41:00.2", "0000:41:00.3" };

	og_tree_make(tree);
	for (size_t i = 0; i < OG_COUNT(names); i++)
		add_device(tree, names[i]);
	ck_assert_int_eq(og_pciconf_parse("filter: '*'", 11, conf, NULL), 0);
}

/* One fault harms one device at most: that of the file, or those of a group. */
START_TEST(one_fault_harms_one_device)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_cleanup(og_pcidevs_free) struct og_pcidevs sound = OG_PCIDEVS_INIT;
	unsigned calls = 0, all;
	og_autotree tree;
	bool in_group = false;
	struct faulty f = {
		{ &faulty_ops, NULL }, &calls, UINT_MAX, UINT_MAX, &in_group
	};

	make_host(&tree, &conf);
	f.files.root = tree.root;
	fill(&f.files, &conf, &sound);
	all = calls;
	ck_assert_uint_eq(sound.n, 4);
	ck_assert_uint_gt(all, 100);
	for (unsigned at = 2; at <= all; at++) {
		og_cleanup(og_pcidevs_free) struct og_pcidevs list =
			OG_PCIDEVS_INIT;

		calls = 0;
		f.first = at;
		in_group = false;
		fill(&f.files, &conf, &list);
		ck_assert_uint_ge(list.n, sound.n - 1);
		ck_assert_msg(unharmed(&sound, &list, &conf) >=
				      sound.n - (in_group ? 2 : 1),
			      "fault in call %u", at);
	}
}
END_TEST

/* Many faults cost many devices, but no crash, leak or disorder. */
START_TEST(bears_many_faults)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	unsigned calls = 0;
	og_autotree tree;
	bool in_group = false;
	struct faulty f = { { &faulty_ops, NULL }, &calls, 1, 1, &in_group };

	make_host(&tree, &conf);
	f.files.root = tree.root;
	for (f.every = 1; f.every <= 64; f.every++) {
		og_cleanup(og_pcidevs_free) struct og_pcidevs list =
			OG_PCIDEVS_INIT;
		og_autobuf out = OG_BUF_INIT;

		calls = 0;
		fill(&f.files, &conf, &list);
		og_emit(&list, &conf, &out);
		ck_assert_int_eq(list.n == 0, f.every == 1 || out.len == 0);
		for (size_t i = 1; i < list.n; i++)
			ck_assert_int_lt(og_bdf_cmp(&list.devs[i - 1].bdf,
						    &list.devs[i].bdf),
					 0);
	}
}
END_TEST

Suite *probes_faults_suite(void)
{
	Suite *s = suite_create("faults");
	TCase *tc = tcase_create("faults");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, one_fault_harms_one_device);
	tcase_add_test(tc, bears_many_faults);
	suite_add_tcase(s, tc);
	return s;
}
