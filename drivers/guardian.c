// SPDX-License-Identifier: Apache-2.0
#include "guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc.h"

enum { WARNED_MAX = 2048, SETTLE = 1, SLACK = 5 };

/* How a task ended; smaller than what a pipe takes at once. */
struct answer {
	int code;
	char msg[OG_ERR_MAX];
	char warned[WARNED_MAX]; /* lines */
};

_Static_assert(sizeof(struct answer) <= 4096, "longer than PIPE_BUF");

int og_guardian_live(const struct og_site *site, struct og_live *ret_live,
		     struct og_err *err)
{
	og_cleanup(og_live_free) struct og_live live = {
		.wait = site->libvirt_wait,
	};
	int r = og_live_read(&live, og_site_running(site), err);

	if (r < 0)
		return og_err_prefix(err, "devices stay on vfio-pci: it is not "
					  "known what runs");
	*ret_live = live;
	live = (struct og_live){ 0 };
	return 0;
}

/* --- what is done, by it or by us --- */

static void give_back(const struct og_guarding *guarding, bool tried,
		      struct og_notes *notes)
{
	og_cleanup(og_live_free) struct og_live live = { 0 };
	struct og_giveback giveback = *guarding->giveback;
	struct og_err err = { 0 };

	if (tried) {
		giveback.live = &live;
		if (og_guardian_live(guarding->site, &live, &err) < 0) {
			og_notes_add(notes, OG_WARN, "%s", err.msg);
			return;
		}
	}
	og_giveback_vm(&giveback, guarding->vm, notes);
}

static void warn(const struct og_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		og_log(stderr, notes->all[i].level, -1, "BIND: vfio: %s",
		       notes->all[i].text);
}

/* --- the child --- */

static void put(int fd, int code, const char *msg, const struct og_notes *notes)
{
	struct answer answer = { .code = code };
	og_autobuf lines = OG_BUF_INIT;
	size_t len = strlen(msg);

	for (size_t i = 0; i < notes->count; i++)
		og_buf_fmt(&lines, "%s\n", notes->all[i].text);
	memcpy(answer.msg, msg,
	       len < sizeof(answer.msg) ? len : sizeof(answer.msg) - 1);
	memcpy(answer.warned, og_buf_text(&lines),
	       lines.len < sizeof(answer.warned) ? lines.len
						 : sizeof(answer.warned) - 1);
	/* Whoever is dead does not want to know. */
	while (write(fd, &answer, sizeof(answer)) < 0 && errno == EINTR)
		;
}

/* Until it comes, or whoever could say it is gone: then '\0'. */
static char hear(int fd)
{
	char word = '\0';
	ssize_t n;

	do {
		n = read(fd, &word, 1);
	} while (n < 0 && errno == EINTR);
	return n == 1 ? word : '\0';
}

/* Nobody waits for us to close what a dead parent's caller reads. */
static void leave(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
}

_Noreturn static void guard(const struct og_guarding *guarding,
			    const struct og_bdf *bdfs, size_t n, int word,
			    int answer)
{
	struct og_nodedev nodedev = *guarding->giveback->nodedev;
	struct og_giveback giveback = *guarding->giveback;
	const struct og_guarding own = {
		.giveback = &giveback,
		.site = guarding->site,
		.vm = guarding->vm,
	};
	struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	char said;
	int r;

	leave();
	nodedev.answer = answer;
	giveback.nodedev = &nodedev;
	r = og_companions_take(&giveback, own.vm, bdfs, n, &notes, &err);
	put(answer, r, err.msg, &notes);
	if (r < 0)
		_exit(0);
	said = hear(word);
	if (said == 's')
		_exit(0);
	/* Killed in the midst of it, libvirt may be about to start the VM. */
	if (!said)
		sleep(SETTLE);
	og_notes_free(&notes);
	give_back(&own, said != 'u', &notes);
	put(answer, 0, "", &notes);
	_exit(0);
}

/* --- we --- */

static const char unanswered[] =
	"the process that moves devices is not done and keeps the host's lock "
	"until it is: restart libvirt's daemon, libvirtd or virtnodedevd";

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* What runs may be asked, and each device go there and back. */
static int64_t deadline_of(const struct og_guarding *guarding, size_t n)
{
	int64_t now = og_proc_deadline(0);
	int64_t wait = og_site_deadline(guarding->site) - now;

	return og_proc_deadline(SLACK) + wait * (int64_t)(2 * n + 1);
}

/* -ETIMEDOUT: nothing came by then. */
static int await(int fd, int64_t deadline)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };
	int64_t left;
	int n;

	do {
		left = deadline - og_proc_deadline(0);
		if (left <= 0)
			return -ETIMEDOUT;
		n = poll(&wanted, 1, left < INT32_MAX ? (int)left : INT32_MAX);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 0;
}

