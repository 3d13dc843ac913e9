// SPDX-License-Identifier: Apache-2.0
/*
 * The PCI probe: prints the host's PCI devices for oned. Runs on the node as
 * oneadmin, every few minutes. It fails only where its configuration or the
 * machine as a whole is unreadable, never because one device is odd: a probe
 * that exits non-zero fails the whole monitoring message of the host.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "emit.h"
#include "listing.h"
#include "locality.h"
#include "names.h"
#include "netname.h"
#include "options.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "vgpu.h"

enum { EXIT_USAGE = 2 };

struct options {
	const char *sysroot; /* NULL: the live machine */
	const char *conf;    /* NULL: where the probe expects it */
	const char *as;	     /* the probe; NULL: the program itself */
};

static const char help[] =
	"Usage: onegpu-pci [OPTION]...\n"
	"Print the PCI devices of this host that pci.conf selects, as\n"
	"OpenNebula template text. Arguments that are no options are ignored:\n"
	"OpenNebula's agent passes some to every probe.\n"
	"\n"
	"  --sysroot DIR  read DIR/sys ... instead of this machine's\n"
	"  --conf FILE    read FILE instead of the pci.conf that belongs to\n"
	"                 the folder the probe is installed in\n"
	"  --as PROBE     be the probe at that path, whose script runs this\n"
	"                 program from elsewhere\n"
	"  --help         print this and exit\n"
	"  --version      print the version and exit\n"
	"\n"
	"Exit status: 0; 1 if the devices could not be listed; 2 for a wrong\n"
	"option or a wrong pci.conf.\n";

static int fail(const struct og_err *err, int status)
{
	fprintf(stderr, "onegpu-pci: %s\n", err->msg);
	return status;
}

/* NULL where the program lies outside of a tree that has such a file. */
static char *default_conf(const char *as)
{
	og_autofree char *probe = as ? realpath(as, NULL) : NULL;
	char program[4096];
	ssize_t n;

	if (as)
		return og_pciconf_default_path(probe ? probe : as);
	/* Read, not resolved: a sync may just have replaced the program. */
	n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (n < 0)
		return NULL;
	program[n] = '\0';
	return og_pciconf_default_path(program);
}

static int load_conf(const struct options *options, struct og_pciconf *ret_conf,
		     struct og_err *err)
{
	const char *given = options->conf;
	og_autofree char *own = given ? NULL : default_conf(options->as);
	const char *path = given ? given : own;
	og_autobuf text = OG_BUF_INIT;

	/* Not having been configured is no mistake. */
	if (!given && (!own || access(own, F_OK) < 0))
		return og_pciconf_parse("", 0, ret_conf, err);
	if (og_buf_read_file(&text, path, OG_PCICONF_MAX, err) < 0)
		return err->code;
	if (og_pciconf_parse(og_buf_text(&text), text.len, ret_conf, err) < 0)
		return og_err_prefix(err, "%s", path);
	return 0;
}

static void fill_in(const struct og_files *files, const struct og_pciconf *conf,
		    struct og_pcidevs *list)
{
	og_netname_fill(files, list);
	og_vgpu_fill(files, conf, list);
	og_locality_fill(files->root, list);
	og_locality_sockets(files->root, list);
	og_pcitraits_fill(files, list);
}

static int list_devices(const struct og_root *root,
			const struct og_pciconf *conf, struct og_pcidevs *list,
			struct og_buf *out, struct og_err *err)
{
	const struct og_files files = { &og_files_real, root };
	og_cleanup(og_names_freep) struct og_names *names = NULL;
	int r;

	r = og_pciscan_ids(&files, list, err);
	if (r < 0)
		return r;
	og_listing_by_id(list, conf);
	og_pciscan_details(&files, list);
	names = og_names_new(root);
	og_names_fill(names, list);
	og_listing_by_details(list, conf);
	fill_in(&files, conf, list);
	og_emit(list, conf, out);
	return 0;
}

/*
 * The cache is for the user that the agent runs as. Whoever only looks by hand,
 * root above all, would leave folders there that are in that user's way.
 */
static void save_names(const struct options *options,
		       const struct og_root *root,
		       const struct og_pcidevs *list)
{
	if (!options->conf && og_root_is_live(root) && geteuid() != 0)
		og_netname_save("/var/tmp", list);
}

int main(int argc, char **argv)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_cleanup(og_pcidevs_free) struct og_pcidevs list = OG_PCIDEVS_INIT;
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_autobuf out = OG_BUF_INIT;
	struct options options = { 0 };
	const struct og_option known[] = {
		{ "sysroot", &options.sysroot, NULL },
		{ "conf", &options.conf, NULL },
		{ "as", &options.as, NULL },
		{ 0 },
	};
	struct og_err err = { 0 };
	const char *text = NULL;

	if (og_options_parse(argc, argv, known, help,
			     "onegpu-pci " PACKAGE_VERSION "\n", &text,
			     &err) < 0)
		return fail(&err, EXIT_USAGE);
	if (text) {
		og_buf_str(&out, text);
	} else {
		if (load_conf(&options, &conf, &err) < 0 ||
		    og_root_open(options.sysroot, &root, &err) < 0)
			return fail(&err, EXIT_USAGE);
		if (list_devices(root, &conf, &list, &out, &err) < 0)
			return fail(&err, EXIT_FAILURE);
		save_names(&options, root, &list);
	}
	if (og_buf_write(&out, STDOUT_FILENO, "standard output", &err) < 0)
		return fail(&err, EXIT_FAILURE);
	return EXIT_SUCCESS;
}
