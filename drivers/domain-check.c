// SPDX-License-Identifier: Apache-2.0
/*
 * The tree of a domain's text, given to the same judge as a plan, and what a
 * tree does not show: who else is where.
 */
#include "domain-check.h"

#include <errno.h>

#include "part.h"
#include "pcie-read.h"

static int check_once(const struct og_xml_node *devices, struct og_err *err)
{
	unsigned index;

	og_part_each(node, devices, "controller")
	{
		const struct og_xml_node *more = node;

		if (!og_part_is(node, "type", "pci"))
			continue;
		if (!og_part_number(node, "index", &index))
			return og_part_refuse(node, "no index", err);
		while ((more = og_part_next(more, "controller"))) {
			unsigned other;

			if (og_part_is(more, "type", "pci") &&
			    og_part_number(more, "index", &other) &&
			    other == index)
				return og_part_refuse(
					more, "its index is taken", err);
		}
	}
	return 0;
}

static const struct og_xml_node *pci_address(const struct og_xml_node *node,
					     struct og_bdf *ret_bdf)
{
	const struct og_xml_node *address = og_part(node, "address");

	if (address && og_part_is(address, "type", "pci") &&
	    og_part_address(address, ret_bdf))
		return address;
	return NULL;
}

/* libvirt finds a second function only where the first says there are more. */
static bool has_first(const struct og_xml_node *devices,
		      const struct og_bdf *at)
{
	struct og_bdf first = *at, is;

	first.func = 0;
	og_part_each(node, devices, NULL)
	{
		const struct og_xml_node *address = pci_address(node, &is);

		if (address && og_bdf_cmp(&is, &first) == 0)
			return og_part_is(address, "multifunction", "on");
	}
	return false;
}

/* Not the VM's devices alone: RAW may have put one where it likes. */
static int check_addresses(const struct og_xml_node *devices,
			   struct og_err *err)
{
	struct og_bdf at, other;

	og_part_each(node, devices, NULL)
	{
		const struct og_xml_node *more = node;

		if (!pci_address(node, &at))
			continue;
		if (at.func && !has_first(devices, &at))
			return og_part_refuse(node,
					      "its slot has no function 0 with "
					      "multifunction",
					      err);
		while ((more = og_part_next(more, NULL)))
			if (pci_address(more, &other) &&
			    og_bdf_cmp(&at, &other) == 0)
				return og_part_refuse(
					more,
					"another device has its guest "
					"address",
					err);
	}
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
		r = check_addresses(devices, err);
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
