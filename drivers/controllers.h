/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PCI controllers of a domain that somebody else wrote, read once and in
 * document order. Knows what libvirt takes for what is left out, and how oned
 * and we write a tree; what becomes of it is for others.
 */
#ifndef OG_CONTROLLERS_H
#define OG_CONTROLLERS_H

#include "bdf.h"
#include "pcie.h"
#include "xmltree.h"

struct og_controller {
	struct og_xml_node *node;
	unsigned index; /* said, or the one libvirt gives it */
	bool is_said;
	bool in_first; /* of the <devices>, which is oned's */
	bool is_known; /* `model` is one of ours */
	enum og_pcie_model model;
	bool is_placed; /* it says where it is */
	struct og_bdf at;
	int bus_nr; /* of an expander; -1: not said */
};

struct og_controllers {
	struct og_controller *all;
	size_t count, cap;
	bool is_refined; /* the domain has our metadata */
	unsigned ours;	 /* of a refined one: indices below are its tree's */
};

void og_controllers_free(struct og_controllers *controllers);

/*
 * Read those of every <devices>, before they are merged. An index that is left
 * out is the lowest that nobody has, as with libvirt. -EINVAL, with the line
 * and what mends it, for what libvirt refuses too: an index that is no number,
 * no model, more controllers than there are buses.
 */
int og_controllers_read(const struct og_xml_node *domain,
			struct og_controllers *ret_controllers,
			struct og_err *err);

/*
 * Part of oned's tree or ours, which is remade; any other is the user's. oned
 * always says index and model and writes the first <devices>; once refined,
 * the tree is what the metadata counts. There is but one root.
 */
bool og_controllers_is_oned(const struct og_controllers *controllers,
			    const struct og_controller *controller);

#endif
