// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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

/* Make openat2 a system call that this process has not. */
/* openat2 as an old kernel has it, or while names are changed all the time. */
static void forbid_openat2(unsigned error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { OG_COUNT(code), code };
	struct open_how how = { 0 };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program),
			 0);
	ck_assert_int_eq(syscall(SYS_openat2, -1, ".", &how, sizeof(how)), -1);
	/* valgrind does not know it, and asks no kernel. */
	ck_assert(errno == (int)error || errno == ENOSYS);
}

/*
 * Links that lead out of a recording must find what is in it, or nothing;
 * with openat2 (0), without it (1), and where it only says "again" (2).
 */
START_TEST(stays_below)
{
	static const char *const inside[] = {
		"etc/hostname",
		"/etc/hostname",
		"./etc//hostname",
		"absolute",
		"up",
		"chain",
		"dir/hostname",
		"dir/../etc/hostname",
		"../etc/hostname",
		"etc/../absolute",
	};
	static const char *const outside[] = {
		"passwd",   "../../../../etc/passwd", "self", "self/x", "loop",
		"dangling",
	};
	og_autofree char *name = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "etc/hostname", "recorded\n");
	og_tree_link(&tree, "absolute", "/etc/hostname");
	og_tree_link(&tree, "up", "../../../../../../etc/hostname");
	og_tree_link(&tree, "chain", "./dir/../up");
	og_tree_link(&tree, "dir", "etc/");
	og_tree_link(&tree, "passwd", "/etc/passwd");
	og_tree_link(&tree, "self", "self");
	og_tree_link(&tree, "loop", "pool");
	og_tree_link(&tree, "pool", "loop");
	og_tree_link(&tree, "dangling", "none");
	if (_i)
		forbid_openat2(_i == 1 ? ENOSYS : EAGAIN);
	for (size_t i = 0; i < OG_COUNT(inside); i++) {
		og_autofree char *line = NULL;

		ck_assert_msg(og_root_line(tree.root, inside[i], &line) == 0,
			      "%s", inside[i]);
		ck_assert_str_eq(line, "recorded");
	}
	for (size_t i = 0; i < OG_COUNT(outside); i++)
		ck_assert_msg(!og_root_exists(tree.root, outside[i]), "%s",
			      outside[i]);
	ck_assert(og_root_exists(tree.root, "."));
	ck_assert(og_root_exists(tree.root, "dir"));
	ck_assert_int_eq(og_root_link(tree.root, "dir/../loop", &name), 0);
	ck_assert_str_eq(name, "pool");
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

static const struct {
	const char *path, *real; /* NULL: refused */
} reals[] = {
	{ "sys/bus/pci/devices/0000:01:00.0",
	  "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0" },
	{ "sys/bus/pci/devices/0000:01:00.0/vendor",
	  "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/vendor" },
	{ "sys/./bus//pci/../pci/devices/", "sys/bus/pci/devices" },
	{ "absolute", "sys/devices" },
	{ "out", "sys" },
	{ "", "" },
	{ "/", "" },
	{ "../..", "" },
	{ "none", NULL },
	{ "sys/none/..", "sys" },
	{ "dangling", NULL },
	{ "loop", NULL },
	{ "sys/bus/pci/devices/dots", "sys/devices" },
	{ "sys/bus/pci/devices/bent", "sys/devices/pci0000:00" },
	{ "sys/bus/pci/devices/slash", "sys/devices" },
	{ "sys/bus/pci/devices/above", "sys" },
	{ "sys/bus/pci/devices/file", "sys/devices/file" },
	{ "sys/bus/pci/devices/none", NULL },
	{ "twisted/aside", "sys/bus/pci/devices" },
	{ "twisted/../twisted/aside", NULL }, /* sys/bus/twisted */
};

