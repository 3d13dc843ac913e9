// SPDX-License-Identifier: Apache-2.0
/*
 * The NUMA probe: prints the host's nodes, cores, memory and huge pages for
 * oned or, with --usage, what of them is free. It fails only where the
 * machine as a whole is unreadable, never because one file is odd: a probe
 * that exits non-zero fails the whole monitoring message of the host.
 */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "numaemit.h"
#include "options.h"
#include "syshost.h"

enum { EXIT_USAGE = 2 };

struct options {
	const char *sysroot; /* NULL: the live machine */
	bool usage;
};

static const char help[] =
	"Usage: onegpu-numa [OPTION]...\n"
	"Print the NUMA nodes of this host, with their cores, memory and huge\n"
	"pages, as OpenNebula template text. Arguments that are no options "
	"are\n"
	"ignored: OpenNebula's agent passes some to every probe.\n"
	"\n"
	"  --usage        print how much memory and how many huge pages are\n"
	"                 free instead\n"
	"  --sysroot DIR  read DIR/sys ... instead of this machine's\n"
	"  --help         print this and exit\n"
	"  --version      print the version and exit\n"
	"\n"
	"Exit status: 0; 1 if the nodes could not be read; 2 for a wrong\n"
	"option.\n";

static int fail(const struct og_err *err, int status)
{
	fprintf(stderr, "onegpu-numa: %s\n", err->msg);
	return status;
}

static int print_host(const struct og_root *root, struct og_buf *out,
		      struct og_err *err)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	int r = og_syshost_read(root, &host, err);

	if (r < 0)
		return r;
	og_numaemit_host(&host, out);
	return 0;
}

static int print_usage(const struct og_root *root, struct og_buf *out,
		       struct og_err *err)
{
	og_cleanup(og_numausage_free) struct og_numausage usage = { 0 };
	int r = og_numausage_read(root, &usage, err);

	if (r < 0)
		return r;
	og_numaemit_usage(&usage, out);
	return 0;
}

int main(int argc, char **argv)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_autobuf out = OG_BUF_INIT;
	struct options options = { 0 };
	const struct og_option known[] = {
		{ "sysroot", &options.sysroot, NULL },
		{ "usage", NULL, &options.usage },
		{ 0 },
	};
	struct og_err err = { 0 };
	const char *text = NULL;

	if (og_options_parse(argc, argv, known, help,
			     "onegpu-numa " PACKAGE_VERSION "\n", &text,
			     &err) < 0)
		return fail(&err, EXIT_USAGE);
	if (text) {
		og_buf_str(&out, text);
	} else {
		if (og_root_open(options.sysroot, &root, &err) < 0)
			return fail(&err, EXIT_USAGE);
		if ((options.usage ? print_usage : print_host)(root, &out,
							       &err) < 0)
			return fail(&err, EXIT_FAILURE);
	}
	if (og_buf_write(&out, STDOUT_FILENO, "standard output", &err) < 0)
		return fail(&err, EXIT_FAILURE);
	return EXIT_SUCCESS;
}