/*
 * -EPIPE: it was killed, and whoever moved a device for it is done.
 * -ETIMEDOUT: it, or who moves a device for it, is not done with that.
 */
static int take_answer(int fd, int64_t deadline, struct answer *ret_answer)
{
	struct answer answer = { 0 };
	size_t at = 0;

	while (at < sizeof(answer)) {
		int r = await(fd, deadline);
		ssize_t n;

		if (r < 0)
			return r;
		n = read(fd, (char *)&answer + at, sizeof(answer) - at);
		if (n == 0 || (n < 0 && errno != EINTR))
			return -EPIPE;
		at += n > 0 ? (size_t)n : 0;
	}
	*ret_answer = answer;
	return 0;
}

static void tell_warned(const struct answer *answer)
{
	for (const char *at = answer->warned; *at;) {
		size_t len = strcspn(at, "\n");

		og_log(stderr, OG_WARN, -1, "BIND: vfio: %.*s", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

static void let_go(struct og_guardian *guardian)
{
	close_fd(&guardian->word);
	close_fd(&guardian->answer);
	*guardian = OG_GUARDIAN_NONE;
}

static void dismiss(struct og_guardian *guardian)
{
	pid_t pid = guardian->pid;

	let_go(guardian);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static int spawn(const struct og_guarding *guarding, const struct og_bdf *bdfs,
		 size_t n, struct og_guardian *ret_guardian, struct og_err *err)
{
	int word[2] = { -1, -1 }, answer[2] = { -1, -1 };
	pid_t pid = -1;
	int r = 0;

	/* A child that nobody waits for would leave no status to any of us. */
	signal(SIGCHLD, SIG_DFL);
	if (pipe2(word, O_CLOEXEC) == 0 && pipe2(answer, O_CLOEXEC) == 0)
		pid = fork();
	if (pid < 0)
		r = og_err_set(err, -errno, "%s", strerror(errno));
	if (pid == 0) {
		close(word[1]);
		close(answer[0]);
		guard(guarding, bdfs, n, word[0], answer[1]);
	}
	close_fd(&word[0]);
	close_fd(&answer[1]);
	if (r < 0) {
		close_fd(&word[1]);
		close_fd(&answer[0]);
		return r;
	}
	*ret_guardian = (struct og_guardian){ pid, n, word[1], answer[0] };
	return 0;
}

int og_guardian_start(const struct og_guarding *guarding,
		      const struct og_bdf *bdfs, size_t n,
		      struct og_guardian *ret_guardian, struct og_err *err)
{
	struct og_guardian guardian = OG_GUARDIAN_NONE;
	struct answer answer = { 0 };
	int r = spawn(guarding, bdfs, n, &guardian, err);

	if (r < 0)
		return r;
	r = take_answer(guardian.answer, deadline_of(guarding, n), &answer);
	if (r == -ETIMEDOUT) {
		/* It gives back by itself, and holds the lock until then. */
		let_go(&guardian);
		return og_err_set(err, r, "%s", unanswered);
	}
	if (r < 0) {
		struct og_notes notes = { 0 };

		dismiss(&guardian);
		give_back(guarding, false, &notes);
		warn(&notes);
		og_notes_free(&notes);
		return og_err_set(err, -EINTR,
				  "the process that binds was killed");
	}
	tell_warned(&answer);
	if (answer.code < 0) {
		dismiss(&guardian);
		return og_err_set(err, answer.code, "%s", answer.msg);
	}
	*ret_guardian = guardian;
	return 0;
}

int og_guardian_end(const struct og_guarding *guarding,
		    struct og_guardian *guardian, enum og_guardian_end end)
{
	static const char words[] = {
		[OG_GUARDIAN_STARTED] = 's',
		[OG_GUARDIAN_FAILED] = 'f',
		[OG_GUARDIAN_UNTRIED] = 'u',
	};
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	struct answer answer = { 0 };
	struct og_notes notes = { 0 };
	int r;

	if (!guardian->pid)
		return 0;
	sigaction(SIGPIPE, &ignore, &old);
	while (write(guardian->word, &words[end], 1) < 0 && errno == EINTR)
		;
	sigaction(SIGPIPE, &old, NULL);
	if (end == OG_GUARDIAN_STARTED) {
		dismiss(guardian);
		return 0;
	}
	r = take_answer(guardian->answer, deadline_of(guarding, guardian->n),
			&answer);
	if (r == -ETIMEDOUT) {
		og_log(stderr, OG_WARN, -1, "BIND: vfio: %s", unanswered);
		let_go(guardian);
		return r;
	}
	if (r < 0)
		give_back(guarding, end == OG_GUARDIAN_FAILED, &notes);
	tell_warned(&answer);
	warn(&notes);
	og_notes_free(&notes);
	dismiss(guardian);
	return 0;
}
