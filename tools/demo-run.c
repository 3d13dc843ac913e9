// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <unistd.h>

#include "demo.h"

void og_demo_free(struct og_demo *demo)
{
	og_probed_free(&demo->probed);
	og_buf_free(&demo->domain);
}

char *og_demo_path(const struct og_demo *demo, const char *name)
{
	return og_asprintf("%s/%s", demo->recording, name);
}

/*
 * Is it the program that is missing, and not what it should read? A folder of
 * PATH that may not be read hides where it looked: -EACCES, for any name.
 */
static bool lacks_program(int r, const char *name, const char *input)
{
	bool hidden = r == -EACCES && !strchr(name, '/');

	return (r == -ENOENT || hidden) && (!input || access(input, R_OK) == 0);
}

static int run(const struct og_demo *demo, const char *const *argv,
	       const char *input, struct og_proc *ret_proc, struct og_buf *out,
	       struct og_err *err)
{
	og_autobuf command = OG_BUF_INIT;
	int r;

	og_buf_str(&command, "     $ ");
	og_proc_show(argv, input, &command);
	og_style_put(&demo->style, out, OG_DIM, og_buf_text(&command));
	og_buf_char(out, '\n');
	r = og_proc_run(argv, input, ret_proc, err);
	if (lacks_program(r, argv[0], input))
		return og_err_prefix(err,
				     "install libvirt-clients and "
				     "libxml2-utils (RHEL: libvirt-client and "
				     "libxml2), or run ./quickstart deps");
	return r;
}

static int ended(const char *const *argv, const struct og_proc *proc,
		 struct og_err *err)
{
	if (proc->status == 0)
		return 0;
	return og_err_set(err, -ECHILD, "%s ended with status %d", argv[0],
			  proc->status);
}

int og_demo_run(const struct og_demo *demo, const char *const *argv,
		const char *input, struct og_proc *ret_proc, struct og_buf *out,
		struct og_err *err)
{
	og_autoproc proc = { 0 };
	int r;

	r = run(demo, argv, input, &proc, out, err);
	if (r < 0)
		return r;
	og_style_wrap(&demo->style, out, 7, og_buf_text(&proc.err));
	r = ended(argv, &proc, err);
	if (r < 0)
		return r;
	*ret_proc = proc;
	proc = (struct og_proc){ 0 };
	return 0;
}

int og_demo_ask(const struct og_demo *demo, const char *const *argv,
		const char *yes, struct og_buf *out, struct og_err *err)
{
	og_autoproc proc = { 0 };
	int r;

	r = run(demo, argv, NULL, &proc, out, err);
	if (r < 0)
		return r;
	r = ended(argv, &proc, err);
	og_style_wrap(&demo->style, out, 7,
		      r == 0 ? yes : og_buf_text(&proc.err));
	return r;
}
