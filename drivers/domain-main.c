// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-domain: a VM's XML on stdin, its libvirt domain on stdout. Reads,
 * settles, writes; with --running it also reads what the node knows.
 */
#include <config.h>
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "device-notes.h"
#include "distance.h"
#include "domain.h"
#include "guest-cpu.h"
#include "live.h"
#include "running.h"

enum { INPUT_MAX = 16 * 1024 * 1024, EXIT_USAGE = 2 };

struct options {
	const char *conf; /* NULL: the defaults */
	const char *datastores;
	const char *sysroot; /* NULL: the live machine */
	const char *running; /* NULL: not known, so nothing is moved */
	struct og_cpuset reserved;
	const char *show; /* print this instead of a domain */
};

/* Everything that is read and decided, and dies together. */
struct work {
	struct og_driver_conf conf;
	struct og_xml_doc *input;
	struct og_vm vm;
	struct og_host host;
	struct og_live live;
	struct og_moves moves;
	struct og_pcie tree;
	struct og_notes notes;
};

static void work_clear(struct work *w)
{
	og_notes_free(&w->notes);
	og_pcie_free(&w->tree);
	og_moves_free(&w->moves);
	og_live_free(&w->live);
	og_host_free(&w->host);
	og_vm_free(&w->vm);
	og_xml_doc_free(w->input);
	og_driver_conf_free(&w->conf);
}

static const char usage[] =
	"Usage: onegpu-domain [OPTION]... <vm.xml >domain.xml\n"
	"Write the libvirt domain of an OpenNebula VM.\n"
	"\n"
	"      --conf FILE       defaults for what a VM does not say\n"
	"      --datastores DIR  system datastores of the node\n"
	"                        (/var/lib/one/datastores)\n"
	"      --running DIR     *.xml of DIR are the domains that run\n"
	"                        on the node: CPUs and memory that they\n"
	"                        hold are avoided, and a VM that is not\n"
	"                        near its devices is moved to them\n"
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

/* -EINVAL: getopt or we have said why. */
static int parse_options(int argc, char **argv, struct options *opts)
{
	static const struct option long_options[] = {
		{ "conf", required_argument, NULL, 'f' },
		{ "datastores", required_argument, NULL, 'd' },
		{ "reserved-cpus", required_argument, NULL, 'c' },
		{ "running", required_argument, NULL, 'r' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (c) {
		case 'f':
			opts->conf = optarg;
			break;
		case 'd':
			opts->datastores = optarg;
			break;
		case 'r':
			opts->running = optarg;
			break;
		case 'c':
			if (read_cpus(optarg, &opts->reserved) < 0)
				return -EINVAL;
			break;
		case 's':
			opts->sysroot = optarg;
			break;
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
	if (optind < argc) {
		fprintf(stderr, "onegpu-domain: unexpected argument '%s'\n",
			argv[optind]);
		return -EINVAL;
	}
	return 0;
}

static int read_vm(struct work *w, struct og_err *err)
{
	static const char what[] = "standard input";
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_buf_read(&text, STDIN_FILENO, INPUT_MAX, what, err);
	if (r < 0)
		return r;
	r = og_xml_doc_parse(og_buf_text(&text), text.len, &w->input, err);
	if (r < 0)
		return og_err_prefix(err, "%s", what);
	r = og_vm_read(og_xml_root(w->input), &w->conf, &w->vm, err);
	if (r < 0)
		return r;
	return og_vm_read_guest(og_xml_root(w->input), &w->conf, &w->vm, err);
}

/* The machine, where an option asks to look at it. */
static int read_node(const struct options *opts, struct work *w,
		     struct og_err *err)
{
	int r;

	if (!opts->running && !opts->sysroot)
		return 0;
	r = og_running_topology(opts->sysroot, &opts->reserved, &w->vm,
				&w->host, &w->notes, err);
	if (r < 0 || !opts->running)
		return r;
	r = og_live_read(&w->live, opts->running, err);
	if (r == 0)
		og_live_mark(&w->live, w->vm.id, &w->host);
	return r;
}

static int decide(const struct options *opts, struct work *w,
		  struct og_err *err)
{
	int r;

	og_guest_cpu_note(&w->vm, &w->notes);
	og_distance_note(&w->vm, &w->notes);
	og_device_notes(&w->vm, &w->notes);
	r = og_pins_settle(&w->vm, opts->running ? &w->host : NULL, &w->moves,
			   &w->notes, err);
	if (r == 0)
		r = og_pcie_plan(&w->vm, &w->tree, &w->notes, err);
	if (r < 0)
		og_err_prefix(err, "VM %d", w->vm.id);
	return r;
}

static int write_domain(const struct options *opts, const struct work *w,
			struct og_err *err)
{
	bool topology = opts->running || opts->sysroot;
	struct og_plan plan = {
		.vm = &w->vm,
		.tree = &w->tree,
		.moves = &w->moves,
		.notes = &w->notes,
		.datastores = opts->datastores,
	};
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_autobuf out = OG_BUF_INIT;

	og_pins_emulator(&w->vm, topology ? &w->host : NULL, &plan.emulator);
	doc = og_domain_new(&plan);
	og_xml_write(doc, &out);
	return og_buf_write(&out, STDOUT_FILENO, "standard output", err);
}

static int show(const char *text, struct og_err *err)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, text);
	return og_buf_write(&out, STDOUT_FILENO, "standard output", err);
}

static int read_conf(const char *path, struct og_driver_conf *ret_conf,
		     struct og_err *err)
{
	if (path)
		return og_driver_conf_read(path, ret_conf, err);
	og_driver_conf_init(ret_conf);
	return 0;
}

static int run(const struct options *opts, struct og_err *err)
{
	og_cleanup(work_clear) struct work w = { 0 };
	int r;

	og_host_init(&w.host);
	if (read_conf(opts->conf, &w.conf, err) < 0)
		return -EBADMSG; /* one that no domain can be written with */
	r = read_vm(&w, err);
	if (r < 0)
		return r;
	r = read_node(opts, &w, err);
	if (r < 0)
		return r;
	r = decide(opts, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < w.notes.count; i++)
		og_log(stderr, w.notes.all[i].level, -1, "VM %d: %s", w.vm.id,
		       w.notes.all[i].text);
	return write_domain(opts, &w, err);
}

int main(int argc, char **argv)
{
	struct options opts = { .datastores = "/var/lib/one/datastores" };
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
