/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of lib/rundom share. */
#ifndef OG_RUNDOM_PART_H
#define OG_RUNDOM_PART_H

#include "rundom.h"

/* A list such as "0-3,8" in an attribute that has to be there. */
int og_rundom_read_set(const struct og_xml_node *node, const char *attr,
		       struct og_cpuset *ret_set, struct og_err *err);

/*
 * Which nodes the domain's memory is of: that of its cells or its whole, and
 * that of <memory> devices. What is bound to no node is not listed.
 */
int og_rundom_read_memory(const struct og_xml_node *root, struct og_rundom *dom,
			  struct og_err *err);

#endif
