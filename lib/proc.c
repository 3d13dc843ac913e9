// SPDX-License-Identifier: Apache-2.0
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MAX = 16 * 1024 * 1024 };

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

/* What the program gets; `keep` stays as it is, -1: none. */
struct fds {
	int in, out, errors, keep;
};

static bool set_up(const struct fds *fds)
{
	return dup2(fds->in, STDIN_FILENO) >= 0 &&
	       dup2(fds->out, STDOUT_FILENO) >= 0 &&
	       dup2(fds->errors, STDERR_FILENO) >= 0 &&
	       (fds->keep < 0 || fcntl(fds->keep, F_SETFD, 0) == 0);
}

/* In the child: becomes the program, or tells why not. */
_Noreturn static void become(const char *const *argv, const struct fds *fds,
			     int report)
{
	int code;

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
	pid_t pid = -1;

	if (pipe2(report, O_CLOEXEC) < 0)
		return -errno;
	/* Whoever runs us may ignore it: then a child leaves no status. */
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == 0)
		become(argv, fds, report[1]);
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

static int take(int fd, const char *what, struct og_buf *buf,
		struct og_err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return og_err_set(err, -errno, "%s: %s", what, strerror(errno));
	return og_buf_read(buf, fd, OUTPUT_MAX, what, err);
}

int og_proc_run(const char *const *argv, const char *input,
		struct og_proc *ret_proc, struct og_err *err)
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
	r = spawn(argv, &(struct fds){ in, out, errors, -1 }, &pid);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", argv[0], strerror(-r));
	proc.status = wait_for(pid);
	r = take(out, argv[0], &proc.out, err);
	if (r == 0)
		r = take(errors, argv[0], &proc.err, err);
	if (r < 0)
		return r;
	*ret_proc = proc;
	proc = (struct og_proc){ 0 };
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

int og_proc_hand(const char *const *argv, const struct og_buf *input, int keep,
		 int *ret_status, struct og_err *err)
{
	struct fds fds = { -1, STDOUT_FILENO, STDERR_FILENO, keep };
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
