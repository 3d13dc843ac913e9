// SPDX-License-Identifier: Apache-2.0
#include "start.h"

#include "cells.h"
#include "device-notes.h"
#include "distance.h"
#include "domain-check.h"
#include "guest-cpu.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "refine.h"
#include "running.h"

void og_start_init(struct og_start *start)
{
	*start = (struct og_start){ 0 };
	og_host_init(&start->host);
}

void og_start_free(struct og_start *start)
{
	og_notes_free(&start->notes);
	og_pcie_free(&start->tree);
	og_moves_free(&start->moves);
	og_live_free(&start->live);
	free(start->wishes);
	og_pcidevs_free(&start->devs);
	og_host_free(&start->host);
	og_vm_free(&start->vm);
	og_xml_doc_free(start->vm_doc);
	og_xml_doc_free(start->domain_doc);
	og_site_free(&start->site);
	og_driver_conf_free(&start->conf);
	og_start_init(start);
}

int og_start_conf(struct og_start *start, const char *path, struct og_err *err)
{
	if (path) {
		int r = og_driver_conf_read(path, &start->conf, err);

		if (r < 0)
			return r;
	} else {
		og_driver_conf_init(&start->conf);
	}
	og_site_read(&start->conf, &start->site);
	return 0;
}

static int with_id(const struct og_start *start, int r, struct og_err *err)
{
	return r < 0 ? og_err_prefix(err, "VM %d", start->vm.id) : r;
}

int og_start_domain(struct og_start *start, const struct og_buf *text,
		    const char *what, struct og_err *err)
{
	int r = og_refine_parse(og_buf_text(text), text->len,
				&start->domain_doc, err);

	return r < 0 ? og_err_prefix(err, "%s", what) : 0;
}

static int read_vm(struct og_start *start, const struct og_xml_node *root,
		   struct og_err *err)
{
	int r;

	if (start->domain_doc)
		return og_refine_vm(root, start->domain_doc, &start->conf,
				    &start->vm, err);
	r = og_vm_read(root, &start->conf, &start->vm, err);
	if (r < 0)
		return r;
	return og_vm_read_guest(root, &start->conf, &start->vm, err);
}

int og_start_vm(struct og_start *start, const struct og_buf *text,
		const char *what, struct og_err *err)
{
	const struct og_xml_node *root;
	int r;

	r = og_xml_doc_parse(og_buf_text(text), text->len, &start->vm_doc, err);
	if (r < 0)
		return og_err_prefix(err, "%s", what);
	root = og_xml_root(start->vm_doc);
	r = read_vm(start, root, err);
	if (r < 0)
		return r;
	og_guard_wishes(&start->vm, &start->wishes, &start->n_wishes);
	return 0;
}

bool og_start_is_bound(const struct og_start *start)
{
	return start->vm.n_cells || start->vm.n_pci;
}

static int read_devices(struct og_start *start, const char *sysroot,
			struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	struct og_files files = { .ops = &og_files_real };
	int r;

	if (!start->n_wishes)
		return 0;
	r = og_root_open(sysroot, &root, err);
	if (r < 0)
		return r;
	files.root = root;
	r = og_pciscan_ids(&files, &start->devs, err);
	if (r < 0)
		return r;
	og_pciscan_details(&files, &start->devs);
	og_pcitraits_fill(&files, &start->devs);
	return 0;
}

int og_start_topology(struct og_start *start, const char *sysroot,
		      struct og_err *err)
{
	int r = og_running_topology(sysroot, &start->site.reserved, &start->vm,
				    &start->host, &start->notes, err);

	start->has_host = r == 0;
	if (r == 0)
		r = read_devices(start, sysroot, err);
	return r;
}

int og_start_guard(struct og_start *start, struct og_err *err)
{
	const struct og_guard guard = og_site_guard(&start->site);
	int r = og_disks_check(start->vm.disks, start->vm.n_disks, err);

	start->before_guard = start->notes.count;
	if (r == 0)
		r = og_guard_check(&guard, start->wishes, start->n_wishes,
				   &start->devs, &start->notes, err);
	return with_id(start, r, err);
}

int og_start_live(struct og_start *start, const char *from, struct og_err *err)
{
	int r;

	start->live.wait = start->site.libvirt_wait;
	r = og_live_read(&start->live, from, err);
	if (r == 0 && strcmp(from, OG_LIVE_NONE) != 0)
		start->has_live = true;
	return r;
}

int og_start_holders(struct og_start *start, struct og_err *err)
{
	return with_id(start,
		       og_guard_holders(start->wishes, start->n_wishes,
					&start->devs, &start->live,
					start->vm.id, err),
		       err);
}

int og_start_look_again(struct og_start *start, const char *sysroot,
			struct og_err *err)
{
	int r;

	og_pcidevs_free(&start->devs);
	og_notes_cut(&start->notes, start->before_guard);
	r = read_devices(start, sysroot, err);
	if (r == 0)
		r = og_start_guard(start, err);
	return r < 0 ? r : og_start_holders(start, err);
}

int og_start_decide(struct og_start *start, struct og_err *err)
{
	bool may_move = start->has_host && start->has_live;
	int r;

	if (may_move)
		og_live_mark(&start->live, start->vm.id, &start->host);
	og_cells_note(&start->vm, &start->notes);
	if (!start->domain_doc) {
		og_guest_cpu_note(&start->vm, &start->notes);
		og_distance_note(&start->vm, &start->notes);
		og_device_notes(&start->vm, &start->notes);
		og_raw_note(&start->vm, &start->notes);
	} else {
		og_balloon_note(&start->vm, &start->notes);
	}
	r = og_pins_settle(&start->vm, may_move ? &start->host : NULL,
			   &start->moves, &start->notes, err);
	if (r == 0)
		r = og_pcie_plan(&start->vm, &start->tree, &start->notes, err);
	return with_id(start, r, err);
}

static int make_text(struct og_start *start, const struct og_plan *plan,
		     struct og_buf *out, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_autobuf text = OG_BUF_INIT;
	int r;

	if (start->domain_doc) {
		r = og_refine(start->domain_doc, plan, err);
		if (r == 0)
			og_xml_write(start->domain_doc, out);
		return r;
	}
	doc = og_domain_new(plan);
	r = og_refine_new(doc, plan, err);
	og_xml_write(doc, &text);
	if (r == 0)
		r = og_domain_check_text(&text, &start->vm, err);
	r = with_id(start, r, err);
	if (r == 0)
		og_buf_add(out, text.data, text.len);
	return r;
}

int og_start_write(struct og_start *start, struct og_buf *out,
		   struct og_err *err)
{
	struct og_plan plan = {
		.vm = &start->vm,
		.tree = &start->tree,
		.moves = &start->moves,
		.notes = &start->notes,
		.datastores = start->site.datastores,
		.host = start->has_host ? &start->host : NULL,
	};

	og_pins_emulator(&start->vm, plan.host, &plan.emulator);
	return make_text(start, &plan, out, err);
}

void og_start_log(const struct og_start *start, FILE *out)
{
	for (size_t i = 0; i < start->notes.count; i++)
		og_log(out, start->notes.all[i].level, -1, "VM %d: %s",
		       start->vm.id, start->notes.all[i].text);
}
