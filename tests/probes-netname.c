// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include <sys/stat.h>
#include <unistd.h>

#include "netname.h"
#include "renames.h"
#include "tree.h"

#define NIC   "0000:41:00.0"
#define RULES "etc/udev/rules.d/99-rename.rules"
#define CACHE "var/tmp/one_db/pci_net_names/"

static const struct {
	const char *text, *name; /* of 0000:41:00.0; NULL: none */
} rules[] = {
	{ "# " NIC " <- ens1f0\n", "ens1f0" },
	{ "#" NIC "  <-\tens1f0  \r\n", "ens1f0" },
	{ "# " NIC " <- ens1f0", "ens1f0" },
	{ "SUBSYSTEM==\"net\", NAME=\"x\"\n\n# " NIC " <- a\n# " NIC " <- b\n",
	  "a" },
	{ "# 0000:41:00.1 <- other\n# " NIC " <- a\n", "a" },
	{ "# 41:00.0 <- a\n", "a" },
	{ "# 0000:41:00.1 <- other\n", NULL },
	{ NIC " <- a\n", NULL },
	{ "# " NIC " -> a\n", NULL },
	{ "# " NIC " <- \n", NULL },
	{ "# " NIC " <- a b\n", NULL },
	{ "# " NIC " <-\n# a\n", NULL },
	{ "# " NIC " <- sixteen-letters-\n", NULL },
	{ "# " NIC " <- fifteen-letters\n", "fifteen-letters" },
	{ "# " NIC " <- ../passwd\n", NULL },
	{ "# " NIC " <- ..\n", NULL },
	{ "# " NIC " <- .\n", NULL },
	{ "# " NIC " <- a:1\n", NULL },
	{ "# " NIC " <- caf\xc3\xa9\n", NULL },
	{ "# 0000:41:00.9 <- a\n", NULL },
	{ "#", NULL },
	{ "", NULL },
};

START_TEST(reads_rules)
{
	og_cleanup(og_renames_free) struct og_renames renames = { 0 };
	const struct og_bdf bdf = { 0, 0x41, 0, 0 };

	og_renames_parse(rules[_i].text, strlen(rules[_i].text), &renames);
	ck_assert_pstr_eq(og_renames_find(&renames, &bdf), rules[_i].name);
}
END_TEST

START_TEST(bears_a_nul_in_the_rules)
{
	static const char text[] = "# " NIC " <- a\0b\n# " NIC " <- c\n";
	og_cleanup(og_renames_free) struct og_renames renames = { 0 };
	const struct og_bdf bdf = { 0, 0x41, 0, 0 };

	og_renames_parse(text, sizeof(text) - 1, &renames);
	ck_assert_pstr_eq(og_renames_find(&renames, &bdf), "c");
}
END_TEST

