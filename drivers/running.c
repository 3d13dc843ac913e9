// SPDX-License-Identifier: Apache-2.0
#include "running.h"

#include <dirent.h>
#include <errno.h>

#include "hwtopo.h"
#include "rundom.h"

enum { DOMAIN_MAX = 16 * 1024 * 1024 };

struct names {
	struct dirent **all;
	int count;
};

static void names_free(struct names *names)
{
	for (int i = 0; i < names->count; i++)
		free(names->all[i]);
	free(names->all);
}

static int is_xml(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".xml") == 0;
}

static int mark_text(const struct og_buf *text, int self, struct og_host *host,
		     struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	int r;

	r = og_xml_doc_parse(og_buf_text(text), text->len, &doc, err);
	if (r < 0)
		return r;
	r = og_rundom_read(og_xml_root(doc), &dom, err);
	if (r < 0)
		return r;
	if (dom.vm != self)
		og_rundom_mark(&dom, host);
	return 0;
}

static int mark_file(const char *path, int self, struct og_host *host,
		     struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_buf_read_file(&text, path, DOMAIN_MAX, err);
	if (r < 0)
		return r;
	r = mark_text(&text, self, host, err);
	if (r < 0)
		og_err_prefix(err, "%s", path);
	return r;
}

int og_running_mark(const char *dir, int self, struct og_host *host,
		    struct og_err *err)
{
	og_cleanup(names_free) struct names names = { 0 };
	int r = 0;

	names.count = scandir(dir, &names.all, is_xml, alphasort);
	if (names.count < 0)
		return og_err_set(err, -errno, "%s: %s", dir, strerror(errno));
	for (int i = 0; i < names.count && r == 0; i++) {
		og_autofree char *path =
			og_asprintf("%s/%s", dir, names.all[i]->d_name);

		r = mark_file(path, self, host, err);
	}
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
