// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu topo`: arguments, where the host is read from, and which of its
 * forms is wanted.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "num.h"
#include "topo-diff.h"
#include "topo-json.h"
#include "topo-layout.h"

enum { DOCUMENT_MAX = 64 * 1024 * 1024, SVG_COLUMNS = 96 };

static const char usage_text[] =
	"Usage: onegpu topo [--host FILE [--diff]] [--svg FILE | --json]\n"
	"                   [--live WHERE] [--sysroot DIR] [--columns N] "
	"[--ascii]\n"
	"\n"
	"Draws this host: its NUMA nodes with memory, huge pages and CPUs, "
	"the\n"
	"GPUs and NICs where they hang, and which VM is where.\n"
	"\n"
	"  --host FILE    draw what oned believes, from `onehost show -x`; "
	"\"-\" is stdin\n"
	"  --diff         where that and this host differ; exit 1 if they do\n"
	"  --svg FILE     write a picture for a page; \"-\" is stdout\n"
	"  --json         print all of it as JSON\n"
	"  --live WHERE   running VMs: a folder of `virsh dumpxml` files, one\n"
	"                 such file or \"none\" (default qemu:///system)\n"
	"  --sysroot DIR  another root than /\n"
	"  --columns N    draw that wide, 80 to 240 (default: the screen)\n"
	"  --ascii        draw with ASCII only\n"
	"  --help         this text\n";

struct job {
	const char *host, *svg, *live, *sysroot;
	bool diff, json, ascii;
	int columns; /* 0: by the screen */
};

static int failed(const struct og_err *err)
{
	fprintf(stderr, "onegpu topo: %s\n", err->msg);
	return 1;
}

static int usage(const char *why)
{
	if (why)
		fprintf(stderr, "onegpu topo: %s\n", why);
	fputs(usage_text, stderr);
	return 2;
}

static int show(const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) == 0)
		return 0;
	return failed(&err);
}

