// SPDX-License-Identifier: Apache-2.0
/* The probe on this machine and on the recorded one, and the plan. */
#include <errno.h>

#include "demo.h"
#include "layout.h"
#include "tmpfile.h"
#include "xmltree.h"

enum { SHOWN_MAX = 8 };

static int probe(struct og_demo *demo, const char *const *argv,
		 struct og_probed *ret_probed, struct og_buf *out,
		 struct og_err *err)
{
	og_autoproc proc = { 0 };
	int r;

	r = og_demo_run(demo, argv, NULL, &proc, out, err);
	if (r < 0)
		return r;
	return og_probed_parse(og_buf_text(&proc.out), proc.out.len, ret_probed,
			       err);
}

static void show_devices(const struct og_demo *demo,
			 const struct og_probed *probed, struct og_buf *out)
{
	for (size_t i = 0; i < probed->n_devices && i < SHOWN_MAX; i++) {
		const struct og_probed_device *device = &probed->devices[i];
		char address[OG_BDF_TEXT];

		og_bdf_short(&device->bdf, address);
		og_buf_fmt(out, "       %-10s ", address);
		if (device->node < 0)
			og_buf_str(out, "no node  ");
		else
			og_buf_fmt(out, "node %-3d ", device->node);
		og_style_clip(&demo->style, out, device->name,
			      og_style_columns(&demo->style) - 30);
		og_buf_char(out, '\n');
	}
	if (probed->n_devices > SHOWN_MAX)
		og_buf_fmt(out, "       and %zu more\n",
			   probed->n_devices - SHOWN_MAX);
}

/* The probe on this machine with one filter. */
static int probe_here(struct og_demo *demo, const char *filter,
		      struct og_probed *ret_probed, struct og_buf *out,
		      struct og_err *err)
{
	og_autofree char *program = og_layout_program("probes", "onegpu-pci");
	og_cleanup(og_tmpfile_drop) char *conf = NULL;
	og_autobuf text = OG_BUF_INIT;
	int r;

	og_buf_fmt(&text, ":filter: '%s'\n", filter);
	og_buf_fmt(out, "     pci.conf has %s", og_buf_text(&text));
	r = og_tmpfile_make("pci.conf", &text, &conf, err);
	if (r < 0)
		return r;
	return probe(demo, (const char *[]){ program, "--conf", conf, NULL },
		     ret_probed, out, err);
}

int og_demo_this_machine(struct og_demo *demo, struct og_buf *out,
			 struct og_err *err)
{
	og_cleanup(og_probed_free) struct og_probed gpus = { 0 };
	og_cleanup(og_probed_free) struct og_probed all = { 0 };
	int r;

	r = probe_here(demo, "10de:*", &gpus, out, err);
	if (r < 0)
		return r;
	show_devices(demo, &gpus, out);
	if (gpus.n_devices > 0)
		return 0;
	r = probe_here(demo, "*:*", &all, out, err);
	if (r < 0)
		return r;
	og_buf_fmt(out,
		   "       No NVIDIA device here; %zu PCI devices of others.\n",
		   all.n_devices);
	return 0;
}

int og_demo_recorded_host(struct og_demo *demo, struct og_buf *out,
			  struct og_err *err)
{
	og_autofree char *program = og_layout_program("probes", "onegpu-pci");
	og_autofree char *root = og_demo_path(demo, "root");
	og_autofree char *conf = og_demo_path(demo, "pci.conf");
	int r;

	r = probe(demo,
		  (const char *[]){ program, "--sysroot", root, "--conf", conf,
				    NULL },
		  &demo->probed, out, err);
	if (r < 0)
		return r;
	show_devices(demo, &demo->probed, out);
	if (demo->probed.n_devices == 0)
		return og_err_set(err, -ENODEV, "%s: no device passes %s", root,
				  conf);
	return 0;
}

static int show_plan(const struct og_buf *plan, struct og_buf *out,
		     struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	int actions = 0, r;

	r = og_xml_doc_parse(og_buf_text(plan), plan->len, &doc, err);
	if (r < 0)
		return og_err_prefix(err, "plan");
	og_xml_each (action, og_xml_root(doc), "ACTION") {
		const char *what = og_xml_value(action, "OPERATION");
		const char *vm = og_xml_value(action, "VM_ID");
		const char *host = og_xml_value(action, "HOST_ID");

		og_buf_fmt(out, "       Plan: %s VM %s on host %s\n",
			   what ? what : "?", vm ? vm : "?", host ? host : "?");
		actions++;
	}
	if (actions == 0)
		return og_err_set(err, -ENOENT, "the plan places no VM");
	return 0;
}

int og_demo_plan(struct og_demo *demo, struct og_buf *out, struct og_err *err)
{
	og_autofree char *program = og_layout_program("sched", "onegpu-place");
	og_autofree char *message = og_demo_path(demo, "place.xml");
	og_autoproc proc = { 0 };
	int r;

	r = og_demo_run(demo, (const char *[]){ program, NULL }, message, &proc,
			out, err);
	if (r < 0)
		return r;
	return show_plan(&proc.out, out, err);
}
