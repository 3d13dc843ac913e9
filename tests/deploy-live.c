// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deploy-suites.h"
#include "live-source.h"
#include "proc.h"
#include "tree.h"

#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#endif

#define GPU                                                              \
	"<devices><hostdev type='pci'><source><address domain='0x0000' " \
	"bus='0xe1' slot='0x00' function='0x0'/></source></hostdev>"     \
	"</devices>"
#define NIC                                                               \
	"<devices><interface type='hostdev'><source><address type='pci' " \
	"bus='65'/></source></interface></devices>"
#define DISK                                                      \
	"<devices><disk type='nvme'><source type='pci'><address " \
	"bus='0x06'/></source></disk></devices>"
#define DOMAIN(name, rest) "<domain><name>" name "</name>" rest "</domain>"

static char *below(const struct og_tree *tree, const char *path)
{
	return og_asprintf("%s/%s", tree->dir, path);
}

START_TEST(reads_a_folder)
{
	og_autofree char *dir = og_test_path("tests/hosts/gpu-2node/running");
	og_cleanup(og_live_free) struct og_live live = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(og_live_read(&live, dir, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(live.n, 1);
	ck_assert_str_eq(live.domains[0].name, "one-2");
	ck_assert_int_eq(live.domains[0].held.vm, 2);
	ck_assert_ptr_eq(og_live_vm(&live, 2), &live.domains[0]);
	ck_assert_ptr_null(og_live_vm(&live, 3));
	ck_assert_ptr_eq(
		og_live_find(&live, "5d2c0f3e-1a4b-4c6d-8e7f-000000000002"),
		&live.domains[0]);
	ck_assert_ptr_null(og_live_find(&live, "one-3"));
}
END_TEST

START_TEST(adds_source_to_source)
{
	og_autotree tree;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_autofree char *a = NULL, *b = NULL;

	og_tree_make(&tree);
	og_tree_put(&tree, "d/z.xml", DOMAIN("one-9", ""));
	og_tree_put(&tree, "d/a.xml", DOMAIN("one-4", ""));
	og_tree_put(&tree, "d/not-xml", "rubbish");
	og_tree_put(&tree, "one", DOMAIN("web", ""));
	a = below(&tree, "d");
	b = below(&tree, "one");
	ck_assert_int_eq(og_live_read(&live, a, NULL), 0);
	ck_assert_int_eq(og_live_read(&live, "none", NULL), 0);
	ck_assert_int_eq(og_live_read(&live, b, NULL), 0);
	ck_assert_uint_eq(live.n, 3);
	ck_assert_str_eq(live.domains[0].name, "one-4");
	ck_assert_str_eq(live.domains[1].name, "one-9");
	ck_assert_str_eq(live.domains[2].name, "web");
	ck_assert_int_eq(live.domains[2].held.vm, OG_RUNDOM_FOREIGN);
}
END_TEST

/* What else is in the folder is not kept where one cannot be read. */
static const struct {
	const char *name, *file, *text, *error;
} broken[] = {
	{ "no XML", "d/one-7.xml", "rubbish", "d/one-7.xml: line 1" },
	{ "empty", "d/one-7.xml", "", "d/one-7.xml: " },
	{ "not a domain", "d/one-7.xml", "<VM/>",
	  "d/one-7.xml: the root element is <VM>" },
	{ "a folder", "d/one-7.xml/x", "", "d/one-7.xml: Is a directory" },
	{ "no address", "d/one-7.xml",
	  "<domain><devices><hostdev type='pci'><source><address bus='x'/>"
	  "</source></hostdev></devices></domain>",
	  "d/one-7.xml: line 1: <address> is no PCI address" },
};

START_TEST(refuses_what_it_cannot_read)
{
	og_autotree tree;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_autofree char *dir = NULL;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	og_tree_put(&tree, "d/one-1.xml", DOMAIN("one-1", ""));
	og_tree_put(&tree, broken[_i].file, broken[_i].text);
	dir = below(&tree, "d");
	ck_assert_int_eq(og_live_add(&live, "x", "<domain/>", 9, NULL), 0);
	ck_assert_int_lt(og_live_read(&live, dir, &err), 0);
	ck_assert_msg(strstr(err.msg, broken[_i].error), "%s: %s",
		      broken[_i].name, err.msg);
	ck_assert_uint_eq(live.n, 1);
}
END_TEST

START_TEST(refuses_links_out)
{
	og_autotree tree;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_autofree char *dir = NULL;

	og_tree_make(&tree);
	og_tree_put(&tree, "outside.xml", DOMAIN("one-1", ""));
	og_tree_link(&tree, "d/one-1.xml", "../outside.xml");
	dir = below(&tree, "d");
	ck_assert_int_lt(og_live_read(&live, dir, NULL), 0);
	ck_assert_uint_eq(live.n, 0);
}
END_TEST

START_TEST(refuses_what_is_not_there)
{
	og_cleanup(og_live_free) struct og_live live = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_live_read(&live, "/nowhere/at/all", &err), -ENOENT);
	ck_assert_msg(strstr(err.msg, "/nowhere/at/all"), "%s", err.msg);
}
END_TEST

START_TEST(knows_who_holds_what)
{
	static const char gpu[] = DOMAIN("one-5", GPU);
	static const char nic[] = DOMAIN("web", NIC);
	static const char disk[] = DOMAIN("one-6", DISK);
	const struct og_bdf e1 = { .bus = 0xe1 }, b41 = { .bus = 0x41 };
	const struct og_bdf b06 = { .bus = 0x06 };
	og_cleanup(og_live_free) struct og_live live = { 0 };

	ck_assert_int_eq(og_live_add(&live, "a", gpu, strlen(gpu), NULL), 0);
	ck_assert_int_eq(og_live_add(&live, "b", nic, strlen(nic), NULL), 0);
	ck_assert_ptr_eq(og_live_holder(&live, &e1, -1), &live.domains[0]);
	ck_assert_ptr_null(og_live_holder(&live, &e1, 5));
	ck_assert_ptr_eq(og_live_holder(&live, &b41, 5), &live.domains[1]);
	ck_assert_int_eq(og_live_add(&live, "c", disk, strlen(disk), NULL), 0);
	ck_assert_ptr_eq(og_live_holder(&live, &b06, 5), &live.domains[2]);
}
END_TEST

/* What libvirt's own test driver says; 0 where all is as it should be. */
static int ask_libvirt(void)
{
	og_cleanup(og_live_free) struct og_live live = { 0 };
	struct og_err err = { 0 };

	if (og_live_read(&live, "test:///default", NULL) < 0 || live.n != 1 ||
	    !og_live_find(&live, "test"))
		return 1;
	if (og_live_read(&live, "nosuch:///system", &err) != -EIO ||
	    !strstr(err.msg, "nosuch:///system: "))
		return 2;
	return live.n == 1 ? 0 : 3;
}

START_TEST(asks_libvirt)
{
	void *library = dlopen("libvirt.so.0", RTLD_NOW);

	if (!library) {
		printf("# no libvirt here\n");
		return;
	}
	dlclose(library);
	ck_assert_int_eq(ask_libvirt(), 0);
}
END_TEST

/* --- virsh, which here is a shell script --- */

static const struct {
	const char *name, *script;
	size_t domains;
	const char *error; /* NULL: none */
} virsh[] = {
	{ "two",
	  "case \"$*\" in *list*) echo one-1; echo 'a b';;"
	  " *one-1) echo '<domain><name>one-1</name></domain>';;"
	  " *'--domain=a b') echo '<domain><name>a b</name></domain>';;"
	  " *) exit 9;; esac",
	  2, NULL },
	{ "none", "echo", 0, NULL },
	{ "asked read-only",
	  "case \"$*\" in '--readonly --quiet -c qemu:///system '*) ;;"
	  " *) exit 9;; esac",
	  0, NULL },
	{ "no answer", "echo 'error: no socket' >&2; echo more >&2; exit 1", 0,
	  "virsh -c qemu:///system list --name: error: no socket" },
	{ "ended meanwhile",
	  "case \"$*\" in *list*) [ -e \"$0.asked\" ] || echo one-1;"
	  " : >\"$0.asked\";; *) exit 1;; esac",
	  0, NULL },
	{ "listed and not to be had",
	  "case \"$*\" in *list*) echo one-1;; *) echo why >&2; exit 1;; esac",
	  0, "dumpxml --domain=one-1: why" },
	{ "no domain",
	  "case \"$*\" in *list*) echo one-1;; *) echo '<x/>';; esac", 0,
	  "qemu:///system: domain 'one-1': the root element is <x>" },
};

START_TEST(asks_virsh)
{
	og_autotree tree;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_autofree char *path = og_strdup(getenv("PATH"));
	og_autofree char *first = NULL, *script = NULL, *program = NULL;
	struct og_err err = { 0 };
	int r;

	og_tree_make(&tree);
	script = og_asprintf("#!/bin/sh\n%s\n", virsh[_i].script);
	og_tree_put(&tree, "virsh", script);
	program = below(&tree, "virsh");
	ck_assert_int_eq(chmod(program, 0755), 0);
	first = og_asprintf("%s:%s", tree.dir, path);
	setenv("PATH", first, 1);
	r = og_live_source_virsh.read("qemu:///system", &live,
				      og_proc_deadline(20), &err);
	setenv("PATH", path, 1);
	if (virsh[_i].error) {
		ck_assert_int_lt(r, 0);
		ck_assert_msg(strstr(err.msg, virsh[_i].error), "%s: %s",
			      virsh[_i].name, err.msg);
	} else {
		ck_assert_msg(r == 0, "%s: %s", virsh[_i].name, err.msg);
	}
	ck_assert_uint_eq(live.n, virsh[_i].domains);
}
END_TEST

/* --- a libvirt that hangs --- */

/* A socket on which somebody listens who takes every caller and is silent. */
static pid_t hang(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t pid;

	ck_assert_uint_lt(strlen(path), sizeof(at.sun_path));
	memcpy(at.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	while (pid == 0)
		if (accept(fd, NULL, NULL) < 0)
			_exit(0);
	close(fd);
	return pid;
}

static void is_given_up(const struct og_live_source *source, const char *uri)
{
	og_cleanup(og_live_free) struct og_live live = { .wait = 1 };
	int64_t begin = og_proc_deadline(0);
	struct og_err err = { 0 };
	int r = source->read(uri, &live, og_proc_deadline(1), &err);

	if (r == -ENOPKG) {
		printf("# no libvirt here\n");
		return;
	}
	ck_assert_msg(r == -ETIMEDOUT, "%s: %d %s", source->name, r, err.msg);
	ck_assert_msg(strstr(err.msg, uri) &&
			      strstr(err.msg, "has not answered for 1 s: ") &&
			      strstr(err.msg, "many devices may just be ending"
					      "; if it stays so, restart its "
					      "daemon"),
		      "%s", err.msg);
	ck_assert_int_lt(og_proc_deadline(0) - begin, 10000);
	ck_assert_uint_eq(live.n, 0);
}

/*
 * The address sanitizer puts its own xdr functions in the place of those that
 * the library finds by itself, and has none: it cannot talk to a daemon then.
 */
static const struct og_live_source *const asking[] = {
	&og_live_source_virsh,
#ifndef WITH_ASAN
	&og_live_source_libvirt,
#endif
};

START_TEST(gives_up_on_a_daemon_that_hangs)
{
	og_autotree tree;
	og_autofree char *path = NULL, *uri = NULL;
	pid_t server;

	og_tree_make(&tree);
	path = below(&tree, "sock");
	uri = og_asprintf("qemu+unix:///system?mode=legacy&socket=%s", path);
	server = hang(path);
	is_given_up(asking[_i], uri);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}
END_TEST

/* Whoever it started ends with it: nobody may hold what we hold. */
START_TEST(gives_up_on_a_virsh_that_hangs)
{
	og_autotree tree;
	og_autofree char *path = og_strdup(getenv("PATH"));
	og_autofree char *program = NULL, *pid_file = NULL, *first = NULL;
	og_autofree char *script = NULL;
	og_autobuf pid = OG_BUF_INIT;

	og_tree_make(&tree);
	program = below(&tree, "virsh");
	pid_file = below(&tree, "pid");
	script = og_asprintf("#!/bin/sh\nsleep 600 &\necho $! >%s\nwait\n",
			     pid_file);
	og_tree_put(&tree, "virsh", script);
	ck_assert_int_eq(chmod(program, 0755), 0);
	first = og_asprintf("%s:%s", tree.dir, path);
	setenv("PATH", first, 1);
	is_given_up(&og_live_source_virsh, "qemu:///system");
	setenv("PATH", path, 1);
	ck_assert_int_eq(og_buf_read_file(&pid, pid_file, 100, NULL), 0);
	for (int i = 0; i < 100; i++) {
		if (kill((pid_t)strtol(og_buf_text(&pid), NULL, 10), 0) < 0)
			return;
		usleep(100000);
	}
	ck_abort_msg("the sleep of virsh is still there");
}
END_TEST

START_TEST(has_no_virsh)
{
	og_autotree tree;
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_autofree char *path = og_strdup(getenv("PATH"));
	struct og_err err = { 0 };
	int r;

	og_tree_make(&tree);
	setenv("PATH", tree.dir, 1);
	r = og_live_source_virsh.read("qemu:///system", &live,
				      og_proc_deadline(20), &err);
	setenv("PATH", path, 1);
	ck_assert_int_eq(r, -ENOPKG);
	ck_assert_int_eq(err.code, 0);
}
END_TEST

Suite *og_suite_live(void)
{
	Suite *s = suite_create("live");
	TCase *c = tcase_create("live");

	tcase_add_test(c, reads_a_folder);
	tcase_add_test(c, adds_source_to_source);
	tcase_add_loop_test(c, refuses_what_it_cannot_read, 0,
			    OG_COUNT(broken));
	tcase_add_test(c, refuses_links_out);
	tcase_add_test(c, refuses_what_is_not_there);
	tcase_add_test(c, knows_who_holds_what);
	tcase_add_test(c, asks_libvirt);
	tcase_add_loop_test(c, asks_virsh, 0, OG_COUNT(virsh));
	tcase_add_test(c, has_no_virsh);
	tcase_add_loop_test(c, gives_up_on_a_daemon_that_hangs, 0,
			    OG_COUNT(asking));
	tcase_add_test(c, gives_up_on_a_virsh_that_hangs);
	suite_add_tcase(s, c);
	return s;
}
