// SPDX-License-Identifier: Apache-2.0
/* `onegpu audit`: arguments, and in which form the truth is told. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "audit.h"
#include "cmd.h"

static const char usage_text[] =
	"Usage: onegpu audit [--json | --probe] [--live WHERE] [--sysroot "
	"DIR]\n"
	"\n"
	"Tells for each running VM whether its CPUs and its memory are where "
	"they were\n"
	"planned, and whether that is beside its devices. Exit 1 if any "
	"differs.\n"
	"\n"
	"  --json         print all of it as JSON\n"
	"  --probe        print what OpenNebula's agent reads from a probe of\n"
	"                 vm/monitor; exit 0, whatever differs\n"
	"  --live WHERE   running VMs: a folder of `virsh dumpxml` files, one\n"
	"                 such file or \"none\" (default qemu:///system)\n"
	"  --sysroot DIR  another root than /\n"
	"  --help         this text\n";

struct job {
	bool json, probe;
	const char *live, *sysroot;
};

static int show(const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) == 0)
		return 0;
	fprintf(stderr, "onegpu audit: %s\n", err.msg);
	return 1;
}

/* A probe that fails makes OpenNebula drop what the others said. */
static int run(const struct job *job)
{
	og_cleanup(og_audit_free) struct og_audit audit = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = og_audit_read(job->sysroot, job->live, &audit, &err);

	if (r < 0 && job->probe)
		return 0;
	if (r < 0) {
		fprintf(stderr, "onegpu audit: %s\n", err.msg);
		return 1;
	}
	og_audit_decide(&audit);
	if (job->probe)
		og_audit_to_probe(&audit, &out);
	else if (job->json)
		og_audit_to_json(&audit, &out);
	else
		og_audit_to_text(&audit, &out);
	r = show(&out);
	if (r || job->probe)
		return r;
	return og_audit_has_differences(&audit);
}

static int usage(void)
{
	fputs(usage_text, stderr);
	return 2;
}

int og_cmd_audit(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "probe", no_argument, NULL, 'p' },
		{ "live", required_argument, NULL, 'l' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct job job = { 0 };
	og_autobuf help = OG_BUF_INIT;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (c == 'j')
			job.json = true;
		else if (c == 'p')
			job.probe = true;
		else if (c == 'l')
			job.live = optarg;
		else if (c == 's')
			job.sysroot = optarg;
		else if (c == 'h') {
			og_buf_str(&help, usage_text);
			return show(&help);
		} else {
			return usage();
		}
	}
	/* OpenNebula's agent passes some arguments to every probe. */
	if ((optind < argc && !job.probe) || (job.json && job.probe))
		return usage();
	return run(&job);
}
