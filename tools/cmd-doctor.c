// SPDX-License-Identifier: Apache-2.0
/* `onegpu doctor`: arguments, and facts to checks to a report. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "config.h"
#include "doctor-show.h"
#include "hwtopo.h"

enum { VM_MAX = 16 << 20, WIDEST = 100, USAGE = 2 };

struct options {
	const char *sysroot; /* NULL: the live machine */
	const char *conf;    /* NULL: the host's own */
	const char *vm;	     /* NULL: no VM is asked about */
	const char *live;    /* where running domains are read from */
	bool json, help, frontend;
	struct og_front_places front;
};

static const char usage[] =
	"Usage: onegpu doctor [--vm FILE [--live SOURCE]] [--json]\n"
	"                     [--sysroot DIR] [--conf FILE]\n"
	"       onegpu doctor --frontend [--remotes DIR] [--oned-conf FILE]\n"
	"                     [--hosts FILE] [--probed DIR] [--json]\n"
	"\n"
	"Tells whether this host is ready to pass GPUs through to VMs, or "
	"whether this\n"
	"front-end is ready to hand them out, and what to type where it is "
	"not. Changes\n"
	"nothing; works without root and says what it could not see.\n"
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
	"  --frontend     look at the front-end: OpenNebula's remotes/, "
	"oned.conf, hosts\n"
	"  --remotes DIR  OpenNebula's remotes/ (/var/lib/one/remotes)\n"
	"  --oned-conf FILE\n"
	"                 oned's configuration (/etc/one/oned.conf)\n"
	"  --hosts FILE   what `onehost list --xml` prints, - for stdin; else "
	"it is run\n"
	"  --probed DIR   what onegpu-pci prints on hosts, in files named as "
	"they are, to\n"
	"                 compare with oned's records\n"
	"  --help         this text\n"
	"\n"
	"Exit status: 0 nothing fails, 1 something does, 2 wrong usage.\n";

static int fail(const struct og_err *err, int status)
{
	fprintf(stderr, "onegpu doctor: %s\n", err->msg);
	return status;
}

static void take_option(struct options *options, int c)
{
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
	else if (c == 'f')
		options->frontend = true;
	else if (c == 'r')
		options->front.remotes = optarg;
	else if (c == 'o')
		options->front.oned_conf = optarg;
	else if (c == 'H')
		options->front.hosts = optarg;
	else if (c == 'p')
		options->front.probed = optarg;
	else
		options->help = true;
}

static int check_options(const struct options *options, struct og_err *err)
{
	const struct og_front_places *front = &options->front;

	if (options->frontend &&
	    (options->vm || options->live || options->sysroot || options->conf))
		return og_err_set(err, -EINVAL,
				  "--vm, --live, --sysroot and --conf are of a "
				  "host, not of the --frontend");
	if (!options->frontend && (front->remotes || front->oned_conf ||
				   front->hosts || front->probed))
		return og_err_set(
			err, -EINVAL,
			"--remotes, --oned-conf, --hosts and --probed "
			"go with --frontend");
	if (options->live && !options->vm)
		return og_err_set(err, -EINVAL, "--live goes with --vm FILE");
	if (options->conf && access(options->conf, R_OK) < 0)
		return og_err_set(err, -errno, "--conf %s: %s", options->conf,
				  strerror(errno));
	return 0;
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
		{ "frontend", no_argument, NULL, 'f' },
		{ "remotes", required_argument, NULL, 'r' },
		{ "oned-conf", required_argument, NULL, 'o' },
		{ "hosts", required_argument, NULL, 'H' },
		{ "probed", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (c == ':')
			return og_err_set(err, -EINVAL,
					  "option %s needs a value, see --help",
					  argv[optind - 1]);
		if (c == '?')
			return og_err_set(err, -EINVAL,
					  "unknown option %s, see --help",
					  argv[optind - 1]);
		take_option(options, c);
	}
	if (optind < argc)
		return og_err_set(err, -EINVAL,
				  "unexpected argument \"%s\", see --help",
				  argv[optind]);
	return check_options(options, err);
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

static int examine_host(const struct options *options, struct og_buf *out,
			struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_doctor_facts_free) struct og_doctor_facts facts = { 0 };
	og_cleanup(
		og_doctor_report_free) struct og_doctor_report report = { 0 };
	og_cleanup(og_vm_report_free) struct og_vm_report vm = { 0 };
	const struct og_style style = wide_style();
	const struct og_vm_report *asked = options->vm ? &vm : NULL;

	if (og_root_open(options->sysroot, &root, err) < 0)
		return USAGE;
	if (og_doctor_facts_read(root, options->conf, &facts, err) < 0)
		return 1;
	og_doctor_run(&facts, &report);
	if (asked && ask_vm(root, options, &report, &vm, err) < 0)
		return 1;
	if (options->json)
		og_doctor_json(&report, asked, out);
	else
		og_doctor_text(&report, asked, &style, out);
	return og_doctor_worst(&report, asked) == OG_DOCTOR_FAIL ? 1 : 0;
}

static int examine_frontend(const struct options *options, struct og_buf *out,
			    struct og_err *err)
{
	og_cleanup(og_front_facts_free) struct og_front_facts facts = { 0 };
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_style style = wide_style();

	if (og_front_facts_read(&options->front, &facts, err) < 0)
		return 1;
	og_front_run(&facts, &report);
	if (options->json)
		og_front_json(&report, out);
	else
		og_front_text(&report, &style, out);
	return og_front_worst(&report) == OG_DOCTOR_FAIL ? 1 : 0;
}

int og_cmd_doctor(int argc, char **argv)
{
	struct options options = { .front.version = PACKAGE_VERSION };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int status = 0;

	if (parse_options(argc, argv, &options, &err) < 0)
		return fail(&err, USAGE);
	if (options.help)
		og_buf_str(&out, usage);
	else if (options.frontend)
		status = examine_frontend(&options, &out, &err);
	else
		status = examine_host(&options, &out, &err);
	if (err.code)
		return fail(&err, status);
	if (og_buf_write(&out, STDOUT_FILENO, "stdout", &err) < 0)
		return fail(&err, 1);
	return status;
}
