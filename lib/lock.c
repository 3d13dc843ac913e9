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

#include "lockholder.h"

void og_lock_leave(struct og_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}

void og_lock_free(struct og_lock *lock)
{
	if (lock->fd >= 0) {
		flock(lock->fd, LOCK_UN);
		close(lock->fd);
	}
	*lock = OG_LOCK_INIT;
}

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* "/run/lock/one/onegpu.lock": its folder, opened. */
static int open_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	og_autofree char *dir =
		slash ? og_strndup(path, (size_t)(slash - path + 1)) : NULL;
	int fd = open(dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * root makes it for the folder's owner, as whom the starts run; whoever else
 * comes would find a file that it cannot open. It appears with that owner.
 */
static int make_for_owner(const char *path)
{
	og_autofree char *fresh = og_asprintf("%s.XXXXXX", path);
	og_cleanup(close_fd) int dir = open_folder(path);
	og_cleanup(close_fd) int fd = -1;
	struct stat st;
	int r = 0;

	if (dir < 0)
		return dir;
	if (fstat(dir, &st) < 0)
		return -errno;
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fchown(fd, st.st_uid, st.st_gid) < 0 ||
	    fchmod(fd, st.st_uid ? 0600 : 0644) < 0 ||
	    (link(fresh, path) < 0 && errno != EEXIST))
		r = -errno;
	unlink(fresh);
	return r;
}

static int open_it(const char *path, int flags)
{
	int fd = open(path,
		      flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK,
		      0600);

	return fd < 0 ? -errno : fd;
}

/* One that is root's is locked by whoever may read it. */
static int open_or_make(const char *path)
{
	int fd = open_it(path, O_RDWR);

	if (fd == -ENOENT && geteuid() == 0) {
		fd = make_for_owner(path);
		return fd < 0 ? fd : open_it(path, O_RDWR);
	}
	if (fd == -ENOENT)
		fd = open_it(path, O_RDWR | O_CREAT);
	return fd == -EACCES ? open_it(path, O_RDONLY) : fd;
}

/* The folder's owner could put any file there: to root it is as good. */
static bool is_owned_well(const char *path, const struct stat *st)
{
	og_cleanup(close_fd) int dir = -1;
	struct stat folder;

	if (st->st_uid == geteuid() || st->st_uid == 0)
		return true;
	if (geteuid() != 0)
		return false;
	dir = open_folder(path);
	return dir >= 0 && fstat(dir, &folder) == 0 &&
	       folder.st_uid == st->st_uid;
}

static int open_file(const char *path, struct og_lock *lock, struct og_err *err)
{
	int fd = open_or_make(path);
	struct stat st;

	if (fd < 0)
		return og_err_set(err, fd,
				  "lock %s: %s; LOCK in onegpu-driver.yaml "
				  "names another file",
				  path,
				  fd == -ELOOP ? "is a link" : strerror(-fd));
	lock->fd = fd;
	if (fstat(fd, &st) < 0)
		return og_err_set(err, -errno, "lock %s: %s", path,
				  strerror(errno));
	if (!S_ISREG(st.st_mode) || !is_owned_well(path, &st) ||
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
	sigset_t bell, mask;
	int r = -EINTR;

	/* Whoever runs us may have blocked it. */
	sigemptyset(&bell);
	sigaddset(&bell, SIGALRM);
	sigaction(SIGALRM, &ring, &old);
	sigprocmask(SIG_UNBLOCK, &bell, &mask);
	setitimer(ITIMER_REAL, &each, NULL);
	while (r == -EINTR && now() < deadline)
		r = flock(fd, LOCK_EX) < 0 ? -errno : 0;
	setitimer(ITIMER_REAL, &none, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &old, NULL);
	return r == -EINTR ? -ETIMEDOUT : r;
}

static int held(const char *path, const struct og_lock *lock,
		struct og_err *err)
{
	og_autofree char *holder = og_lockholder(lock->fd);

	if (holder)
		return og_err_set(err, -ETIMEDOUT,
				  "lock %s: held for too long by %s, which "
				  "starts a VM or moves devices",
				  path, holder);
	return og_err_set(err, -ETIMEDOUT,
			  "lock %s: held for too long by a process that we "
			  "may not see; `fuser %s` as root shows who",
			  path, path);
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
		return held(path, lock, err);
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
