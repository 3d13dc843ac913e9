// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu demo`: arguments, the order of the steps, and the sum of them. A
 * step's text is written when it is done: somebody is watching.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "demo.h"
#include "layout.h"

static const struct step {
	const char *title;
	const char *why;
	og_demo_step_fn *run;
} steps[] = {
	{ "The devices of this machine",
	  "The probe lists what OpenNebula could give to VMs here.",
	  og_demo_this_machine },
	{ "The devices of a recorded host",
	  "The same probe, on the sysfs of a two-node host with GPUs.",
	  og_demo_recorded_host },
	{ "The plan",
	  "Given oned's message about a waiting VM, the scheduler picks a host "
	  "and predicts where oned will pin the VM there.",
	  og_demo_plan },
	{ "The domain",
	  "On the node, the driver writes the libvirt domain. Where oned's "
	  "pins "
	  "are away from the GPU and others are free beside it, it moves them.",
	  og_demo_domain },
	{ "What libvirt says",
	  "The domain is checked against libvirt's schema, then defined in "
	  "libvirt's test driver.",
	  og_demo_validate },
	{ "The proof",
	  "The domain's pins, counted against the recorded topology.",
	  og_demo_locality },
};

static const char usage[] =
	"Usage: onegpu demo [--data DIR] [--ascii]\n"
	"\n"
	"Takes one VM with a GPU from the host's devices to its libvirt "
	"domain, with\n"
	"the real programs, on a recorded host. Changes nothing.\n"
	"\n"
	"  --data DIR  another recorded host: root/ pci.conf place.xml "
	"vm.xml running/\n"
	"  --ascii     draw with ASCII only\n"
	"  --help      this text\n";

static void put(const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) < 0) {
		fprintf(stderr, "onegpu demo: %s\n", err.msg);
		exit(1);
	}
}

static bool run_step(struct og_demo *demo, size_t n)
{
	const struct og_style *style = &demo->style;
	og_autofree char *title = NULL;
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r;

	title = og_asprintf("%zu/%zu  %s", n + 1, OG_COUNT(steps),
			    steps[n].title);
	og_buf_char(&out, '\n');
	og_style_put(style, &out, OG_BOLD, title);
	og_buf_char(&out, '\n');
	og_style_wrap(style, &out, 5, steps[n].why);
	r = steps[n].run(demo, &out, &err);
	og_buf_str(&out, "     ");
	if (r == 0) {
		og_style_put(style, &out, OG_GOOD, "ok");
		og_buf_char(&out, '\n');
	} else {
		og_style_put(style, &out, OG_BAD, "FAILED");
		og_buf_char(&out, '\n');
		og_style_wrap(style, &out, 6, err.msg);
	}
	put(&out);
	return r == 0;
}

static char *sum_up(size_t held)
{
	if (held < OG_COUNT(steps))
		return og_asprintf("%zu of %zu steps FAILED.",
				   OG_COUNT(steps) - held, OG_COUNT(steps));
	return og_asprintf("All %zu steps held: the VM's CPUs and memory are "
			   "beside its GPU.",
			   held);
}

static int run_steps(struct og_demo *demo)
{
	og_autobuf head = OG_BUF_INIT, tail = OG_BUF_INIT;
	og_autofree char *sum = NULL;
	size_t held = 0;
	bool all;

	og_buf_fmt(&head, "Recorded host: %s\n", demo->recording);
	put(&head);
	for (size_t i = 0; i < OG_COUNT(steps); i++)
		held += run_step(demo, i);
	all = held == OG_COUNT(steps);
	sum = sum_up(held);
	og_buf_char(&tail, '\n');
	og_style_put(&demo->style, &tail, all ? OG_GOOD : OG_BAD, sum);
	og_buf_char(&tail, '\n');
	put(&tail);
	return all ? 0 : 1;
}

int og_cmd_demo(int argc, char **argv)
{
	static const struct option options[] = {
		{ "data", required_argument, NULL, 'd' },
		{ "ascii", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	og_autofree char *recording = og_layout_recording();
	og_cleanup(og_demo_free) struct og_demo demo = {
		.style = og_style_detect(STDOUT_FILENO),
		.recording = recording,
	};
	og_autobuf help = OG_BUF_INIT;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (c == 'd') {
			demo.recording = optarg;
		} else if (c == 'a') {
			demo.style.utf8 = false;
		} else {
			break;
		}
	}
	if (c == 'h') {
		og_buf_str(&help, usage);
		put(&help);
		return 0;
	}
	if (c >= 0 || optind < argc) {
		fputs(usage, stderr);
		return 2;
	}
	if (access(demo.recording, R_OK | X_OK) < 0) {
		fprintf(stderr,
			"onegpu demo: %s: %s; name a recorded host with "
			"--data\n",
			demo.recording, strerror(errno));
		return 2;
	}
	return run_steps(&demo);
}
