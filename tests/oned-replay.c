// SPDX-License-Identifier: Apache-2.0
/*
 * oned-replay FILE.xml or FOLDER: replay recorded allocations and compare.
 *
 * The file holds cases of a host, VMs, and what oned's own code did with each
 * VM in turn: whether its test passed (FIT), whether devices and CPUs were
 * given (PCI, NUMA: ok or failed), and every attribute it left in the VM's
 * TOPOLOGY, NUMA_NODE and PCI vectors. Prints "N cases, M VMs, K mismatches"
 * and the first mismatch in full; exit 0 only without one. A folder holds what
 * a running oned did with one VM: see oned-folder.h.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cases.h"
#include "oned-folder.h"
#include "oned-tell.h"

/* ---- cases -------------------------------------------------------------- */

struct replay {
	unsigned number, cases, vms, mismatches;
};

static const char *attr(const struct og_xml_node *node, const char *name)
{
	const char *value = og_xml_attr(node, name);

	return value ? value : "-";
}

static void tell_answer(bool fits, const struct og_oned_alloc *alloc,
			struct og_buf *out)
{
	if (!fits)
		og_buf_str(out, "fit=no pci=- numa=-\n");
	else
		og_buf_fmt(out, "fit=yes pci=%s numa=%s\n",
			   alloc->pci_ok ? "ok" : "failed",
			   alloc->numa_ok ? "ok" : "failed");
}

static int replay_vm(struct replay *rp, struct og_shost *host, const char *text,
		     size_t len, const struct og_xml_node *recorded,
		     struct og_err *err)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf want = OG_BUF_INIT, got = OG_BUF_INIT;
	og_autobuf vectors = OG_BUF_INIT;
	bool fits;
	int r = og_tell_read_vm(text, len, &vm, err);

	if (r == 0)
		r = og_xml_doc_parse(text, len, &doc, err);
	if (r < 0)
		return r;
	if (!recorded)
		return og_err_set(err, -EINVAL, "VM %d: no record", vm.id);
	og_buf_fmt(&want, "fit=%s pci=%s numa=%s\n", attr(recorded, "FIT"),
		   attr(recorded, "PCI"), attr(recorded, "NUMA"));
	og_tell_vectors(recorded, &want);
	fits = og_tell_model(host, &vm, og_xml_root(doc), &alloc, &vectors);
	tell_answer(fits, &alloc, &got);
	og_buf_str(&got, og_buf_text(&vectors));
	rp->vms++;
	if (strcmp(og_buf_text(&want), og_buf_text(&got)) != 0 &&
	    rp->mismatches++ == 0)
		printf("first mismatch: case %u, VM %d\n%.*s\noned: %sours: "
		       "%s\n",
		       rp->number, vm.id, (int)len, text, og_buf_text(&want),
		       og_buf_text(&got));
	return 0;
}

static int replay_case(void *ctx, unsigned number, struct og_slice text,
		       struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_shost_free) struct og_shost host = { 0 };
	struct replay *rp = ctx;
	struct og_xml_node *recorded;
	struct og_slice part, rest = text;
	int r = og_xml_doc_parse(text.text, text.len, &doc, err);

	rp->number = number;
	if (r < 0)
		return r;
	if (!og_slice_next(&text, "HOST", &part))
		return og_err_set(err, -EINVAL, "no HOST");
	rest = text;
	r = og_tell_read_host(part.text, part.len, &host, err);
	recorded = og_xml_child(og_xml_path(og_xml_root(doc), "ONED"), "VM");
	/* The answers are VM elements too. */
	if (og_slice_next(&rest, "ONED", &part))
		text.len = (size_t)(part.text - text.text);
	while (r == 0 && og_slice_next(&text, "VM", &part)) {
		r = replay_vm(rp, &host, part.text, part.len, recorded, err);
		if (recorded)
			recorded = og_xml_next(recorded, "VM");
	}
	rp->cases++;
	return r;
}

static int replay_folder(const char *path)
{
	og_autobuf story = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = og_oned_folder(path, &story, &err);

	if (r < 0) {
		fprintf(stderr, "oned-replay: %s: %s\n", path, err.msg);
		return 2;
	}
	printf("%s\n", og_buf_text(&story));
	return r;
}

int main(int argc, char **argv)
{
	struct replay rp = { 0 };
	struct og_err err = { 0 };
	struct stat st;

	if (argc != 2) {
		fputs("Usage: oned-replay FILE.xml|FOLDER\n", stderr);
		return 2;
	}
	if (stat(argv[1], &st) == 0 && S_ISDIR(st.st_mode))
		return replay_folder(argv[1]);
	if (og_cases_each(argv[1], replay_case, &rp, &err) < 0) {
		fprintf(stderr, "oned-replay: %s\n", err.msg);
		return 2;
	}
	printf("%u cases, %u VMs, %u mismatches\n", rp.cases, rp.vms,
	       rp.mismatches);
	return rp.mismatches ? 1 : 0;
}
