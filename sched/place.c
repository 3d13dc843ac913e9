// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-place: oned's scheduler message on stdin, a PLAN on stdout, reasons
 * in oned's log form on stderr. Exit 0, 1 (could not), 2 (usage).
 */
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "choose.h"
#include "config.h"
#include "input.h"

static const char usage[] =
	"Usage: onegpu-place [--pci-numa-policy POLICY] < MESSAGE\n"
	"\n"
	"Read oned's SCHEDULER_DRIVER_ACTION (base64 or XML) and print a "
	"PLAN.\n"
	"\n"
	"  --pci-numa-policy POLICY  for VMs that name none: required, "
	"preferred\n"
	"                            (the default) or none\n"
	"  --help                    show this\n"
	"  --version                 show the version\n";

enum { EXIT_USAGE = 2 };

/* 0, or a usage error, told. ret_show: what to print instead of a plan. */
static int parse_options(int argc, char **argv, struct og_choose_conf *conf,
			 const char **ret_show)
{
	static const struct option options[] = {
		{ "pci-numa-policy", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'p':
			if (og_policy_parse(optarg, &conf->policy) == 0)
				break;
			og_log(stderr, OG_ERROR, -1,
			       "--pci-numa-policy \"%s\": use required, "
			       "preferred or none",
			       optarg);
			return -1;
		case 'h':
			*ret_show = usage;
			return 0;
		case 'V':
			*ret_show = "onegpu-place " PACKAGE_VERSION "\n";
			return 0;
		default:
			return -1;
		}
	}
	if (optind < argc) {
		og_log(stderr, OG_ERROR, -1,
		       "unexpected argument \"%s\": the message is read from "
		       "stdin",
		       argv[optind]);
		return -1;
	}
	return 0;
}

static int write_out(const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) == 0)
		return EXIT_SUCCESS;
	og_log(stderr, OG_ERROR, -1, "%s", err.msg);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	struct og_choose_conf conf = { .policy = OG_POLICY_PREFERRED };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	const char *show = NULL;

	if (parse_options(argc, argv, &conf, &show) < 0)
		return EXIT_USAGE;
	if (show) {
		og_buf_str(&out, show);
		return write_out(&out);
	}
	if (og_input_read(STDIN_FILENO, "stdin", &msg, &err) < 0) {
		og_log(stderr, OG_ERROR, -1, "%s", err.msg);
		return EXIT_FAILURE;
	}
	og_choose(&msg, &conf, &plan);
	og_plan_log(&plan, stderr);
	og_plan_write(&plan, &out);
	return write_out(&out);
}
