// SPDX-License-Identifier: Apache-2.0
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	OUTPUT_MAX = 16 * 1024 * 1024,
	ANSWER_MAX = 256 * 1024 * 1024,
	NAP_MIN = 1, /* ms */
	NAP_MAX = 16,
};

int64_t og_proc_deadline(int seconds)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((int64_t)t.tv_sec + seconds) * 1000 + t.tv_nsec / 1000000;
}

void og_proc_free(struct og_proc *proc)
{
	og_buf_free(&proc->out);
	og_buf_free(&proc->err);
}

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* What the program gets; those of `keep` stay as they are, -1: none. */
struct fds {
	int in, out, errors;
	const int *keep;
	size_t n_keep;
	bool limited; /* it can be ended with all that it starts */
	bool bound;   /* and is, when we are */
};

/* In a child of `parent`, which may be dead by now. */
static void end_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(126);
}

static bool set_up(const struct fds *fds)
{
	for (size_t i = 0; i < fds->n_keep; i++)
		if (fds->keep[i] >= 0 && fcntl(fds->keep[i], F_SETFD, 0) < 0)
			return false;
	return dup2(fds->in, STDIN_FILENO) >= 0 &&
	       dup2(fds->out, STDOUT_FILENO) >= 0 &&
	       dup2(fds->errors, STDERR_FILENO) >= 0;
}

/* In the child: becomes the program, or tells why not. */
_Noreturn static void become(const char *const *argv, const struct fds *fds,
			     pid_t parent, int report)
{
	int code;

	if (fds->limited)
		setpgid(0, 0);
	if (fds->bound)
		end_with(parent);
	if (set_up(fds)) {
		char **words;

		/* execvp() does not write to them, whatever its type says. */
		memcpy(&words, &argv, sizeof(words));
		execvp(argv[0], words);
	}
	code = -errno;
	if (write(report, &code, sizeof(code)) < 0)
		_exit(126);
	_exit(127);
}

/* The report's pipe closes by itself where the program was found. */
static int spawn(const char *const *argv, const struct fds *fds, pid_t *ret_pid)
{
	int report[2], code = 0;
	ssize_t n;
	pid_t self = getpid(), pid = -1;

	if (pipe2(report, O_CLOEXEC) < 0)
		return -errno;
	/* Whoever runs us may ignore it: then a child leaves no status. */
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == 0)
		become(argv, fds, self, report[1]);
	code = pid < 0 ? -errno : 0;
	close(report[1]);
	do {
		n = pid < 0 ? 0 : read(report[0], &code, sizeof(code));
	} while (n < 0 && errno == EINTR);
	close(report[0]);
	if (code < 0 && pid > 0)
		waitpid(pid, NULL, 0);
	if (code == 0)
		*ret_pid = pid;
	return code;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int og_proc_wait(pid_t pid, int64_t deadline, int *ret_status)
{
	long nap = NAP_MIN;
	int status;
	pid_t done;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0 ||
	       (done < 0 && errno == EINTR)) {
		const struct timespec pause = { 0, nap * 1000000 };

		if (og_proc_deadline(0) >= deadline)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
		nap = nap * 2 > NAP_MAX ? NAP_MAX : nap * 2;
	}
	if (done < 0)
		return -errno;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status)
					: 128 + WTERMSIG(status);
	return 0;
}

static int take(int fd, const char *what, struct og_buf *buf,
		struct og_err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return og_err_set(err, -errno, "%s: %s", what, strerror(errno));
	return og_buf_read(buf, fd, OUTPUT_MAX, what, err);
}

static int finish(pid_t pid, const struct og_proc_limits *limits,
		  int *ret_status)
{
	int r;

	if (!limits) {
		*ret_status = wait_for(pid);
		return 0;
	}
	r = og_proc_wait(pid, limits->deadline, ret_status);
	if (r == -ETIMEDOUT) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		wait_for(pid);
	}
	return r;
}

static int run(const char *const *argv, const char *input,
	       const struct og_proc_limits *limits, struct og_proc *ret_proc,
	       struct og_err *err)
{
	og_cleanup(close_fd) int in = -1;
	og_cleanup(close_fd) int out = memfd_create("stdout", MFD_CLOEXEC);
	og_cleanup(close_fd) int errors = memfd_create("stderr", MFD_CLOEXEC);
	og_autoproc proc = { 0 };
	pid_t pid = -1;
	int r;

