// SPDX-License-Identifier: Apache-2.0
/* What is read below a root: files, lines, numbers, links and lists. */
#include "libhost.h"

#include <errno.h>
#include <sys/stat.h>

#include "tree.h"

START_TEST(opens_what_there_is)
{
	og_cleanup(og_root_freep) struct og_root *live = NULL, *slash = NULL;
	struct og_err err = { 0 };
	struct og_root *none = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	ck_assert_int_eq(og_root_open(NULL, &live, &err), 0);
	ck_assert(og_root_is_live(live));
	ck_assert_str_eq(og_root_path(live), "/");
	ck_assert_int_eq(og_root_open("/../.", &slash, &err), 0);
	ck_assert(og_root_is_live(slash));
	ck_assert(!og_root_is_live(tree.root));
	ck_assert_str_eq(og_root_path(tree.root), tree.dir);
	ck_assert_int_eq(og_root_open("/nowhere/at/all", &none, &err), -ENOENT);
	ck_assert_str_eq(err.msg, "/nowhere/at/all: No such file or directory");
	err = (struct og_err){ 0 };
	ck_assert_int_eq(og_root_open("/proc/self/status", &none, &err),
			 -ENOTDIR);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(reads_the_live_machine)
{
	og_cleanup(og_root_freep) struct og_root *live = NULL;
	og_autofree char *line = NULL;

	ck_assert_int_eq(og_root_open(NULL, &live, NULL), 0);
	ck_assert_int_eq(og_root_line(live, "proc/sys/kernel/ostype", &line),
			 0);
	ck_assert_str_eq(line, "Linux");
}
END_TEST

START_TEST(reads_bounded)
{
	og_autobuf buf = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "a/b", "12345");
	og_buf_str(&buf, "has ");
	ck_assert_int_eq(og_root_read(tree.root, "a/b", 5, &buf), 0);
	ck_assert_str_eq(og_buf_text(&buf), "has 12345");
	ck_assert_int_eq(og_root_read(tree.root, "a/b", 4, &buf), -EFBIG);
	ck_assert_int_eq(og_root_read(tree.root, "a/none", 4, &buf), -ENOENT);
	ck_assert_int_eq(og_root_read(tree.root, "a", 4, &buf), -EISDIR);
	/* What failed left nothing behind. */
	ck_assert_str_eq(og_buf_text(&buf), "has 12345");
	ck_assert_uint_eq(buf.len, 9);
}
END_TEST

START_TEST(does_not_wait_for_a_fifo)
{
	og_autofree char *path = NULL;
	og_autobuf buf = OG_BUF_INIT;
	og_autotree tree;

	og_tree_make(&tree);
	path = og_asprintf("%s/fifo", tree.dir);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(og_root_read(tree.root, "fifo", 10, &buf), -EINVAL);
}
END_TEST

static const struct {
	const char *text, *want; /* NULL: refused */
} lines[] = {
	{ "0x10de\n", "0x10de" },
	{ "no end", "no end" },
	{ " kept \t\r\n\n", " kept" },
	{ "", "" },
	{ "\n", "" },
	{ "one\ntwo\n", NULL },
};

START_TEST(reads_lines)
{
	og_autofree char *line = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "f", lines[_i].text);
	if (!lines[_i].want) {
		ck_assert_int_eq(og_root_line(tree.root, "f", &line), -EINVAL);
		ck_assert_ptr_null(line);
		return;
	}
	ck_assert_int_eq(og_root_line(tree.root, "f", &line), 0);
	ck_assert_str_eq(line, lines[_i].want);
}
END_TEST

START_TEST(bounds_lines)
{
	og_autofree char *line = NULL;
	char text[4096];
	og_autotree tree;

	og_tree_make(&tree);
	memset(text, 'x', sizeof(text));
	og_tree_bytes(&tree, "long", text, sizeof(text));
	og_tree_bytes(&tree, "most", text, sizeof(text) - 1);
	og_tree_bytes(&tree, "nul", "a\0b", 3);
	ck_assert_int_eq(og_root_line(tree.root, "long", &line), -EFBIG);
	ck_assert_int_eq(og_root_line(tree.root, "nul", &line), -EINVAL);
	ck_assert_ptr_null(line);
	ck_assert_int_eq(og_root_line(tree.root, "most", &line), 0);
	ck_assert_uint_eq(strlen(line), sizeof(text) - 1);
}
END_TEST

