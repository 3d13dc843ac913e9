// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-deploy: the actions of remotes/vmm/onegpu that do something of their
 * own. Reads options and stdin, picks the action, and says what went wrong in
 * the form in which oned shows it to the VM's user.
 */
#include <config.h>
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "action.h"
#include "home.h"
#include "proc.h"

#define CONF_BESIDE "../../etc/vmm/onegpu/onegpu-driver.yaml"

enum { EXIT_USAGE = 2 };

static const struct kind {
	const char *name;
	size_t n_args; /* that we look at */
	bool is_ours;  /* and not oned's: no data, and no user who reads */
	int (*run)(const struct og_action *action, struct og_start *start,
		   int *ret_status, struct og_err *err);
} kinds[] = {
	{ .name = "deploy", .n_args = 3, .run = og_deploy_run },
	{ .name = "restore", .n_args = 1, .run = og_restore_run },
	{ .name = "save", .run = og_refuse_run },
	{ .name = "migrate", .run = og_refuse_run },
	{ .name = "migrate_local", .run = og_refuse_run },
	{ .name = "give_back", .run = og_give_back_run, .is_ours = true },
};

struct options {
	const struct kind *kind;
	const char *conf; /* NULL: beside us, where there is one */
	const char *sysroot;
	const char *show; /* print this instead */
};

static const char usage[] =
	"Usage: onegpu-deploy [OPTION]... FILE HOST VM-ID [HOST] <domain\n"
	"       onegpu-deploy --action NAME [OPTION]... ARGUMENT... <data\n"
	"Start an OpenNebula VM on this node: the deploy action of the onegpu\n"
	"VM driver. Puts oned's domain right, or writes one where oned sends\n"
	"the VM, and runs ../kvm/deploy with the same arguments.\n"
	"\n"
	"      --action NAME  deploy, restore, save, migrate or "
	"migrate_local;\n"
	"                     give_back [SECONDS] starts nothing\n"
	"      --conf FILE    instead of " CONF_BESIDE "\n"
	"      --sysroot DIR  a recorded machine instead of this one\n"
	"      --help         show this and exit\n"
	"      --version      show the version and exit\n"
	"\n"
	"Exit status: that of ../kvm/deploy; 1 it was not run, 2 usage or "
	"configuration.\n";

static int find_kind(const char *name, const struct kind **ret_kind)
{
	for (size_t i = 0; i < OG_COUNT(kinds); i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			*ret_kind = &kinds[i];
			return 0;
		}
	}
	fprintf(stderr, "onegpu-deploy: no action '%s'\n", name);
	return -EINVAL;
}

static int set_option(int c, struct options *opts)
{
	switch (c) {
	case 'a':
		return find_kind(optarg, &opts->kind);
	case 'f':
		opts->conf = optarg;
		return 0;
	case 's':
		opts->sysroot = optarg;
		return 0;
	case 'h':
		opts->show = usage;
		return 0;
	case 'V':
		opts->show = "onegpu-deploy " PACKAGE_VERSION "\n";
		return 0;
	default:
		return -EINVAL;
	}
}

/* -EINVAL: getopt or we have said why. The rest of argv is the action's. */
static int parse_options(int argc, char **argv, struct options *opts)
{
	static const struct option long_options[] = {
		{ "action", required_argument, NULL, 'a' },
		{ "conf", required_argument, NULL, 'f' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	/* "+": the action's own arguments are not looked at. */
	while ((c = getopt_long(argc, argv, "+", long_options, NULL)) != -1)
		if (set_option(c, opts) < 0)
			return -EINVAL;
	if (opts->show || (size_t)(argc - optind) >= opts->kind->n_args)
		return 0;
	fprintf(stderr, "onegpu-deploy: %s takes %zu arguments or more\n",
		opts->kind->name, opts->kind->n_args);
	return -EINVAL;
}

/* -EBADMSG: a configuration with which nothing can be started. */
static int read_conf(const char *path, struct og_start *start,
		     struct og_err *err)
{
	og_autofree char *beside = path ? NULL : og_home_path(CONF_BESIDE);

	if (beside && access(beside, F_OK) == 0)
		path = beside;
	return og_start_conf(start, path, err) < 0 ? -EBADMSG : 0;
}

static int run(const struct options *opts, struct og_action *action,
	       int *ret_status, struct og_err *err)
{
	og_cleanup(og_start_free) struct og_start start;
	int r;

	og_start_init(&start);
	r = read_conf(opts->conf, &start, err);
	if (r < 0)
		return r;
	if (opts->kind->is_ours)
		return opts->kind->run(action, &start, ret_status, err);
	r = og_buf_read(&action->input, STDIN_FILENO, OG_ACTION_INPUT_MAX,
			"standard input", err);
	if (r < 0)
		return r;
	return opts->kind->run(action, &start, ret_status, err);
}

/*
 * one_vmm_exec shows a VM's user what stands between these marks, and only
 * that.
 */
static void complain(const struct og_err *err)
{
	fprintf(stderr,
		"ERROR MESSAGE --8<------\n"
		"ERROR: %s\n"
		"ERROR MESSAGE ------>8--\n",
		err->msg);
}

static int show(const char *text)
{
	struct og_err err = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, text);
	if (og_buf_write(&out, STDOUT_FILENO, "standard output", &err) == 0)
		return EXIT_SUCCESS;
	og_log(stderr, OG_ERROR, -1, "%s", err.msg);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct options opts = { .kind = &kinds[0] };
	struct og_action action = { 0 };
	struct og_err err = { 0 };
	int status = EXIT_FAILURE;
	int r;

	og_proc_fill_standard();
	if (parse_options(argc, argv, &opts) < 0) {
		fputs("Try 'onegpu-deploy --help'.\n", stderr);
		return EXIT_USAGE;
	}
	if (opts.show)
		return show(opts.show);
	action.name = opts.kind->name;
	action.sysroot = opts.sysroot;
	action.n_args = (size_t)(argc - optind);
	action.args = og_calloc(action.n_args + 1, sizeof(*action.args));
	memcpy(action.args, argv + optind,
	       action.n_args * sizeof(*action.args));
	r = run(&opts, &action, &status, &err);
	og_buf_free(&action.input);
	free(action.args);
	if (r == 0)
		return status;
	if (opts.kind->is_ours)
		og_log(stderr, OG_WARN, -1, "BIND: vfio: %s", err.msg);
	else
		complain(&err);
	return r == -EBADMSG ? EXIT_USAGE : EXIT_FAILURE;
}