	in = open(input ? input : "/dev/null", O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return og_err_set(err, -errno, "%s: %s", input,
				  strerror(errno));
	if (out < 0 || errors < 0)
		return og_err_set(err, -errno, "memfd: %s", strerror(errno));
	r = spawn(argv,
		  &(struct fds){
			  .in = in,
			  .out = out,
			  .errors = errors,
			  .keep = limits ? limits->keep : NULL,
			  .n_keep = limits ? limits->n_keep : 0,
			  .limited = limits != NULL,
			  .bound = limits && !limits->n_keep,
		  },
		  &pid);
	if (r == 0)
		r = finish(pid, limits, &proc.status);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", argv[0], strerror(-r));
	r = take(out, argv[0], &proc.out, err);
	if (r == 0)
		r = take(errors, argv[0], &proc.err, err);
	if (r < 0)
		return r;
	*ret_proc = proc;
	proc = (struct og_proc){ 0 };
	return 0;
}

int og_proc_run(const char *const *argv, const char *input,
		struct og_proc *ret_proc, struct og_err *err)
{
	return run(argv, input, NULL, ret_proc, err);
}

int og_proc_ask(const char *const *argv, const struct og_proc_limits *limits,
		struct og_proc *ret_proc, struct og_err *err)
{
	return run(argv, NULL, limits, ret_proc, err);
}

int og_proc_call(int (*work)(void *arg, int fd), void *arg, int64_t deadline,
		 struct og_buf *ret_said, int *ret_status, struct og_err *err)
{
	og_cleanup(close_fd) int fd = memfd_create("answer", MFD_CLOEXEC);
	og_autobuf said = OG_BUF_INIT;
	pid_t self = getpid(), pid;
	int status = 0;
	int r;

	if (fd < 0)
		return og_err_set(err, -errno, "memfd: %s", strerror(errno));
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid < 0)
		return og_err_set(err, -errno, "fork: %s", strerror(errno));
	if (pid == 0) {
		end_with(self);
		_exit(work(arg, fd));
	}
	r = og_proc_wait(pid, deadline, &status);
	if (r == -ETIMEDOUT) {
		kill(pid, SIGKILL);
		wait_for(pid);
	}
	if (r < 0)
		return og_err_set(err, r, "%s", strerror(-r));
	if (lseek(fd, 0, SEEK_SET) < 0)
		return og_err_set(err, -errno, "memfd: %s", strerror(errno));
	r = og_buf_read(&said, fd, ANSWER_MAX, "an answer", err);
	if (r < 0)
		return r;
	*ret_said = said;
	said = OG_BUF_INIT;
	*ret_status = status;
	return 0;
}

/* A file in memory with the text, to be read from its start. */
static int make_input(const struct og_buf *input, int *ret_fd,
		      struct og_err *err)
{
	og_cleanup(close_fd) int fd = memfd_create("stdin", MFD_CLOEXEC);
	int r;

	if (fd < 0)
		return og_err_set(err, -errno, "memfd: %s", strerror(errno));
	r = og_buf_write(input, fd, "memfd", err);
	if (r < 0)
		return r;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return og_err_set(err, -errno, "memfd: %s", strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int og_proc_hand(const char *const *argv, const struct og_buf *input,
		 const int *keep, size_t n_keep, int *ret_status,
		 struct og_err *err)
{
	struct fds fds = {
		.out = STDOUT_FILENO,
		.errors = STDERR_FILENO,
		.keep = keep,
		.n_keep = n_keep,
	};
	og_cleanup(close_fd) int in = -1;
	pid_t pid = -1;
	int r;

	r = make_input(input, &in, err);
	if (r < 0)
		return r;
	fds.in = in;
	r = spawn(argv, &fds, &pid);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", argv[0], strerror(-r));
	*ret_status = wait_for(pid);
	return 0;
}

void og_proc_fill_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int null;

		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* It takes the lowest that is free, and so this one. */
		null = open("/dev/null", O_RDONLY);
		if (null != fd)
			return;
	}
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

void og_proc_show(const char *const *argv, const char *input,
		  struct og_buf *out)
{
	for (size_t i = 0; argv[i]; i++)
		og_buf_fmt(out, "%s%s", i ? " " : "",
			   strstr(argv[i], "://") ? argv[i]
						  : last_part(argv[i]));
	if (input)
		og_buf_fmt(out, " < %s", last_part(input));
}
