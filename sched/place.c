// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-place: oned's scheduler message on stdin, a PLAN on stdout, reasons
 * in oned's log form on stderr. Exit 0, 1 (could not), 2 (usage or
 * configuration).
 */
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "choose.h"
#include "conf.h"
#include "config.h"
#include "input.h"

static const char usage[] =
	"Usage: onegpu-place [OPTION]... < MESSAGE\n"
	"\n"
	"Read oned's SCHEDULER_DRIVER_ACTION (base64 or XML) and print a "
	"PLAN.\n"
	"\n"
	"  --conf FILE               in place of "
	"$ONE_LOCATION/etc/schedulers/onegpu.yaml\n"
	"                            and /etc/one/schedulers/onegpu.yaml\n"
	"  --pci-numa-policy POLICY  for VMs that name none: required, "
	"preferred\n"
	"                            or none; comes before the file's\n"
	"  --help                    show this\n"
	"  --version                 show the version\n";

enum { EXIT_USAGE = 2 };

struct wanted {
	const char *conf;      /* NULL: the usual places */
	enum og_policy policy; /* DEFAULT: the configured one */
	const char *show;      /* to print instead of a plan, or NULL */
};

/* 0, or a usage error, told. */
static int parse_options(int argc, char **argv, struct wanted *wanted)
{
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "pci-numa-policy", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			wanted->conf = optarg;
			break;
		case 'p':
			if (og_policy_parse(optarg, &wanted->policy) == 0)
				break;
			og_log(stderr, OG_ERROR, -1,
			       "--pci-numa-policy \"%s\": use required, "
			       "preferred or none",
			       optarg);
			return -1;
		case 'h':
			wanted->show = usage;
			return 0;
		case 'V':
			wanted->show = "onegpu-place " PACKAGE_VERSION "\n";
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

static int read_conf(const struct wanted *wanted, struct og_sched_conf *conf)
{
	og_autofree char *found = NULL;
	const char *path = wanted->conf;
	struct og_err err = { 0 };

	if (!path)
		path = found = og_sched_conf_find(getenv("ONE_LOCATION"));
	if (path && og_sched_conf_read(path, conf, &err) < 0) {
		og_log(stderr, OG_ERROR, -1, "%s", err.msg);
		return -1;
	}
	if (wanted->policy != OG_POLICY_DEFAULT)
		conf->choose.policy = wanted->policy;
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
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf;
	struct wanted wanted = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_sched_conf_init(&conf);
	if (parse_options(argc, argv, &wanted) < 0)
		return EXIT_USAGE;
	if (wanted.show) {
		og_buf_str(&out, wanted.show);
		return write_out(&out);
	}
	if (read_conf(&wanted, &conf) < 0)
		return EXIT_USAGE;
	if (og_input_read(STDIN_FILENO, "stdin", &msg, &err) < 0) {
		og_log(stderr, OG_ERROR, -1, "%s", err.msg);
		return EXIT_FAILURE;
	}
	og_choose(&msg, &conf.choose, &plan);
	og_plan_log(&plan, stderr);
	og_plan_write(&plan, &out);
	return write_out(&out);
}
