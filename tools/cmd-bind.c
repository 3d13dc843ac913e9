// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu bind` and `onegpu unbind`: arguments, what is to be moved, and
 * telling about it. What speaks against it is tools/bindcheck's, the writes
 * are lib/vfiobind's.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "bindjob.h"
#include "bindlock.h"
#include "cmd.h"

static const char bind_usage[] =
	"Usage: onegpu bind ADDRESS... [--group] [--persist] [--dry-run]\n"
	"                   [--json] [--live FILE|DIR|none] [--lock FILE]\n"
	"                   [--sysroot DIR]\n"
	"\n"
	"Gives PCI devices to vfio-pci, so that VMs can have them.\n"
	"\n"
	"  --group        the rest of their IOMMU groups too\n"
	"  --persist      at every start of the host, by a udev rule\n"
	"  --dry-run      print the writes, write nothing\n"
	"  --json         print what was done as JSON\n"
	"  --live WHERE   running VMs: a folder of `virsh dumpxml` files, one\n"
	"                 such file or \"none\" (default qemu:///system)\n"
	"  --lock FILE    the lock of the VM driver, where it is not the one "
	"of\n"
	"                 " OG_BINDLOCK_CONF "\n"
	"  --sysroot DIR  another root than /\n"
	"  --help         this text\n";

static const char unbind_usage[] =
	"Usage: onegpu unbind ADDRESS... [--group] [--dry-run]\n"
	"                     [--json] [--live FILE|DIR|none] [--lock FILE]\n"
	"                     [--sysroot DIR]\n"
	"\n"
	"Gives PCI devices back to the host's drivers, now and at every "
	"start.\n"
	"\n"
	"  --group        the rest of their IOMMU groups too\n"
	"  --dry-run      print the writes, write nothing\n"
	"  --json         print what was done as JSON\n"
	"  --live WHERE   running VMs: a folder of `virsh dumpxml` files, one\n"
	"                 such file or \"none\" (default qemu:///system)\n"
	"  --lock FILE    the lock of the VM driver, where it is not the one "
	"of\n"
	"                 " OG_BINDLOCK_CONF "\n"
	"  --sysroot DIR  another root than /\n"
	"  --help         this text\n";

static const char *command(const struct og_bindjob *job)
{
	return job->goal == OG_VFIOBIND_TAKE ? "bind" : "unbind";
}

static int usage(const struct og_bindjob *job)
{
	fputs(job->goal == OG_VFIOBIND_TAKE ? bind_usage : unbind_usage,
	      stderr);
	return 2;
}

static int show(const struct og_bindjob *job, const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) == 0)
		return 0;
	fprintf(stderr, "onegpu %s: %s\n", command(job), err.msg);
	return 1;
}

static int help(const struct og_bindjob *job)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out,
		   job->goal == OG_VFIOBIND_TAKE ? bind_usage : unbind_usage);
	return show(job, &out);
}

static int wrong_address(const struct og_bindjob *job, const char *text)
{
	fprintf(stderr,
		"onegpu %s: \"%s\" is no PCI address; write it as "
		"0000:e1:00.0 or e1:00.0\n",
		command(job), text);
	return 2;
}

static int take_addresses(struct og_bindjob *job, int n, char **texts)
{
	for (int i = 0; i < n; i++) {
		struct og_bdf bdf;

		if (og_bdf_parse(texts[i], strlen(texts[i]), &bdf) < 0)
			return wrong_address(job, texts[i]);
		og_bindjob_ask(job, &bdf);
	}
	return n > 0 ? 0 : usage(job);
}

static bool is_here(const struct og_bindjob *job)
{
	return !job->sysroot || strcmp(job->sysroot, "/") == 0;
}

static int do_job(struct og_bindjob *job, const char *lock_path)
{
	og_cleanup(og_lock_free) struct og_lock lock = OG_LOCK_INIT;
	og_cleanup(og_lines_free) struct og_lines reasons = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = 0;

	/* No VM starts on a recording. */
	if (!job->dry_run && (lock_path || is_here(job)))
		r = og_bindlock_take(lock_path, &lock, &err);
	if (r == 0)
		r = og_bindjob_run(job, &reasons, &out, &err);
	for (size_t i = 0; i < reasons.n; i++) {
		/* A name in it is the host's, not ours. */
		struct og_err line = { 0 };

		og_err_set(&line, -EBUSY, "%s", reasons.all[i]);
		fprintf(stderr, "onegpu %s: %s\n", command(job), line.msg);
	}
	if (err.code)
		fprintf(stderr, "onegpu %s: %s\n", command(job), err.msg);
	if (r < 0)
		return 1;
	return show(job, &out);
}

static int run(int argc, char **argv, enum og_vfiobind_goal goal)
{
	static const struct option options[] = {
		{ "group", no_argument, NULL, 'g' },
		{ "persist", no_argument, NULL, 'p' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ "live", required_argument, NULL, 'l' },
		{ "lock", required_argument, NULL, 'k' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	og_cleanup(og_bindjob_free) struct og_bindjob job = { .goal = goal };
	const char *lock = NULL;
	int c, r;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (c == 'g')
			job.group = true;
		else if (c == 'p' && goal == OG_VFIOBIND_TAKE)
			job.persist = true;
		else if (c == 'n')
			job.dry_run = true;
		else if (c == 'j')
			job.json = true;
		else if (c == 'l')
			job.live = optarg;
		else if (c == 'k')
			lock = optarg;
		else if (c == 's')
			job.sysroot = optarg;
		else if (c == 'h')
			return help(&job);
		else
			return usage(&job);
	}
	r = take_addresses(&job, argc - optind, argv + optind);
	return r ? r : do_job(&job, lock);
}

int og_cmd_bind(int argc, char **argv)
{
	return run(argc, argv, OG_VFIOBIND_TAKE);
}

int og_cmd_unbind(int argc, char **argv)
{
	return run(argc, argv, OG_VFIOBIND_GIVE);
}
