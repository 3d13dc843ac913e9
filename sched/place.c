// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-place: oned's scheduler message on stdin, a PLAN on stdout, reasons
 * in oned's log form on stderr; with --explain, the reasons on stdout instead.
 * Exit 0, 1 (could not), 2 (usage or
 * configuration).
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "choose.h"
#include "conf.h"
#include "config.h"
#include "explain.h"
#include "input.h"
#include "num.h"

static const char usage[] =
	"Usage: onegpu-place [OPTION]... < MESSAGE\n"
	"       onegpu-place --explain [--json] [--vm ID] [OPTION]... [FILE]\n"
	"\n"
	"Read oned's SCHEDULER_DRIVER_ACTION (base64 or XML) and print a "
	"PLAN, or why\n"
	"its VMs go where they go or wait.\n"
	"\n"
	"  --explain                 what each host says to each VM, and what "
	"would help\n"
	"  --json                    the same for programs\n"
	"  --vm ID                   of this VM only\n"
	"  --conf FILE               in place of "
	"$ONE_LOCATION/etc/schedulers/onegpu.yaml\n"
	"                            and /etc/one/schedulers/onegpu.yaml\n"
	"  --pci-numa-policy POLICY  for VMs that name none: required, "
	"socket,\n"
	"                            preferred or none; comes before the "
	"file's\n"
	"  --help                    show this\n"
	"  --version                 show the version\n";

enum { EXIT_USAGE = 2 };

struct wanted {
	const char *conf;      /* NULL: the usual places */
	enum og_policy policy; /* DEFAULT: the configured one */
	const char *show;      /* to print instead of a plan, or NULL */
	bool explain, json;
	int vm;		  /* OG_EXPLAIN_ALL: all that wait */
	const char *file; /* NULL: stdin */
};

/* 0, or a usage error, told. */
static int take_option(int c, struct wanted *wanted)
{
	switch (c) {
	case 'c':
		wanted->conf = optarg;
		return 0;
	case 'e':
		wanted->explain = true;
		return 0;
	case 'j':
		wanted->json = true;
		return 0;
	case 'v':
		if (og_num_int(optarg, strlen(optarg), 0, INT_MAX,
			       &wanted->vm) == 0)
			return 0;
		og_log(stderr, OG_ERROR, -1, "--vm \"%s\": use the id of a VM",
		       optarg);
		return -1;
	case 'p':
		if (og_policy_parse(optarg, &wanted->policy) == 0)
			return 0;
		og_log(stderr, OG_ERROR, -1,
		       "--pci-numa-policy \"%s\": use required, socket, "
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

static int check_usage(int argc, char **argv, struct wanted *wanted)
{
	if (!wanted->explain && (wanted->json || wanted->vm >= 0)) {
		og_log(stderr, OG_ERROR, -1, "%s goes with --explain only",
		       wanted->json ? "--json" : "--vm");
		return -1;
	}
	if (wanted->explain && optind < argc)
		wanted->file = argv[optind++];
	if (optind < argc) {
		og_log(stderr, OG_ERROR, -1,
		       wanted->explain ? "unexpected argument \"%s\": one FILE "
					 "is enough"
				       : "unexpected argument \"%s\": the "
					 "message is read from stdin",
		       argv[optind]);
		return -1;
	}
	return 0;
}

static int parse_options(int argc, char **argv, struct wanted *wanted)
{
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "explain", no_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' },
		{ "vm", required_argument, NULL, 'v' },
		{ "pci-numa-policy", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while (!wanted->show &&
	       (c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (take_option(c, wanted) < 0)
			return -1;
	return wanted->show ? 0 : check_usage(argc, argv, wanted);
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

static int read_message(const struct wanted *wanted, struct og_message *msg,
			struct og_err *err)
{
	int fd, r;

	if (!wanted->file)
		return og_input_read(STDIN_FILENO, "stdin", msg, err);
	fd = open(wanted->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", wanted->file,
				  strerror(errno));
	r = og_input_read(fd, wanted->file, msg, err);
	close(fd);
	return r;
}

static int explain(const struct wanted *wanted,
		   const struct og_choose_conf *conf, struct og_message *msg,
		   struct og_buf *out, struct og_err *err)
{
	og_cleanup(og_explain_free) struct og_explain explained = { 0 };
	int r = og_explain(msg, conf, wanted->vm, &explained, err);

	if (r < 0)
		return r;
	if (wanted->json)
		og_explain_json(&explained, out);
	else
		og_explain_text(&explained, out);
	return 0;
}

static void plan(const struct og_choose_conf *conf, struct og_message *msg,
		 struct og_buf *out)
{
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };

	og_choose(msg, conf, &plan);
	og_plan_log(&plan, stderr);
	og_plan_write(&plan, out);
}

int main(int argc, char **argv)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf;
	struct wanted wanted = { .vm = OG_EXPLAIN_ALL };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r;

	og_sched_conf_init(&conf);
	if (parse_options(argc, argv, &wanted) < 0)
		return EXIT_USAGE;
	if (wanted.show) {
		og_buf_str(&out, wanted.show);
		return write_out(&out);
	}
	if (read_conf(&wanted, &conf) < 0)
		return EXIT_USAGE;
	r = read_message(&wanted, &msg, &err);
	if (r == 0 && wanted.explain)
		r = explain(&wanted, &conf.choose, &msg, &out, &err);
	if (r < 0) {
		og_log(stderr, OG_ERROR, -1, "%s", err.msg);
		return EXIT_FAILURE;
	}
	if (!wanted.explain)
		plan(&conf.choose, &msg, &out);
	return write_out(&out);
}
