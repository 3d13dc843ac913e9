// SPDX-License-Identifier: Apache-2.0
/*
 * Where libvirt's library is absent but its command is there: a container
 * that has the node's socket, a node of another architecture's packages.
 */
#include <errno.h>

#include "live-source.h"
#include "proc.h"

struct question {
	const char *uri;
	int64_t deadline;
	const struct og_live *live;
};

/* virsh with a verb and one argument; its own complaint where it failed. */
static int ask(const struct question *q, const char *verb, const char *arg,
	       struct og_buf *ret_text, struct og_err *err)
{
	const struct og_proc_limits limits = { .deadline = q->deadline };
	const char *uri = q->uri;
	const char *const argv[] = { "virsh", "--readonly", "--quiet", "-c",
				     uri,     verb,	    arg,       NULL };
	og_autoproc proc = { 0 };
	struct og_err own = { 0 };
	int r = og_proc_ask(argv, &limits, &proc, &own);

	if (r == -ENOENT)
		return -ENOPKG;
	if (r == -ETIMEDOUT)
		return og_live_silent(uri, q->live, err);
	if (r < 0)
		return og_err_set(err, r, "%s", own.msg);
	if (proc.status != 0) {
		const char *text = og_buf_text(&proc.err);

		return og_err_set(err, -EIO, "virsh -c %s %s %s: %.*s", uri,
				  verb, arg, (int)strcspn(text, "\n"), text);
	}
	*ret_text = proc.out;
	proc.out = OG_BUF_INIT;
	return 0;
}

static bool has_line(const char *text, const char *line, size_t len)
{
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, "\n");

		if (n == len && memcmp(at, line, len) == 0)
			return true;
		at += n + (at[n] == '\n');
	}
	return false;
}

/* One that has ended since it was listed is no error. */
static int read_one(const struct question *q, const char *name, size_t len,
		    struct og_live *live, struct og_err *err)
{
	og_autofree char *option = og_asprintf("--domain=%.*s", (int)len, name);
	og_autofree char *origin =
		og_asprintf("%s: domain '%.*s'", q->uri, (int)len, name);
	og_autobuf text = OG_BUF_INIT;
	og_autobuf still = OG_BUF_INIT;
	struct og_err own = { 0 };
	int r = ask(q, "dumpxml", option, &text, &own);

	if (r == 0)
		return og_live_add(live, origin, og_buf_text(&text), text.len,
				   err);
	if (r == -EIO && ask(q, "list", "--name", &still, NULL) == 0 &&
	    !has_line(og_buf_text(&still), name, len))
		return 0;
	return og_err_set(err, r == -ENOPKG ? -EIO : r, "%s", own.msg);
}

static int read_all(const char *uri, struct og_live *live, int64_t deadline,
		    struct og_err *err)
{
	const struct question q = { uri, deadline, live };
	og_autobuf names = OG_BUF_INIT;
	int r = ask(&q, "list", "--name", &names, err);

	for (const char *at = og_buf_text(&names); r == 0 && *at;) {
		size_t len = strcspn(at, "\n");

		if (len)
			r = read_one(&q, at, len, live, err);
		at += len + (at[len] == '\n');
	}
	return r;
}

const struct og_live_source og_live_source_virsh = {
	.name = "virsh",
	.takes = og_live_is_uri,
	.read = read_all,
};
