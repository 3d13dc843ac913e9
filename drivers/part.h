/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and setting the parts of a libvirt domain that somebody else wrote.
 * libvirt's own elements have no namespace; what has one is not touched.
 * Setters leave alone what already says the same in other characters.
 */
#ifndef OG_PART_H
#define OG_PART_H

#include <stdint.h>

#include "bdf.h"
#include "cpuset.h"
#include "xmltree.h"

struct og_xml_node *og_part(const struct og_xml_node *parent, const char *name);
struct og_xml_node *og_part_next(const struct og_xml_node *node,
				 const char *name);
#define og_part_each(var, parent, name)                                \
	for (struct og_xml_node *var = og_part((parent), (name)); var; \
	     var = og_part_next(var, (name)))

/* The child of that name, made as the last where there is none. */
struct og_xml_node *og_part_need(struct og_xml_node *parent, const char *name);

/* The child whose attribute is this number; NULL: there is none. */
struct og_xml_node *og_part_numbered(const struct og_xml_node *parent,
				     const char *name, const char *attr,
				     unsigned number);

/* False where there is no node. */
bool og_part_is(const struct og_xml_node *node, const char *attr,
		const char *value);

/* As libvirt reads numbers: "16", "0x10", "020". */
bool og_part_number(const struct og_xml_node *node, const char *attr,
		    unsigned *ret_number);

/* Set -EINVAL: the element's line and name, and what is wrong with it. */
int og_part_refuse(const struct og_xml_node *node, const char *what,
		   struct og_err *err);

void og_part_set(struct og_xml_node *node, const char *attr, const char *value);
void og_part_set_number(struct og_xml_node *node, const char *attr,
			unsigned number);
void og_part_set_hex(struct og_xml_node *node, const char *attr, int digits,
		     unsigned number);
void og_part_set_list(struct og_xml_node *node, const char *attr,
		      const struct og_cpuset *set);

/* The PCI address that an <address> element holds. */
bool og_part_address(const struct og_xml_node *address, struct og_bdf *ret_bdf);

#endif
