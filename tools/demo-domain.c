// SPDX-License-Identifier: Apache-2.0
/* The domain that the node would start, and what libvirt thinks of it. */
#include <errno.h>

#include "demo.h"
#include "layout.h"
#include "tmpfile.h"
#include "xmltree.h"

/* The lines of a domain that passthrough is about. */
static int tell_domain(const struct og_buf *domain, struct og_buf *out,
		       struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	const struct og_xml_node *root, *cputune, *numatune;
	int r;

	r = og_xml_doc_parse(og_buf_text(domain), domain->len, &doc, err);
	if (r < 0)
		return og_err_prefix(err, "domain");
	root = og_xml_root(doc);
	cputune = og_xml_child(root, "cputune");
	numatune = og_xml_child(root, "numatune");
	og_buf_str(out, "Domain:");
	if (cputune)
		og_xml_each (pin, cputune, "vcpupin")
			og_buf_fmt(out, " vCPU %s on CPU %s,",
				   og_xml_attr(pin, "vcpu"),
				   og_xml_attr(pin, "cpuset"));
	if (numatune)
		og_xml_each (node, numatune, "memnode")
			og_buf_fmt(out, " memory of cell %s on node %s,",
				   og_xml_attr(node, "cellid"),
				   og_xml_attr(node, "nodeset"));
	og_buf_fmt(out, " %zu bytes of XML\n", domain->len);
	return 0;
}

int og_demo_domain(struct og_demo *demo, struct og_buf *out, struct og_err *err)
{
	og_autofree char *program =
		og_layout_program("drivers", "onegpu-domain");
	og_autofree char *root = og_demo_path(demo, "root");
	og_autofree char *running = og_demo_path(demo, "running");
	og_autofree char *vm = og_demo_path(demo, "vm.xml");
	og_autobuf essence = OG_BUF_INIT;
	og_autoproc proc = { 0 };
	int r;

	r = og_demo_run(demo,
			(const char *[]){ program, "--sysroot", root, "--live",
					  running, NULL },
			vm, &proc, out, err);
	if (r < 0)
		return r;
	r = tell_domain(&proc.out, &essence, err);
	if (r < 0)
		return r;
	og_style_wrap(&demo->style, out, 7, og_buf_text(&essence));
	og_buf_add(&demo->domain, proc.out.data, proc.out.len);
	return 0;
}

int og_demo_validate(struct og_demo *demo, struct og_buf *out,
		     struct og_err *err)
{
	og_cleanup(og_tmpfile_drop) char *path = NULL;
	int r;

	if (demo->domain.len == 0)
		return og_err_set(err, -ENODATA, "there is no domain to check");
	r = og_tmpfile_make("domain.xml", &demo->domain, &path, err);
	if (r < 0)
		return r;
	r = og_demo_ask(
		demo,
		(const char *[]){ "virt-xml-validate", path, "domain", NULL },
		"The domain is valid.", out, err);
	if (r < 0)
		return r;
	return og_demo_ask(demo,
			   (const char *[]){ "virsh", "-c", "test:///default",
					     "define", path, NULL },
			   "libvirt defined it.", out, err);
}