START_TEST(finds_where_paths_lead)
{
	og_autofree char *real = NULL;
	og_autotree tree;
	int r;

	og_tree_make(&tree);
	og_tree_put(&tree,
		    "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/vendor",
		    "0x10de\n");
	og_tree_link(&tree, "sys/bus/pci/devices/0000:01:00.0",
		     "../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0");
	og_tree_link(&tree, "absolute", "/sys/devices");
	og_tree_link(&tree, "out", "../../../../sys");
	og_tree_link(&tree, "dangling", "sys/none");
	og_tree_link(&tree, "loop", "loop");
	og_tree_put(&tree, "sys/devices/file", "");
	og_tree_link(&tree, "sys/bus/pci/devices/dots",
		     "../../../devices/./pci0000:00/..");
	og_tree_link(&tree, "sys/bus/pci/devices/bent",
		     "../../../../absolute/pci0000:00");
	og_tree_link(&tree, "sys/bus/pci/devices/slash", "../../../devices/");
	og_tree_link(&tree, "sys/bus/pci/devices/above",
		     "../../../../../../sys");
	og_tree_link(&tree, "sys/bus/pci/devices/file",
		     "../../../devices/file");
	og_tree_link(&tree, "sys/bus/pci/devices/none", "../../../devices/no");
	/* By its text ".." of this one would be the root. */
	og_tree_link(&tree, "twisted", "sys/bus/pci");
	og_tree_link(&tree, "sys/bus/pci/aside", "../pci/devices");
	if (_i >= (int)OG_COUNT(reals))
		forbid_openat2(ENOSYS);
	_i %= (int)OG_COUNT(reals);
	r = og_root_real(tree.root, reals[_i].path, &real);
	ck_assert_msg((r == 0) == (reals[_i].real != NULL), "%s: %d",
		      reals[_i].path, r);
	ck_assert_pstr_eq(real, reals[_i].real);
}
END_TEST

/* What is read of one path, as text. */
static char *seen(const struct og_root *root, const char *path)
{
	og_autofree char *line = NULL, *name = NULL;
	char **names = NULL;
	size_t count = 0;
	int line_r = og_root_line(root, path, &line);
	int link_r = og_root_link(root, path, &name);
	int list_r = og_root_list(root, path, &names, &count);

	og_root_names_free(names, count);
	return og_asprintf("%d %s, %d %s, %d %zu, %d", line_r, line ? line : "",
			   link_r, name ? name : "", list_r, count,
			   og_root_exists(root, path));
}

/*
 * Paths mean the same in a directory that is held; with openat2 (0) and
 * without it (1).
 */
START_TEST(holds_a_directory)
{
	static const char *const paths[] = {
		"dev/file",
		"dev/none",
		"dev/sub",
		"dev/sub/file",
		"dev/link",
		"dev/out",
		"dev/up",
		"dev/loop",
		"dev/side/file",
		"dev/side",
		"dev/../secret",
		"dev/sub/../file",
		"dev/.",
		"dev/..",
		"dev//file",
		"dev/",
		"dev",
		"device/file",
		"secret",
		"dev/sub/../../secret",
		"dev/fifo",
		"./..",
		"./../etc/passwd",
		"./secret",
	};
	static const char *const dirs[] = { "dev",  "link", "none", "secret",
					    "dev/", "",	    "." };
	og_autofree char *fifo = NULL;
	og_autotree tree;

	og_tree_make(&tree);
	og_tree_put(&tree, "dev/file", "one\n");
	og_tree_put(&tree, "dev/sub/file", "two\n");
	og_tree_put(&tree, "device/file", "three\n");
	og_tree_put(&tree, "secret", "four\n");
	og_tree_link(&tree, "link", "dev");
	og_tree_link(&tree, "dev/link", "sub/file");
	og_tree_link(&tree, "dev/out", "/etc/passwd");
	og_tree_link(&tree, "dev/up", "../../../secret");
	og_tree_link(&tree, "dev/loop", "loop");
	og_tree_link(&tree, "dev/side", "../device");
	fifo = og_asprintf("%s/dev/fifo", tree.dir);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	if (_i)
		forbid_openat2(_i == 1 ? ENOSYS : EAGAIN);
	for (size_t i = 0; i < OG_COUNT(paths); i++) {
		og_autofree char *want = seen(tree.root, paths[i]);

		for (size_t j = 0; j < OG_COUNT(dirs); j++) {
			og_autofree char *got = NULL;

			og_root_hold(tree.root, dirs[j]);
			got = seen(tree.root, paths[i]);
			og_root_hold(tree.root, NULL);
			ck_assert_msg(strcmp(got, want) == 0,
				      "%s with %s held: %s, wanted %s",
				      paths[i], dirs[j], got, want);
		}
	}
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
	tcase_add_loop_test(tc, stays_below, 0, 3);
	tcase_add_loop_test(tc, reads_lines, 0, OG_COUNT(lines));
	tcase_add_test(tc, bounds_lines);
	tcase_add_loop_test(tc, reads_numbers, 0, OG_COUNT(numbers));
	tcase_add_test(tc, reads_links);
	tcase_add_loop_test(tc, finds_where_paths_lead, 0, 2 * OG_COUNT(reals));
	tcase_add_loop_test(tc, holds_a_directory, 0, 3);
	tcase_add_test(tc, lists_sorted);
	suite_add_tcase(s, tc);
	return s;
}
