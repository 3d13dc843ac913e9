// SPDX-License-Identifier: Apache-2.0
#include "running.h"

#include <errno.h>

#include "hwtopo.h"
#include "rundom.h"

enum { DOMAIN_MAX = 16 * 1024 * 1024 };

static bool is_xml(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".xml") == 0;
}

static int mark_file(const struct og_root *dir, const char *name, int self,
		     struct og_host *host, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_root_read(dir, name, DOMAIN_MAX, &text);
	if (r < 0)
		return og_err_set(err, r, "%s", strerror(-r));
	r = og_xml_doc_parse(og_buf_text(&text), text.len, &doc, err);
	if (r < 0)
		return r;
	r = og_rundom_read(og_xml_root(doc), &dom, err);
	if (r < 0)
		return r;
	if (dom.vm != self)
		og_rundom_mark(&dom, host);
	return 0;
}

int og_running_mark(const char *dir, int self, struct og_host *host,
		    struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	char **names = NULL;
	size_t count = 0;
	int r;

	r = og_root_open(dir, &root, err);
	if (r < 0)
		return r;
	r = og_root_list(root, ".", &names, &count);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", dir, strerror(-r));
	for (size_t i = 0; i < count && r == 0; i++) {
		if (!is_xml(names[i]))
			continue;
		r = mark_file(root, names[i], self, host, err);
		if (r < 0)
			og_err_prefix(err, "%s/%s", dir, names[i]);
	}
	og_root_names_free(names, count);
	return r;
}

int og_running_topology(const char *sysroot, struct og_vm *vm,
			struct og_host *ret_host, struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	int r;

	r = og_root_open(sysroot, &root, err);
	if (r < 0)
		return r;
	r = og_hwtopo_load(root, OG_HWTOPO_CORES | OG_HWTOPO_PCI, &topo, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < vm->n_pci; i++)
		if (vm->pci[i].near < 0)
			vm->pci[i].near =
				og_hwtopo_pci_node(topo, &vm->pci[i].host);
	return og_hwtopo_host(topo, ret_host, err);
}
