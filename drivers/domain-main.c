// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-domain: the libvirt domain of a VM, for a person or a test. The same
 * steps as onegpu-deploy takes on a node, from files, and nothing is started.
 */
#include <config.h>
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "start.h"

enum { INPUT_MAX = 16 * 1024 * 1024, EXIT_USAGE = 2 };

struct options {
	const char *conf;   /* NULL: the defaults */
	const char *vm;	    /* NULL: standard input */
	const char *domain; /* to refine; NULL: generate one */
	const char *datastores;
	const char *sysroot; /* NULL: the live machine */
	const char **live;   /* where running domains are read from */
	size_t n_live;	     /* 0: not known, so nothing is moved */
	size_t cap_live;
	bool check; /* the devices, as deploy does */
	struct og_cpuset reserved;
	const char *show; /* print this instead of a domain */
};

static void options_free(struct options *opts)
{
	free(opts->live);
}

static const char usage[] =
	"Usage: onegpu-domain [OPTION]... >domain.xml\n"
	"Write the libvirt domain of an OpenNebula VM.\n"
	"\n"
	"      --vm FILE         the VM's XML, else standard input\n"
	"      --domain FILE     refine this domain, which oned made of the\n"
	"                        VM, instead of writing a new one\n"
	"      --conf FILE       defaults for what a VM does not say\n"
	"      --datastores DIR  system datastores of the node\n"
	"                        (/var/lib/one/datastores)\n"
	"      --live FROM       the domains that run on the node: a file of\n"
	"                        virsh dumpxml, a folder of *.xml, or a\n"
	"                        libvirt URI; again for more. CPUs and memory\n"
	"                        that they hold are avoided, and a VM that is\n"
	"                        not near its devices is moved to them\n"
	"      --check           refuse devices as deploy would\n"
	"      --reserved-cpus LIST  no VM is moved to these CPUs, nor to\n"
	"                        those that the kernel isolates\n"
	"      --sysroot DIR     a recorded machine instead of this one\n"
	"      --help            show this and exit\n"
	"      --version         show the version and exit\n"
	"\n"
	"Exit status: 0 written, 1 this VM could not be written, 2 "
	"usage or configuration.\n";

static int read_cpus(const char *list, struct og_cpuset *ret_cpus)
{
	if (*list && og_cpuset_parse(list, strlen(list), ret_cpus) == 0)
		return 0;
	fprintf(stderr,
		"onegpu-domain: --reserved-cpus '%s' is no list of CPUs such "
		"as 0-3,8\n",
		list);
	return -EINVAL;
}

static int set_option(int c, struct options *opts)
{
	switch (c) {
	case 'v':
		opts->vm = optarg;
		return 0;
	case 'o':
		opts->domain = optarg;
		return 0;
	case 'f':
		opts->conf = optarg;
		return 0;
	case 'd':
		opts->datastores = optarg;
		return 0;
	case 'l':
		OG_RESERVE(opts->live, opts->n_live + 1, opts->cap_live);
		opts->live[opts->n_live++] = optarg;
		return 0;
	case 'k':
		opts->check = true;
		return 0;
	case 'c':
		return read_cpus(optarg, &opts->reserved);
	case 's':
		opts->sysroot = optarg;
		return 0;
	case 'h':
		opts->show = usage;
		return 0;
	case 'V':
		opts->show = "onegpu-domain " PACKAGE_VERSION "\n";
		return 0;
	default:
		return -EINVAL;
	}
}

/* -EINVAL: getopt or we have said why. */
static int parse_options(int argc, char **argv, struct options *opts)
{
	static const struct option long_options[] = {
		{ "check", no_argument, NULL, 'k' },
		{ "conf", required_argument, NULL, 'f' },
		{ "datastores", required_argument, NULL, 'd' },
		{ "domain", required_argument, NULL, 'o' },
		{ "live", required_argument, NULL, 'l' },
		{ "reserved-cpus", required_argument, NULL, 'c' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "vm", required_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (set_option(c, opts) < 0)
			return -EINVAL;
	if (optind < argc) {
		fprintf(stderr, "onegpu-domain: unexpected argument '%s'\n",
			argv[optind]);
		return -EINVAL;
	}
	return 0;
}

static int read_domain(const struct options *opts, struct og_start *start,
		       struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r;

	if (!opts->domain)
		return 0;
	r = og_buf_read_file(&text, opts->domain, INPUT_MAX, err);
	if (r < 0)
		return r;
	return og_start_domain(start, &text, opts->domain, err);
}

static int read_vm(const struct options *opts, struct og_start *start,
		   struct og_err *err)
{
	static const char standard[] = "standard input";
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = opts->vm ? og_buf_read_file(&text, opts->vm, INPUT_MAX, err)
		     : og_buf_read(&text, STDIN_FILENO, INPUT_MAX, standard,
				   err);
	if (r < 0)
		return r;
	return og_start_vm(start, &text, opts->vm ? opts->vm : standard, err);
}

/* The machine and what runs, where an option asks to look at them. */
static int read_node(const struct options *opts, struct og_start *start,
		     struct og_err *err)
{
	int r = 0;

	if (opts->n_live || opts->sysroot || opts->check)
		r = og_start_topology(start, opts->sysroot, err);
	for (size_t i = 0; i < opts->n_live && r == 0; i++)
		r = og_start_live(start, opts->live[i], err);
	if (r == 0 && opts->check)
		r = og_start_guard(start, err);
	if (r == 0 && opts->check)
		r = og_start_holders(start, err);
	return r;
}

static int run(const struct options *opts, struct og_err *err)
{
	og_cleanup(og_start_free) struct og_start start;
	og_autobuf out = OG_BUF_INIT;
	int r;

	og_start_init(&start);
	if (og_start_conf(&start, opts->conf, err) < 0)
		return -EBADMSG; /* one that no domain can be written with */
	if (opts->datastores)
		start.site.datastores = opts->datastores;
	og_cpuset_or(&start.site.reserved, &opts->reserved);
	r = read_domain(opts, &start, err);
	if (r == 0)
		r = read_vm(opts, &start, err);
	if (r == 0)
		r = read_node(opts, &start, err);
	if (r == 0)
		r = og_start_decide(&start, err);
	if (r == 0)
		r = og_start_write(&start, &out, err);
	if (r < 0)
		return r;
	og_start_log(&start, stderr);
	return og_buf_write(&out, STDOUT_FILENO, "standard output", err);
}

static int show(const char *text, struct og_err *err)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, text);
	return og_buf_write(&out, STDOUT_FILENO, "standard output", err);
}

int main(int argc, char **argv)
{
	og_cleanup(options_free) struct options opts = { 0 };
	struct og_err err = { 0 };
	int r;

	r = parse_options(argc, argv, &opts);
	if (r < 0) {
		fputs("Try 'onegpu-domain --help'.\n", stderr);
		return EXIT_USAGE;
	}
	r = opts.show ? show(opts.show, &err) : run(&opts, &err);
	if (r == 0)
		return EXIT_SUCCESS;
	og_log(stderr, OG_ERROR, -1, "%s", err.msg);
	return r == -EBADMSG ? EXIT_USAGE : EXIT_FAILURE;
}