static const struct {
	const char *text;
	int r;
	int64_t want;
} numbers[] = {
	{ "0\n", 0, 0 },
	{ "42", 0, 42 },
	{ "-1\n", 0, -1 },
	{ "0x10de\n", 0, 0x10de },
	{ "0x030200\n", 0, 0x030200 },
	{ "65536\n", -ERANGE, 0 },
	{ "0x10000\n", -ERANGE, 0 },
	{ "-2\n", -ERANGE, 0 },
	{ "", -EINVAL, 0 },
	{ "0x\n", -EINVAL, 0 },
	{ "10de\n", -EINVAL, 0 },
	{ "1 2\n", -EINVAL, 0 },
	{ " 1\n", -EINVAL, 0 },
	{ "0x0x1\n", -EINVAL, 0 },
	{ "99999999999999999999999\n", -ERANGE, 0 },
};

START_TEST(reads_numbers)
{
	int64_t value = 77;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "n", numbers[_i].text);
	/* 0x030200 is the only one that needs more than 16 bits. */
	ck_assert_int_eq(
		og_root_int(tree.root, "n", -1,
			    numbers[_i].want > 0xffff ? 0xffffff : 0xffff,
			    &value),
		numbers[_i].r);
	ck_assert_int_eq(value, numbers[_i].r ? 77 : numbers[_i].want);
}
END_TEST

START_TEST(reads_links)
{
	og_autofree char *name = NULL, *slash = NULL, *bad = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_link(&tree, "dev/driver", "../../bus/pci/drivers/vfio-pci");
	og_tree_link(&tree, "dev/slash", "groups/42//");
	og_tree_link(&tree, "dev/up", "../..");
	og_tree_link(&tree, "dev/root", "/");
	og_tree_put(&tree, "dev/file", "");
	ck_assert_int_eq(og_root_link(tree.root, "dev/driver", &name), 0);
	ck_assert_str_eq(name, "vfio-pci");
	ck_assert_int_eq(og_root_link(tree.root, "dev/slash", &slash), 0);
	ck_assert_str_eq(slash, "42");
	ck_assert_int_eq(og_root_link(tree.root, "dev/up", &bad), -EINVAL);
	ck_assert_int_eq(og_root_link(tree.root, "dev/root", &bad), -EINVAL);
	ck_assert_int_eq(og_root_link(tree.root, "dev/file", &bad), -EINVAL);
	ck_assert_int_eq(og_root_link(tree.root, "dev/none", &bad), -ENOENT);
}
END_TEST

START_TEST(lists_sorted)
{
	char **names = NULL;
	size_t count = 7;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_dir(&tree, "empty");
	og_tree_put(&tree, "d/b", "");
	og_tree_put(&tree, "d/a/x", "");
	og_tree_put(&tree, "d/.c", "");
	og_tree_link(&tree, "d/B", "nowhere");
	ck_assert_int_eq(og_root_list(tree.root, "d", &names, &count), 0);
	ck_assert_uint_eq(count, 4);
	ck_assert_str_eq(names[0], ".c");
	ck_assert_str_eq(names[1], "B");
	ck_assert_str_eq(names[2], "a");
	ck_assert_str_eq(names[3], "b");
	og_root_names_free(names, count);
	ck_assert_int_eq(og_root_list(tree.root, "empty", &names, &count), 0);
	ck_assert_uint_eq(count, 0);
	og_root_names_free(names, count);
	ck_assert_int_eq(og_root_list(tree.root, "none", &names, &count),
			 -ENOENT);
	ck_assert_int_eq(og_root_list(tree.root, "d/b", &names, &count),
			 -ENOTDIR);
}
END_TEST

Suite *libhost_root_suite(void)
{
	Suite *s = suite_create("root");
	TCase *tc = tcase_create("root");

	tcase_add_test(tc, opens_what_there_is);
	tcase_add_test(tc, reads_the_live_machine);
	tcase_add_test(tc, reads_bounded);
	tcase_add_test(tc, does_not_wait_for_a_fifo);
	tcase_add_loop_test(tc, reads_lines, 0, OG_COUNT(lines));
	tcase_add_test(tc, bounds_lines);
	tcase_add_loop_test(tc, reads_numbers, 0, OG_COUNT(numbers));
	tcase_add_test(tc, reads_links);
	tcase_add_test(tc, lists_sorted);
	suite_add_tcase(s, tc);
	return s;
}
