// SPDX-License-Identifier: Apache-2.0
/*
 * Where paths lead below a root: nowhere else, whatever links say, and with
 * whatever the kernel has for it.
 */
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

static const char *const asked[] = {
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
static const char *const held[] = { "dev",  "link", "none", "secret",
				    "dev/", "",	    "." };

/*
 * Paths mean the same in a directory that is held; with openat2 (0), without
 * it (1), and where it only says "again" (2).
 */
START_TEST(holds_a_directory)
{
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
	for (size_t i = 0; i < OG_COUNT(asked); i++) {
		og_autofree char *want = seen(tree.root, asked[i]);

		for (size_t j = 0; j < OG_COUNT(held); j++) {
			og_autofree char *got = NULL;

			og_root_hold(tree.root, held[j]);
			got = seen(tree.root, asked[i]);
			og_root_hold(tree.root, NULL);
			ck_assert_msg(strcmp(got, want) == 0,
				      "%s with %s held: %s, wanted %s",
				      asked[i], held[j], got, want);
		}
	}
}
END_TEST

Suite *libhost_paths_suite(void)
{
	Suite *s = suite_create("paths");
	TCase *tc = tcase_create("paths");

	tcase_add_loop_test(tc, stays_below, 0, 3);
	tcase_add_loop_test(tc, finds_where_paths_lead, 0, 2 * OG_COUNT(reals));
	tcase_add_loop_test(tc, holds_a_directory, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}
