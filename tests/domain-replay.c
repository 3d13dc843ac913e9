// SPDX-License-Identifier: Apache-2.0
/*
 * Folders of VMs as oned sent them, each with the domain that oned made:
 * ours must be the same tree but for what tests/explained.c knows. Reads
 * vm.after.xml or vm.xml, deployment.0, and where they are host.xml,
 * cluster.xml and ds.xml, whose templates override the defaults.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain.h"
#include "explained.h"
#include "guest-cpu.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

/* Where the names of oned's drivers do not tell their TYPE. */
static const char emulated_mad[] = "dummyq";

/* All of one case; dies together. */
struct one_case {
	const char *folder;
	bool verbose;
	struct og_driver_conf conf;
	struct og_xml_doc *input, *oned, *ours, *docs[3];
	struct og_vm vm;
	struct og_host host;
	struct og_moves moves;
	struct og_notes notes;
	struct og_pcie tree;
	char *datastores;
	unsigned differences;
};

static void case_free(struct one_case *c)
{
	free(c->datastores);
	og_pcie_free(&c->tree);
	og_notes_free(&c->notes);
	og_moves_free(&c->moves);
	og_host_free(&c->host);
	og_vm_free(&c->vm);
	for (size_t i = 0; i < OG_COUNT(c->docs); i++)
		og_xml_doc_free(c->docs[i]);
	og_xml_doc_free(c->ours);
	og_xml_doc_free(c->oned);
	og_xml_doc_free(c->input);
	og_driver_conf_free(&c->conf);
}

static bool has(const struct one_case *c, const char *name)
{
	og_autofree char *path = og_asprintf("%s/%s", c->folder, name);

	return access(path, R_OK) == 0;
}

static int read_doc(const struct one_case *c, const char *name,
		    struct og_xml_doc **ret_doc, struct og_err *err)
{
	og_autofree char *path = og_asprintf("%s/%s", c->folder, name);
	og_autobuf text = OG_BUF_INIT;
	int r = og_buf_read_file(&text, path, FILE_MAX, err);

	if (r == 0)
		r = og_xml_doc_parse(og_buf_text(&text), text.len, ret_doc,
				     err);
	return r;
}

/* "/var/lib/one//datastores/0" is that of datastore 0. */
static void find_datastores(struct one_case *c, const struct og_xml_doc *ds)
{
	const char *path =
		ds ? og_xml_value(og_xml_root(ds), "BASE_PATH") : NULL;
	const char *end = path ? strrchr(path, '/') : NULL;

	c->datastores = end ? og_strndup(path, (size_t)(end - path))
			    : og_strdup("/var/lib/one/datastores");
}

/* What hosts, and what neither they nor clusters can override. */
static void overlay(struct og_driver_conf *conf, const struct og_xml_node *tmpl,
		    bool cluster)
{
	const char *evc = og_driver_conf_text(conf, NULL, "EVC_MODE");
	const char *offset =
		og_driver_conf_text(conf, NULL, "MEMORY_TUNE_OFFSET");
	og_autofree char *model = evc ? og_strdup(evc) : NULL;
	og_autofree char *room = offset ? og_strdup(offset) : NULL;

	og_driver_conf_overlay(conf, tmpl);
	if (!cluster)
		og_driver_conf_set(conf, "EVC_MODE", model);
	og_driver_conf_set(conf, "MEMORY_TUNE_OFFSET", room);
	og_driver_conf_set(conf, "TYPE", NULL);
}

static int read_conf(struct one_case *c, struct og_err *err)
{
	static const char *const files[] = { "cluster.xml", "host.xml",
					     "ds.xml" };
	const char *mad = NULL;
	int r = 0;

	og_driver_conf_init(&c->conf);
	for (size_t i = 0; i < OG_COUNT(files) && r == 0; i++) {
		const struct og_xml_node *tmpl;

		if (!has(c, files[i]))
			continue;
		r = read_doc(c, files[i], &c->docs[i], err);
		if (r < 0)
			break;
		tmpl = og_xml_child(og_xml_root(c->docs[i]), "TEMPLATE");
		if (i < 2)
			overlay(&c->conf, tmpl, i == 0);
		else
			og_driver_conf_set(
				&c->conf, "CONTEXT_DISK_TYPE",
				og_xml_value(tmpl, "CONTEXT_DISK_TYPE"));
	}
	find_datastores(c, c->docs[2]);
	og_xml_each (record,
		     og_xml_path(og_xml_root(c->input), "HISTORY_RECORDS"),
		     "HISTORY")
		mad = og_xml_value(record, "VM_MAD");
	if (mad && strcmp(mad, emulated_mad) == 0)
		og_driver_conf_set(&c->conf, "TYPE", "qemu");
	return r;
}