/* Which of the places hold a name, and which of them is believed. */
static const struct {
	const char *rules, *cache_file, *cache, *net, *name;
	bool is_new;
} places[] = {
	{ "# " NIC " <- udev", NIC, "cache", "net/eth0", "udev", false },
	{ "# rubbish", NIC, "cache", "net/eth0", "cache", false },
	{ NULL, NIC, "cache\n", NULL, "cache", false },
	{ NULL, "0000:41:00:0", "cache", NULL, "cache", false },
	{ NULL, NIC, "", "net/eth0", "eth0", true },
	{ NULL, NIC, "../../etc", "net/eth0", "eth0", true },
	{ NULL, NIC, "two\nlines", "net/eth0", "eth0", true },
	{ NULL, "0000:41:00.1", "cache", "net/eth0", "eth0", true },
	{ NULL, NULL, NULL, "net/eth0", "eth0", true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

START_TEST(prefers_in_order)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	struct og_files files = { &og_files_real, NULL };
	struct og_pcidev *dev =
		og_pcidevs_add(&list, &(struct og_bdf){ 0, 0x41, 0, 0 });
	og_autotree tree;

	og_tree_make(&tree);
	files.root = tree.root;
	dev->path = og_strdup("sys/bus/pci/devices/" NIC);
	if (places[_i].rules)
		og_tree_put(&tree, RULES, places[_i].rules);
	if (places[_i].cache_file) {
		og_autofree char *path =
			og_asprintf(CACHE "%s", places[_i].cache_file);

		og_tree_put(&tree, path, places[_i].cache);
	}
	if (places[_i].net) {
		og_autofree char *path =
			og_asprintf("%s/%s", dev->path, places[_i].net);

		og_tree_dir(&tree, path);
	}
	og_netname_fill(&files, &list);
	ck_assert_pstr_eq(dev->ifname, places[_i].name);
	ck_assert_int_eq(dev->ifname_new, places[_i].is_new);
}
END_TEST

/* --- the cache --- */

static void add_named(struct og_pcidevs *list, uint8_t bus, const char *name,
		      bool is_new)
{
	struct og_pcidev *dev =
		og_pcidevs_add(list, &(struct og_bdf){ 0, bus, 0, 0 });

	dev->ifname = og_strdup(name);
	dev->ifname_new = is_new;
}

START_TEST(saves_new_names)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autofree char *tmp = NULL;
	og_autofree char *line = NULL;
	char **names = NULL;
	size_t count = 0;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, "var/tmp");
	tmp = og_asprintf("%s/var/tmp", tree.dir);
	add_named(&list, 0x41, "ens1", true);
	add_named(&list, 0x42, "known", false);
	og_netname_save(tmp, &list);
	og_netname_save(tmp, &list); /* over what is there */
	ck_assert_int_eq(og_root_line(tree.root, CACHE NIC, &line), 0);
	ck_assert_str_eq(line, "ens1");
	ck_assert_int_eq(og_root_list(tree.root, CACHE, &names, &count), 0);
	ck_assert_uint_eq(count, 1); /* nothing half done beside it */
	og_root_names_free(names, count);
}
END_TEST

START_TEST(makes_no_folder_for_nothing)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	add_named(&list, 0x42, "known", false);
	og_netname_save(tree.dir, &list);
	ck_assert(!og_root_exists(tree.root, "one_db"));
}
END_TEST

/* A link that somebody left where the cache goes is not followed. */
START_TEST(follows_no_link)
{
	static const char *const links[] = { "tmp/one_db",
					     "tmp/one_db/pci_net_names" };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autofree char *tmp = NULL;
	og_autofree char *victim = NULL;
	char **names = NULL;
	size_t count = 0;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, "tmp");
	og_tree_dir(&tree, "victim");
	tmp = og_asprintf("%s/tmp", tree.dir);
	victim = og_asprintf("%s/victim", tree.dir);
	og_tree_link(&tree, links[_i], victim);
	add_named(&list, 0x41, "ens1", true);
	og_netname_save(tmp, &list);
	ck_assert_int_eq(og_root_list(tree.root, "victim", &names, &count), 0);
	ck_assert_uint_eq(count, 0);
	og_root_names_free(names, count);
}
END_TEST

START_TEST(bears_what_it_cannot_write)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_autofree char *none = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	add_named(&list, 0x41, "ens1", true);
	none = og_asprintf("%s/none", tree.dir);
	og_netname_save(none, &list);
	ck_assert(!og_root_exists(tree.root, "none"));
	og_tree_put(&tree, "one_db", "a file");
	og_netname_save(tree.dir, &list);
	og_tree_dir(&tree, "two/one_db/pci_net_names/" NIC "/full");
	free(none);
	none = og_asprintf("%s/two", tree.dir);
	og_netname_save(none, &list);
	ck_assert(og_root_exists(tree.root,
				 "two/one_db/pci_net_names/" NIC "/full"));
}
END_TEST

Suite *probes_netname_suite(void)
{
	Suite *s = suite_create("netname");
	TCase *tc = tcase_create("netname");

	tcase_add_loop_test(tc, reads_rules, 0, OG_COUNT(rules));
	tcase_add_test(tc, bears_a_nul_in_the_rules);
	tcase_add_loop_test(tc, prefers_in_order, 0, OG_COUNT(places));
	tcase_add_test(tc, saves_new_names);
	tcase_add_test(tc, makes_no_folder_for_nothing);
	tcase_add_loop_test(tc, follows_no_link, 0, 2);
	tcase_add_test(tc, bears_what_it_cannot_write);
	suite_add_tcase(s, tc);
	return s;
}