static unsigned screen_columns(const struct job *job)
{
	const char *text = getenv("COLUMNS");
	struct winsize size = { 0 };
	int columns = job->columns;

	if (!columns && text)
		og_num_int(text, strlen(text), 1, 65535, &columns);
	if (!columns && isatty(STDOUT_FILENO) &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	return columns > 0 ? (unsigned)columns : OG_TOPO_COLUMNS_MIN;
}

/* The old file, if any, is there until the new one is whole. */
static int write_file(const char *path, const struct og_buf *out,
		      struct og_err *err)
{
	og_autofree char *fresh = og_asprintf("%s.XXXXXX", path);
	int fd = mkstemp(fresh), r;

	if (fd < 0)
		return og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	r = og_buf_write(out, fd, path, err);
	if (r == 0 && (fchmod(fd, 0644) < 0 || rename(fresh, path) < 0))
		r = og_err_set(err, -errno, "%s: %s", path, strerror(errno));
	close(fd);
	if (r < 0)
		unlink(fresh);
	return r;
}

static int draw_svg(const struct job *job, const struct og_topo *topo)
{
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	og_autofree char *title = NULL;
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	unsigned columns = job->columns ? (unsigned)job->columns : SVG_COLUMNS;

	title = og_asprintf("%s: NUMA topology",
			    topo->name && *topo->name ? topo->name : "host");
	og_topo_layout(topo, columns, &scene);
	og_scene_to_svg(&scene, title, &out);
	if (strcmp(job->svg, "-") == 0)
		return show(&out);
	return write_file(job->svg, &out, &err) < 0 ? failed(&err) : 0;
}

static int draw_text(const struct job *job, const struct og_topo *topo)
{
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	struct og_style style = og_style_detect(STDOUT_FILENO);
	og_autobuf out = OG_BUF_INIT;

	if (job->ascii)
		style.utf8 = false;
	og_topo_layout(topo, screen_columns(job), &scene);
	og_scene_to_text(&scene, &style, &out);
	return show(&out);
}

static int read_belief(const struct job *job, struct og_topo *ret_topo,
		       struct og_err *err)
{
	bool is_stdin = strcmp(job->host, "-") == 0;
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = is_stdin ? og_buf_read(&text, STDIN_FILENO, DOCUMENT_MAX, "stdin",
				   err)
		     : og_buf_read_file(&text, job->host, DOCUMENT_MAX, err);
	if (r == 0) {
		r = og_topo_read_belief(og_buf_text(&text), text.len, ret_topo,
					err);
		if (r < 0)
			og_err_prefix(err, "%s",
				      is_stdin ? "stdin" : job->host);
	}
	return r;
}

static int show_diff(const struct job *job, const struct og_topo *believed,
		     const struct og_topo *truth)
{
	og_cleanup(og_lines_free) struct og_lines lines = { 0 };
	struct og_style style = og_style_detect(STDOUT_FILENO);
	og_autobuf out = OG_BUF_INIT;
	int r;

	if (job->ascii)
		style.utf8 = false;
	og_topo_diff(believed, truth, &lines);
	if (job->json)
		og_topo_diff_to_json(&lines, &out);
	else if (lines.n == 0)
		og_buf_str(&out, "oned's belief and the host agree.\n");
	for (size_t i = 0; !job->json && i < lines.n; i++) {
		/* Names in it are the host's and its users'. */
		og_style_clip(&style, &out, lines.all[i], 4096);
		og_buf_char(&out, '\n');
	}
	r = show(&out);
	return r ? r : lines.n > 0;
}

static int run(const struct job *job)
{
	og_cleanup(og_topo_free) struct og_topo truth = { 0 };
	og_cleanup(og_topo_free) struct og_topo believed = { 0 };
	const struct og_topo *topo = job->host ? &believed : &truth;
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (job->host && read_belief(job, &believed, &err) < 0)
		return failed(&err);
	if ((!job->host || job->diff) &&
	    og_topo_read_host(job->sysroot, job->live, true, &truth, &err) < 0)
		return failed(&err);
	if (truth.vms_unknown) {
		og_err_set(&err, -EIO, "%s; --live says where else to look",
			   truth.vms_unknown);
		failed(&err);
	}
	if (job->diff)
		return truth.vms_unknown ? 1
					 : show_diff(job, &believed, &truth);
	if (job->svg)
		return draw_svg(job, topo);
	if (!job->json)
		return draw_text(job, topo);
	og_topo_to_json(topo, &out);
	return show(&out);
}

static int check(const struct job *job, bool extra)
{
	if (extra)
		return usage(NULL);
	if (job->diff && !job->host)
		return usage("--diff compares with --host FILE");
	if (job->svg && (job->json || job->diff))
		return usage("--svg goes with neither --json nor --diff");
	return run(job);
}

int og_cmd_topo(int argc, char **argv)
{
	static const struct option options[] = {
		{ "host", required_argument, NULL, 'H' },
		{ "diff", no_argument, NULL, 'd' },
		{ "svg", required_argument, NULL, 'S' },
		{ "json", no_argument, NULL, 'j' },
		{ "live", required_argument, NULL, 'l' },
		{ "sysroot", required_argument, NULL, 's' },
		{ "columns", required_argument, NULL, 'c' },
		{ "ascii", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct job job = { 0 };
	og_autobuf help = OG_BUF_INIT;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (c == 'H')
			job.host = optarg;
		else if (c == 'd')
			job.diff = true;
		else if (c == 'S')
			job.svg = optarg;
		else if (c == 'j')
			job.json = true;
		else if (c == 'l')
			job.live = optarg;
		else if (c == 's')
			job.sysroot = optarg;
		else if (c == 'a')
			job.ascii = true;
		else if (c == 'c') {
			if (og_num_int(optarg, strlen(optarg),
				       OG_TOPO_COLUMNS_MIN, OG_TOPO_COLUMNS_MAX,
				       &job.columns) < 0)
				return usage("--columns is 80 to 240");
		} else if (c == 'h') {
			og_buf_str(&help, usage_text);
			return show(&help);
		} else {
			return usage(NULL);
		}
	}
	return check(&job, optind < argc);
}
