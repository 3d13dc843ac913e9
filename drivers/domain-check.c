// SPDX-License-Identifier: Apache-2.0
/*
 * The tree of a domain's text, given to the same judge as a plan, and what a
 * tree does not show: who else is where.
 */
#include "domain-check.h"

#include <errno.h>

#include "part.h"
#include "pcie-read.h"

struct numbered {
	unsigned index;
	size_t order; /* in the document */
	const struct og_xml_node *node;
};

static int cmp_index(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	if (x->index != y->index)
		return x->index > y->index ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

static int check_once(const struct og_xml_node *devices, struct og_err *err)
{
	og_autofree struct numbered *all = NULL;
	size_t count = 0, cap = 0;

	og_part_each(node, devices, "controller")
	{
		struct numbered one = { .order = count, .node = node };

		if (!og_part_is(node, "type", "pci"))
			continue;
		if (!og_part_number(node, "index", &one.index))
			return og_part_refuse(node, "no index", err);
		OG_RESERVE(all, count + 1, cap);
		all[count++] = one;
	}
	if (count)
		qsort(all, count, sizeof(*all), cmp_index);
	for (size_t i = 1; i < count; i++)
		if (all[i - 1].index == all[i].index)
			return og_part_refuse(all[i].node, "its index is taken",
					      err);
	return 0;
}

static int check_tree(const struct og_xml_node *root, const struct og_vm *vm,
		      struct og_err *err)
{
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	int r = og_pcie_read(root, vm, &tree, err);

	return r ? r : og_pcie_check(&tree, vm, err);
}

int og_domain_check(const struct og_xml_node *root, const struct og_vm *vm,
		    struct og_err *err)
{
	const struct og_xml_node *devices = og_part(root, "devices");
	int r;

	if (!devices)
		return og_err_set(err, -EINVAL, "no <devices>");
	r = check_once(devices, err);
	/* Where nothing is passed through, any tree will do. */
	if (r == 0 && vm->n_pci)
		r = check_tree(root, vm, err);
	if (r == 0)
		r = og_domain_check_places(devices, err);
	return r;
}

/* libvirt reads a <devices> that could not be merged as well. */
static void gather_devices(struct og_xml_node *root)
{
	struct og_xml_node *first = og_part(root, "devices");

	for (const struct og_xml_node *more = first; more;
	     more = og_part_next(more, "devices"))
		og_part_each(node, more == first ? NULL : more, NULL)
			og_xml_add_copy(first, node);
}

int og_domain_check_text(const struct og_buf *text, const struct og_vm *vm,
			 struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	int r;

	r = og_xml_doc_parse(og_buf_text(text), text->len, &doc, err);
	if (r == 0) {
		gather_devices(og_xml_root(doc));
		r = og_domain_check(og_xml_root(doc), vm, err);
	}
	if (r < 0)
		og_err_prefix(err, "the finished domain");
	return r;
}
