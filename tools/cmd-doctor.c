// SPDX-License-Identifier: Apache-2.0
/* `onegpu doctor`: arguments, and facts to checks to a report. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "doctor-show.h"
#include "hwtopo.h"

enum { VM_MAX = 16 << 20, WIDEST = 100, USAGE = 2 };

struct options {
	const char *sysroot; /* NULL: the live machine */
	const char *conf;    /* NULL: the host's own */
	const char *vm;	     /* NULL: no VM is asked about */
	const char *live;    /* where running domains are read from */
	bool json, help;
};

static const char usage[] =
	"Usage: onegpu doctor [--vm FILE [--live SOURCE]] [--json]\n"
	"                     [--sysroot DIR] [--conf FILE]\n"
	"\n"
	"Tells whether this host is ready to pass GPUs through to VMs, and "
	"what to\n"
	"type where it is not. Changes nothing; works without root and says "
	"what it\n"
	"could not see.\n"
	"\n"
	"  --vm FILE      can this host run that VM? FILE is `onevm show "
	"--xml ID`\n"
	"  --live SOURCE  running domains, for --vm: qemu:///system (the "
	"default on\n"
	"                 this machine), a file or folder of domain XML, or "
	"none\n"
	"  --json         for programs\n"
	"  --sysroot DIR  a recorded host: read DIR/sys, DIR/proc, DIR/etc "
	"...\n"
	"  --conf FILE    a pci.conf to try in place of the host's own\n"
	"  --help         this text\n"
	"\n"
	"Exit status: 0 nothing fails, 1 something does, 2 wrong usage.\n";

static int fail(const struct og_err *err, int status)
{
	fprintf(stderr, "onegpu doctor: %s\n", err->msg);
	return status;
}

static int parse_options(int argc, char **argv, struct options *options,
			 struct og_err *err)
{
	static const struct option known[] = {
		{ "vm", required_argument, NULL, 'v' },
		{ "live", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "conf", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (c == 'v')
			options->vm = optarg;
		else if (c == 'l')
			options->live = optarg;
		else if (c == 'j')
			options->json = true;
		else if (c == 's')
			options->sysroot = optarg;
		else if (c == 'c')
			options->conf = optarg;
		else if (c == 'h')
			options->help = true;
		else if (c == ':')
			return og_err_set(err, -EINVAL,
					  "option %s needs a value, see --help",
					  argv[optind - 1]);
		else
			return og_err_set(err, -EINVAL,
					  "unknown option %s, see --help",
					  argv[optind - 1]);
	}
	if (optind < argc)
		return og_err_set(err, -EINVAL,
				  "unexpected argument \"%s\", see --help",
				  argv[optind]);
	if (options->live && !options->vm)
		return og_err_set(err, -EINVAL, "--live goes with --vm FILE");
	if (options->conf && access(options->conf, R_OK) < 0)
		return og_err_set(err, -errno, "--conf %s: %s", options->conf,
				  strerror(errno));
	return 0;
}

/* Nodes and CPUs of the host, and what runs on it. */
static int read_room(const struct og_root *root, const struct options *options,
		     int32_t self, struct og_host *host, struct og_live *live,
		     struct og_err *err)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	const char *from = options->live	   ? options->live
			   : og_root_is_live(root) ? OG_LIVE_SYSTEM
						   : OG_LIVE_NONE;
	struct og_err asked = { 0 };
	int r;

	r = og_live_read(live, from, &asked);
	/* A host that is not set up yet has no libvirt: nothing runs. */
	if (r < 0 && (options->live || r != -ENOPKG))
		return og_err_set(err, r, "--live %s: %s", from, asked.msg);
	if (og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, err) < 0 ||
	    og_hwtopo_host(topo, host, err) < 0)
		return err->code;
	og_live_mark(live, self, host);
	return 0;
}

static int ask_vm(const struct og_root *root, const struct options *options,
		  const struct og_doctor_report *report,
		  struct og_vm_report *ret_vm, struct og_err *err)
{
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	og_cleanup(og_live_free) struct og_live live = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	og_autobuf text = OG_BUF_INIT;

	og_host_init(&host);
	if (og_buf_read_file(&text, options->vm, VM_MAX, err) < 0)
		return err->code;
	if (og_vm_wish_parse(og_buf_text(&text), text.len, &wish, err) < 0)
		return og_err_prefix(err, "%s", options->vm);
	if (read_room(root, options, wish.id, &host, &live, err) < 0)
		return err->code;
	og_vm_check(report, &wish, &host, &live,
		    wish.firmware && og_root_exists(root, wish.firmware),
		    ret_vm);
	return 0;
}

static struct og_style wide_style(void)
{
	struct og_style style = og_style_detect(STDOUT_FILENO);

	if (style.screen > style.columns)
		style.columns = style.screen < WIDEST ? style.screen : WIDEST;
	return style;
}

static int run(const struct og_root *root, const struct options *options,
	       struct og_buf *out, struct og_err *err)
{
	og_cleanup(og_doctor_facts_free) struct og_doctor_facts facts = { 0 };
	og_cleanup(
		og_doctor_report_free) struct og_doctor_report report = { 0 };
	og_cleanup(og_vm_report_free) struct og_vm_report vm = { 0 };
	const struct og_style style = wide_style();
	const struct og_vm_report *asked = options->vm ? &vm : NULL;

	if (og_doctor_facts_read(root, options->conf, &facts, err) < 0)
		return err->code;
	og_doctor_run(&facts, &report);
	if (asked && ask_vm(root, options, &report, &vm, err) < 0)
		return err->code;
	if (options->json)
		og_doctor_json(&report, asked, out);
	else
		og_doctor_text(&report, asked, &style, out);
	return og_doctor_worst(&report, asked) == OG_DOCTOR_FAIL ? 1 : 0;
}

int og_cmd_doctor(int argc, char **argv)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	struct options options = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int status = 0;

	if (parse_options(argc, argv, &options, &err) < 0)
		return fail(&err, USAGE);
	if (options.help) {
		og_buf_str(&out, usage);
	} else {
		if (og_root_open(options.sysroot, &root, &err) < 0)
			return fail(&err, USAGE);
		status = run(root, &options, &out, &err);
		if (status < 0)
			return fail(&err, 1);
	}
	if (og_buf_write(&out, STDOUT_FILENO, "stdout", &err) < 0)
		return fail(&err, 1);
	return status;
}
