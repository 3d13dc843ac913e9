// SPDX-License-Identifier: Apache-2.0
/* `onegpu devices`: arguments, and facts to rows to a table. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "devices.h"

enum { USAGE = 2 };

struct options {
	const char *sysroot; /* NULL: the live machine */
	const char *live;    /* where running domains are read from */
	enum og_devices_which which;
	bool tree, json, help;
};

static const char usage[] =
	"Usage: onegpu devices [--gpu | --all] [--tree | --json]\n"
	"                      [--live SOURCE] [--sysroot DIR]\n"
	"\n"
	"Lists the PCI devices of this host that VMs can be given, with where "
	"each is,\n"
	"who holds it, and whether it is ready to be passed through.\n"
	"\n"
	"  --gpu          GPUs and accelerators only\n"
	"  --all          every PCI device, bridges too\n"
	"  --tree         below root ports and switches\n"
	"  --json         for programs\n"
	"  --live SOURCE  running domains: qemu:///system (the default on "
	"this\n"
	"                 machine), a file or folder of domain XML, or none\n"
	"  --sysroot DIR  a recorded host: read DIR/sys ...\n"
	"  --help         this text\n";

static int fail(const struct og_err *err, int status)
{
	fprintf(stderr, "onegpu devices: %s\n", err->msg);
	return status;
}

static int take_option(int c, struct options *options)
{
	switch (c) {
	case 'g':
		options->which = OG_DEVICES_GPU;
		return 0;
	case 'a':
		options->which = OG_DEVICES_ALL;
		return 0;
	case 't':
		options->tree = true;
		return 0;
	case 'j':
		options->json = true;
		return 0;
	case 'l':
		options->live = optarg;
		return 0;
	case 's':
		options->sysroot = optarg;
		return 0;
	case 'h':
		options->help = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_options(int argc, char **argv, struct options *options,
			 struct og_err *err)
{
	static const struct option known[] = {
		{ "gpu", no_argument, NULL, 'g' },
		{ "all", no_argument, NULL, 'a' },
		{ "tree", no_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "live", required_argument, NULL, 'l' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool gpu = false, all = false;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		gpu = gpu || c == 'g';
		all = all || c == 'a';
		if (take_option(c, options) < 0)
			return og_err_set(err, -EINVAL, "%s %s, see --help",
					  c == ':' ? "no value for"
						   : "unknown option",
					  argv[optind - 1]);
	}
	if (optind < argc)
		return og_err_set(err, -EINVAL,
				  "unexpected argument \"%s\", see --help",
				  argv[optind]);
	if (gpu && all)
		return og_err_set(err, -EINVAL,
				  "--gpu and --all: choose one of them");
	if (options->tree && options->json)
		return og_err_set(err, -EINVAL,
				  "--tree and --json: choose one of them");
	return 0;
}

/*
 * Who holds what. Without a word of it on the command line, a machine that has
 * no libvirt, or whose libvirt does not answer, is no reason to tell nothing.
 */
static int read_live(const struct og_root *root, const struct options *options,
		     struct og_live *live, bool *ret_known, struct og_err *err)
{
	struct og_err asked = { 0 };
	int r;

	*ret_known = options->live || og_root_is_live(root);
	if (!*ret_known)
		return 0;
	r = og_live_read(live, options->live ? options->live : OG_LIVE_SYSTEM,
			 &asked);
	if (r == 0)
		return 0;
	if (options->live)
		return og_err_set(err, r, "--live %s: %s", options->live,
				  asked.msg);
	*ret_known = false;
	if (r != -ENOPKG)
		fprintf(stderr,
			"onegpu devices: which VM has what is not known: %s\n",
			asked.msg);
	return 0;
}

static int run(const struct options *options, struct og_buf *out,
	       struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_doctor_facts_free) struct og_doctor_facts facts = { 0 };
	og_cleanup(og_devices_free) struct og_devices devices = { 0 };
	og_cleanup(og_live_free) struct og_live live = { 0 };
	const struct og_style style = og_style_detect(STDOUT_FILENO);
	bool known;
	int r;

	if (og_root_open(options->sysroot, &root, err) < 0)
		return USAGE;
	r = read_live(root, options, &live, &known, err);
	if (r == 0)
		r = og_doctor_read_pci(root, NULL, &facts, err);
	if (r < 0)
		return 1;
	og_devices_choose(&facts, options->which, known ? &live : NULL,
			  &devices);
	if (options->json)
		og_devices_json(&devices, out);
	else if (options->tree)
		og_devices_tree(&devices, &style, out);
	else
		og_devices_table(&devices, &style, out);
	return 0;
}

int og_cmd_devices(int argc, char **argv)
{
	struct options options = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int status = 0;

	if (parse_options(argc, argv, &options, &err) < 0)
		return fail(&err, USAGE);
	if (options.help)
		og_buf_str(&out, usage);
	else
		status = run(&options, &out, &err);
	if (status)
		return fail(&err, status);
	if (og_buf_write(&out, STDOUT_FILENO, "stdout", &err) < 0)
		return fail(&err, 1);
	return 0;
}