static int make_domain(struct one_case *c, struct og_err *err)
{
	const struct og_xml_node *root = og_xml_root(c->input);
	struct og_plan plan = { .vm = &c->vm,
				.tree = &c->tree,
				.moves = &c->moves,
				.notes = &c->notes,
				.datastores = c->datastores };
	int r;

	r = og_vm_read(root, &c->conf, &c->vm, err);
	if (r == 0)
		r = og_vm_read_guest(root, &c->conf, &c->vm, err);
	if (r < 0)
		return r;
	og_guest_cpu_note(&c->vm, &c->notes);
	r = og_pins_settle(&c->vm, NULL, &c->moves, &c->notes, err);
	if (r == 0)
		r = og_pcie_plan(&c->vm, &c->tree, &c->notes, err);
	if (r < 0)
		return r;
	og_pins_emulator(&c->vm, NULL, &plan.emulator);
	c->ours = og_domain_new(&plan);
	return 0;
}

static void report(void *ctx, const struct og_domdiff *diff)
{
	struct one_case *c = ctx;
	const struct og_seen seen = { diff, &c->vm, &c->tree };
	const char *reason = og_explained(&seen);
	const char *name = strrchr(c->folder, '/');

	c->differences += !reason;
	if (reason && !c->verbose)
		return;
	printf("%s: %s: oned %s, ours %s%s%s\n", name ? name + 1 : c->folder,
	       diff->path,
	       diff->oned_text ? diff->oned_text
	       : diff->oned    ? "there"
			       : "none",
	       diff->our_text ? diff->our_text
	       : diff->ours   ? "there"
			      : "none",
	       reason ? ": " : "", reason ? reason : "");
}

static int put_domain(const struct one_case *c, const char *out,
		      struct og_err *err)
{
	const char *name = strrchr(c->folder, '/');
	og_autofree char *path =
		og_asprintf("%s/%s.xml", out, name ? name + 1 : c->folder);
	og_autobuf text = OG_BUF_INIT;
	FILE *file = fopen(path, "we");
	int r;

	if (!file)
		return og_err_set(err, -errno, "%s: cannot be written", path);
	og_xml_write(c->ours, &text);
	r = og_buf_write(&text, fileno(file), path, err);
	fclose(file);
	return r;
}

/* 1: differs, 0: does not, -1: could not be read. */
static int replay(const char *folder, const char *out, bool verbose)
{
	og_cleanup(case_free) struct one_case c = { .folder = folder,
						    .verbose = verbose };
	const char *name = strrchr(folder, '/') + 1;
	struct og_err err = { 0 }, why = { 0 };
	bool readable;
	int r;

	og_host_init(&c.host);
	r = read_doc(&c, has(&c, "vm.after.xml") ? "vm.after.xml" : "vm.xml",
		     &c.input, &err);
	if (r == 0)
		r = read_conf(&c, &err);
	if (r < 0) {
		fprintf(stderr, "%s: %s\n", name, err.msg);
		return -1;
	}
	readable = read_doc(&c, "deployment.0", &c.oned, &why) == 0;
	r = make_domain(&c, &err);
	if (r < 0 && !readable) {
		if (verbose)
			printf("%s: oned's is no XML (%s), ours refuses: %s\n",
			       name, why.msg, err.msg);
		return 0;
	}
	if (r < 0) {
		const char *reason = og_explained_refusal(&err);

		if (!reason || verbose)
			printf("%s: refused: %s%s%s\n", name, err.msg,
			       reason ? ": " : "", reason ? reason : "");
		return !reason;
	}
	if (out && put_domain(&c, out, &err) < 0) {
		fprintf(stderr, "%s: %s\n", name, err.msg);
		return -1;
	}
	if (readable)
		og_domdiff(og_xml_root(c.oned), og_xml_root(c.ours), report,
			   &c);
	else if (verbose)
		printf("%s: oned's is no XML: %s\n", name, why.msg);
	return c.differences > 0;
}

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_all(const char *dir, const char *out, bool verbose)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_case, alphasort);
	unsigned cases = 0, differ = 0, unread = 0;

	if (n < 0) {
		fprintf(stderr, "%s: %s\n", dir, strerror(errno));
		return 2;
	}
	for (int i = 0; i < n; i++) {
		og_autofree char *folder =
			og_asprintf("%s/%s", dir, names[i]->d_name);
		struct one_case c = { .folder = folder };
		int r;

		if (has(&c, "deployment.0")) {
			r = replay(folder, out, verbose);
			cases++;
			differ += r > 0;
			unread += r < 0;
		} else if (has(&c, "vm.tmpl")) {
			printf("%s: skipped, oned made no domain\n",
			       names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	printf("%u cases, %u differ\n", cases, differ + unread);
	return differ || unread || !cases ? 1 : 0;
}

int main(int argc, char **argv)
{
	const char *out = NULL;
	bool verbose = false;
	int c;

	while ((c = getopt(argc, argv, "vo:")) != -1) {
		if (c == 'v')
			verbose = true;
		else if (c == 'o')
			out = optarg;
		else
			return 2;
	}
	if (optind + 1 != argc) {
		fputs("Usage: domain-replay [-v] [-o FOLDER] DIR\n"
		      "-v tells what is explained too, -o keeps our domains\n",
		      stderr);
		return 2;
	}
	return replay_all(argv[optind], out, verbose);
}
