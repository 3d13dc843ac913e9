// SPDX-License-Identifier: Apache-2.0
/*
 * onegpu-optimize CLUSTER: oned's optimiser action. Answers with a plan of the
 * cluster that moves nothing, and says so in its log: VMs with PCI devices or
 * pins, which are what onegpu places, cannot be live-migrated. Exit 0, 1
 * (could not), 2 (usage).
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "buf.h"
#include "config.h"
#include "log.h"
#include "num.h"

static const char usage[] =
	"Usage: onegpu-optimize CLUSTER < MESSAGE\n"
	"\n"
	"Answer oned's optimiser action with a plan that moves no VM.\n"
	"\n"
	"  --help     show this\n"
	"  --version  show the version\n";

enum { EXIT_USAGE = 2, PIECE = 64 * 1024 };

/* What to print instead of a plan, or NULL. -1: a usage error, told. */
static int parse_options(int argc, char **argv, const char **ret_show)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c = getopt_long(argc, argv, "", options, NULL);

	if (c == 'h')
		*ret_show = usage;
	else if (c == 'V')
		*ret_show = "onegpu-optimize " PACKAGE_VERSION "\n";
	else if (c != -1)
		return -1;
	return 0;
}

static int parse_cluster(int argc, char **argv, int *ret_cluster)
{
	if (argc - optind != 1) {
		og_log(stderr, OG_ERROR, -1,
		       "onegpu-optimize takes one argument, the id of a "
		       "cluster");
		return -1;
	}
	if (og_num_int(argv[optind], strlen(argv[optind]), 0, INT_MAX,
		       ret_cluster) == 0)
		return 0;
	og_log(stderr, OG_ERROR, -1, "\"%s\": use the id of a cluster",
	       argv[optind]);
	return -1;
}

/* The message is read to its end, so that who writes it is not cut off. */
static int drain(int fd)
{
	og_autofree char *piece = og_malloc(PIECE);
	ssize_t n;

	do
		n = read(fd, piece, PIECE);
	while (n > 0 || (n < 0 && errno == EINTR));
	if (n == 0)
		return 0;
	og_log(stderr, OG_ERROR, -1, "stdin: %s", strerror(errno));
	return -1;
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
	og_autobuf out = OG_BUF_INIT;
	const char *show = NULL;
	int cluster = 0;

	if (parse_options(argc, argv, &show) < 0)
		return EXIT_USAGE;
	if (show) {
		og_buf_str(&out, show);
		return write_out(&out);
	}
	if (parse_cluster(argc, argv, &cluster) < 0)
		return EXIT_USAGE;
	if (drain(STDIN_FILENO) < 0)
		return EXIT_FAILURE;
	og_buf_fmt(&out, "<PLAN><ID>%d</ID></PLAN>\n", cluster);
	og_log(stderr, OG_INFO, -1,
	       "cluster %d: no VM is moved: one with PCI devices or pinned "
	       "CPUs cannot be live-migrated",
	       cluster);
	return write_out(&out);
}
