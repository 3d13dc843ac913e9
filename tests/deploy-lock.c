// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deploy-suites.h"
#include "lock.h"
#include "tree.h"

static char *lock_path(const struct og_tree *tree)
{
	return og_asprintf("%s/lock", tree->dir);
}

/* Whether somebody who does not wait would get it. */
static bool is_free(const char *path)
{
	struct og_lock lock = OG_LOCK_INIT;
	int r = og_lock_take(path, 0, NULL, &lock, NULL);

	og_lock_free(&lock);
	return r == 0;
}

START_TEST(excludes)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_msg(og_lock_take(path, 0, NULL, &lock, &err) == 0, "%s",
		      err.msg);
	ck_assert(!is_free(path));
	og_lock_free(&lock);
	ck_assert(is_free(path));
	og_lock_free(&lock);
}
END_TEST

static bool told; /* by tell(), which can have no argument of ours */

static void tell(const char *path)
{
	(void)path;
	told = true;
}

START_TEST(waits_and_gives_up)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	og_autofree char *who = NULL;
	struct og_lock lock = OG_LOCK_INIT, second = OG_LOCK_INIT;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	told = false;
	ck_assert_int_eq(og_lock_take(path, 1, tell, &second, &err),
			 -ETIMEDOUT);
	ck_assert(told);
	who = og_asprintf("held for too long by process %d (", getpid());
	ck_assert_msg(strstr(err.msg, who), "%s", err.msg);
	ck_assert_int_eq(second.fd, -1);
	og_lock_free(&lock);
}
END_TEST

/* A child that sits there with the lock, or with what it inherited of it. */
static pid_t sit(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		pause();
		_exit(0);
	}
	return pid;
}

START_TEST(outlives_its_taker_in_a_child)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT;
	pid_t child;

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	child = sit();
	close(lock.fd); /* as when we are killed */
	ck_assert(!is_free(path));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ck_assert(is_free(path));
}
END_TEST

START_TEST(frees_it_for_children_too)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT;
	pid_t child;

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	child = sit();
	og_lock_free(&lock);
	ck_assert(is_free(path));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
END_TEST

/* The file is removed while somebody waits for it: a new one is made. */
START_TEST(sees_that_the_file_is_another)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT, second = OG_LOCK_INIT;
	pid_t child;
	int status;

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		close(lock.fd);
		status = og_lock_take(path, 20, NULL, &second, NULL) < 0;
		if (status == 0 && is_free(path))
			status = 2;
		/* valgrind ends a child that lost memory with its own status */
		free(path);
		_exit(status);
	}
	usleep(100000);
	ck_assert_int_eq(unlink(path), 0);
	og_lock_free(&lock);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void make_link(const struct og_tree *tree, const char *path)
{
	(void)path;
	og_tree_put(tree, "target", "");
	og_tree_link(tree, "lock", "target");
}

static void make_dir(const struct og_tree *tree, const char *path)
{
	(void)path;
	og_tree_dir(tree, "lock");
}

static void make_fifo(const struct og_tree *tree, const char *path)
{
	(void)tree;
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void make_open(const struct og_tree *tree, const char *path)
{
	og_tree_put(tree, "lock", "");
	ck_assert_int_eq(chmod(path, 0666), 0);
}

static const struct {
	const char *name;
	void (*make)(const struct og_tree *tree, const char *path);
	const char *error;
} odd[] = {
	{ "a link", make_link, "lock: is a link; LOCK in onegpu-driver.yaml" },
	{ "a folder", make_dir, "lock: Is a directory; LOCK in" },
	{ "a pipe", make_fifo, "is not an ordinary file of this user alone" },
	{ "everybody's", make_open, "is not an ordinary file of this user" },
};

START_TEST(refuses)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	path = lock_path(&tree);
	odd[_i].make(&tree, path);
	ck_assert_int_lt(og_lock_take(path, 0, NULL, &lock, &err), 0);
	ck_assert_msg(strstr(err.msg, odd[_i].error), "%s: %s", odd[_i].name,
		      err.msg);
	ck_assert_int_eq(lock.fd, -1);
}
END_TEST

START_TEST(needs_its_folder)
{
	struct og_lock lock = OG_LOCK_INIT;
	struct og_err err = { 0 };

	ck_assert_int_eq(og_lock_take("/nowhere/lock", 0, NULL, &lock, &err),
			 -ENOENT);
	ck_assert_msg(strstr(err.msg, "lock /nowhere/lock: No such file"), "%s",
		      err.msg);
}
END_TEST

/* The one who took it is gone, and is not who is named. */
START_TEST(names_who_inherited_it)
{
	og_autotree tree;
	og_autofree char *path = NULL, *who = NULL;
	struct og_lock lock = OG_LOCK_INIT, second = OG_LOCK_INIT;
	struct og_err err = { 0 };
	pid_t child;

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	child = sit();
	close(lock.fd);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &second, &err),
			 -ETIMEDOUT);
	who = og_asprintf("held for too long by process %d (", child);
	ck_assert_msg(strstr(err.msg, who), "%s", err.msg);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
END_TEST

START_TEST(gives_up_where_alarms_are_blocked)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT, second = OG_LOCK_INIT;
	sigset_t bell, mask, now;

	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, NULL), 0);
	sigemptyset(&bell);
	sigaddset(&bell, SIGALRM);
	sigprocmask(SIG_BLOCK, &bell, &mask);
	ck_assert_int_eq(og_lock_take(path, 1, NULL, &second, NULL),
			 -ETIMEDOUT);
	sigprocmask(SIG_SETMASK, &mask, &now);
	ck_assert_int_eq(sigismember(&now, SIGALRM), 1);
	og_lock_free(&lock);
}
END_TEST

/* Only root can do what is needed; then oneadmin must be able to lock it. */
START_TEST(is_made_for_the_owner_of_its_folder)
{
	enum { ONEADMIN = 9869 };
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_lock lock = OG_LOCK_INIT;
	struct og_err err = { 0 };
	struct stat st;

	if (geteuid() != 0) {
		printf("# not root\n");
		return;
	}
	og_tree_make(&tree);
	path = lock_path(&tree);
	ck_assert_int_eq(chown(tree.dir, ONEADMIN, ONEADMIN), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(og_lock_take(path, 0, NULL, &lock, &err) == 0,
			      "%s", err.msg);
		og_lock_free(&lock);
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_uint_eq(st.st_uid, ONEADMIN);
		ck_assert_uint_eq(st.st_mode & 0777, 0600);
	}
	/* Of anybody else it is refused. */
	ck_assert_int_eq(chown(path, ONEADMIN + 1, ONEADMIN), 0);
	ck_assert_int_eq(og_lock_take(path, 0, NULL, &lock, &err), -EPERM);
}
END_TEST

Suite *og_suite_lock(void)
{
	Suite *s = suite_create("lock");
	TCase *c = tcase_create("lock");

	tcase_add_test(c, excludes);
	tcase_add_test(c, waits_and_gives_up);
	tcase_add_test(c, outlives_its_taker_in_a_child);
	tcase_add_test(c, frees_it_for_children_too);
	tcase_add_test(c, sees_that_the_file_is_another);
	tcase_add_test(c, names_who_inherited_it);
	tcase_add_test(c, gives_up_where_alarms_are_blocked);
	tcase_add_test(c, is_made_for_the_owner_of_its_folder);
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(odd));
	tcase_add_test(c, needs_its_folder);
	suite_add_tcase(s, c);
	return s;
}
