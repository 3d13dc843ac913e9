// SPDX-License-Identifier: Apache-2.0
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

void og_lock_free(struct og_lock *lock)
{
	if (lock->fd >= 0) {
		flock(lock->fd, LOCK_UN);
		close(lock->fd);
	}
	*lock = OG_LOCK_INIT;
}

static int open_file(const char *path, struct og_lock *lock, struct og_err *err)
{
	struct stat st;

	lock->fd = open(path,
			O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY |
				O_NONBLOCK,
			0600);
	if (lock->fd < 0)
		return og_err_set(
			err, -errno,
			"lock %s: %s; LOCK in onegpu-driver.yaml "
			"names another file",
			path, errno == ELOOP ? "is a link" : strerror(errno));
	if (fstat(lock->fd, &st) < 0)
		return og_err_set(err, -errno, "lock %s: %s", path,
				  strerror(errno));
	if (!S_ISREG(st.st_mode) ||
	    (st.st_uid != geteuid() && st.st_uid != 0) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)))
		return og_err_set(err, -EPERM,
				  "lock %s: is not an ordinary file of this "
				  "user alone: remove it, or LOCK in "
				  "onegpu-driver.yaml names another",
				  path);
	return 0;
}

/* Somebody may have removed it and made another, which would be free. */
static bool is_still_there(const char *path, const struct og_lock *lock)
{
	struct stat mine, now;

	return fstat(lock->fd, &mine) == 0 && lstat(path, &now) == 0 &&
	       mine.st_dev == now.st_dev && mine.st_ino == now.st_ino;
}

static void wake(int sig)
{
	(void)sig;
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Until the deadline; a signal each second ends what blocks. */
static int wait_for(int fd, int64_t deadline)
{
	const struct sigaction ring = { .sa_handler = wake };
	const struct itimerval each = { { 1, 0 }, { 1, 0 } }, none = { 0 };
	struct sigaction old;
	int r = -EINTR;

	sigaction(SIGALRM, &ring, &old);
	setitimer(ITIMER_REAL, &each, NULL);
	while (r == -EINTR && now() < deadline)
		r = flock(fd, LOCK_EX) < 0 ? -errno : 0;
	setitimer(ITIMER_REAL, &none, NULL);
	sigaction(SIGALRM, &old, NULL);
	return r == -EINTR ? -ETIMEDOUT : r;
}

static int take_once(const char *path, int64_t deadline,
		     void (*waits)(const char *path), struct og_lock *lock,
		     struct og_err *err)
{
	int r = open_file(path, lock, err);

	if (r < 0)
		return r;
	r = flock(lock->fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
	if (r == -EWOULDBLOCK) {
		if (waits)
			waits(path);
		r = wait_for(lock->fd, deadline);
	}
	if (r == -ETIMEDOUT)
		return og_err_set(err, r,
				  "lock %s: another VM has been starting on "
				  "this host for too long; `fuser %s` shows "
				  "who",
				  path, path);
	if (r < 0)
		return og_err_set(err, r, "lock %s: %s", path, strerror(-r));
	return is_still_there(path, lock) ? 0 : -EAGAIN;
}

int og_lock_take(const char *path, int seconds, void (*waits)(const char *path),
		 struct og_lock *ret_lock, struct og_err *err)
{
	int64_t deadline = now() + seconds;
	int r;

	do {
		og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;

		r = take_once(path, deadline, waits, &lock, err);
		if (r == 0) {
			*ret_lock = lock;
			lock = OG_LOCK_INIT;
		}
	} while (r == -EAGAIN);
	return r;
}
