// SPDX-License-Identifier: Apache-2.0
#include "oned-folder.h"

#include <errno.h>

#include "cases.h"
#include "oned-tell.h"

enum { FILE_MAX = 64 * 1024 * 1024, ACTIVE = 3 };

struct folder {
	struct og_buf before, after, vm_after, message;
};

static void folder_free(struct folder *f)
{
	og_buf_free(&f->before);
	og_buf_free(&f->after);
	og_buf_free(&f->vm_after);
	og_buf_free(&f->message);
}

static int read_one(const char *folder, const char *name, struct og_buf *text,
		    struct og_err *err)
{
	og_autofree char *path = og_asprintf("%s/%s", folder, name);

	return og_buf_read_file(text, path, FILE_MAX, err);
}

/* The message is absent where oned never asked for a place. */
static int read_folder(const char *path, struct folder *f, struct og_err *err)
{
	struct og_err none = { 0 };
	int r = read_one(path, "host.before.xml", &f->before, err);

	if (r == 0)
		r = read_one(path, "host.after.xml", &f->after, err);
	if (r == 0)
		r = read_one(path, "vm.after.xml", &f->vm_after, err);
	if (r == 0)
		read_one(path, "place.in.xml", &f->message, &none);
	return r;
}

/* The VM of the message that has this id. */
static bool find_vm(const struct og_buf *message, int32_t id,
		    struct og_slice *ret_vm)
{
	struct og_slice rest = { og_buf_text(message), message->len }, pool;

	if (!og_slice_next(&rest, "VM_POOL", &pool))
		return false;
	pool = og_slice_inner(pool);
	while (og_slice_next(&pool, "VM", ret_vm)) {
		og_autofree char *text = og_slice_value(*ret_vm, "ID");

		if (text && atoi(text) == id)
			return true;
	}
	return false;
}

static void tell_node(const struct og_node *node, struct og_buf *out)
{
	og_buf_fmt(out, "node %d memory %lld\n", node->id,
		   (long long)node->mem_used);
	for (size_t i = 0; i < node->n_pages; i++)
		og_buf_fmt(out, "  pages of %llu: %llu\n",
			   (unsigned long long)node->pages[i].size_kb,
			   (unsigned long long)node->pages[i].used);
	for (size_t i = 0; i < node->n_cores; i++) {
		const struct og_core *core = &node->cores[i];

		og_buf_fmt(out, "  core %d%s", core->id,
			   core->dedicated ? " dedicated" : "");
		for (size_t k = 0; k < core->n_cpus; k++)
			og_buf_fmt(out, " %d:%d*%u", core->cpus[k].id,
				   core->cpus[k].vm, core->cpus[k].users);
		og_buf_char(out, '\n');
	}
}

static void tell_host(const struct og_shost *host, struct og_buf *out)
{
	og_buf_fmt(out, "cpu %lld memory %lld vms %lld\n",
		   (long long)host->cpu_used, (long long)host->mem_used,
		   (long long)host->running_vms);
	for (size_t i = 0; i < host->share.n_nodes; i++)
		tell_node(&host->share.nodes[i], out);
	for (size_t i = 0; i < host->share.n_devices; i++) {
		char text[OG_BDF_TEXT];

		og_bdf_address(&host->share.devices[i].bdf, text);
		og_buf_fmt(out, "%s held by %d\n", text,
			   host->share.devices[i].vm);
	}
}

/* What differs, or nothing. */
static bool compare(const char *what, const struct og_buf *oned,
		    const struct og_buf *ours, struct og_buf *story)
{
	if (strcmp(og_buf_text(oned), og_buf_text(ours)) == 0)
		return true;
	og_buf_fmt(story, "%s differs\noned:\n%sours:\n%s", what,
		   og_buf_text(oned), og_buf_text(ours));
	return false;
}

static int check_model(const struct folder *f, struct og_shost *host,
		       const struct og_vm *after, struct og_buf *story,
		       struct og_err *err)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *left = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf want = OG_BUF_INIT, got = OG_BUF_INIT;
	bool fits, placed = after->state == ACTIVE;
	struct og_slice text;
	int r;

	if (!find_vm(&f->message, after->id, &text))
		return og_err_set(err, -EINVAL, "place.in.xml: no VM %d",
				  after->id);
	r = og_tell_read_vm(text.text, text.len, &vm, err);
	if (r == 0)
		r = og_xml_doc_parse(text.text, text.len, &doc, err);
	if (r == 0)
		r = og_xml_doc_parse(og_buf_text(&f->vm_after), f->vm_after.len,
				     &left, err);
	if (r < 0)
		return r;
	fits = og_tell_model(host, &vm, og_xml_root(doc), &alloc, &got);
	og_buf_fmt(story, "VM %d: %s; ", vm.id,
		   !fits			   ? "does not fit"
		   : alloc.pci_ok && alloc.numa_ok ? "allocated"
						   : "the allocation fails");
	if (fits != placed) {
		og_buf_fmt(story, "oned %s it", placed ? "placed" : "left");
		return 1;
	}
	if (!fits)
		return 0;
	og_tell_vectors(og_xml_path(og_xml_root(left), "TEMPLATE"), &want);
	return compare("the VM", &want, &got, story) ? 0 : 1;
}

int og_oned_folder(const char *path, struct og_buf *story, struct og_err *err)
{
	og_cleanup(folder_free) struct folder f = { OG_BUF_INIT, OG_BUF_INIT,
						    OG_BUF_INIT, OG_BUF_INIT };
	og_cleanup(og_shost_free) struct og_shost host = { 0 };
	og_cleanup(og_shost_free) struct og_shost end = { 0 };
	og_cleanup(og_vm_free) struct og_vm after = { 0 };
	og_autobuf want = OG_BUF_INIT, got = OG_BUF_INIT;
	int r = read_folder(path, &f, err);

	if (r == 0)
		r = og_tell_read_host(og_buf_text(&f.before), f.before.len,
				      &host, err);
	if (r == 0)
		r = og_tell_read_host(og_buf_text(&f.after), f.after.len, &end,
				      err);
	if (r == 0)
		r = og_tell_read_vm(og_buf_text(&f.vm_after), f.vm_after.len,
				    &after, err);
	if (r == 0 && f.message.len)
		r = check_model(&f, &host, &after, story, err);
	else if (r == 0)
		og_buf_fmt(story, "VM %d: oned never asked for a place; ",
			   after.id);
	if (r != 0)
		return r;
	tell_host(&end, &want);
	tell_host(&host, &got);
	if (!compare("the host", &want, &got, story))
		return 1;
	og_buf_str(story, "VM and host are as oned left them");
	return 0;
}
