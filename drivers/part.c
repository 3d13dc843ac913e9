// SPDX-License-Identifier: Apache-2.0
#include "part.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "domain.h"

static struct og_xml_node *plain(struct og_xml_node *node, const char *name)
{
	while (node && og_xml_ns(node))
		node = og_xml_next(node, name);
	return node;
}

struct og_xml_node *og_part(const struct og_xml_node *parent, const char *name)
{
	return plain(og_xml_child(parent, name), name);
}

struct og_xml_node *og_part_next(const struct og_xml_node *node,
				 const char *name)
{
	return plain(og_xml_next(node, name), name);
}

struct og_xml_node *og_part_need(struct og_xml_node *parent, const char *name)
{
	struct og_xml_node *node = og_part(parent, name);

	return node ? node : og_xml_add(parent, name, NULL);
}

bool og_part_number(const struct og_xml_node *node, const char *attr,
		    unsigned *ret_number)
{
	const char *text = og_xml_attr(node, attr);
	unsigned long value;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end || value > INT_MAX)
		return false;
	*ret_number = (unsigned)value;
	return true;
}

struct og_xml_node *og_part_numbered(const struct og_xml_node *parent,
				     const char *name, const char *attr,
				     unsigned number)
{
	unsigned is;

	og_part_each(node, parent, name) if (og_part_number(node, attr, &is) &&
					     is == number) return node;
	return NULL;
}

bool og_part_is(const struct og_xml_node *node, const char *attr,
		const char *value)
{
	const char *is = node ? og_xml_attr(node, attr) : NULL;

	return is && strcmp(is, value) == 0;
}

int og_part_refuse(const struct og_xml_node *node, const char *what,
		   struct og_err *err)
{
	return og_err_set(err, -EINVAL, "line %u: <%s>: %s", og_xml_line(node),
			  og_xml_name(node), what);
}

void og_part_set(struct og_xml_node *node, const char *attr, const char *value)
{
	if (!og_part_is(node, attr, value))
		og_xml_set(node, attr, value);
}

void og_part_set_number(struct og_xml_node *node, const char *attr,
			unsigned number)
{
	unsigned is;

	if (!og_part_number(node, attr, &is) || is != number)
		og_xml_setf(node, attr, "%u", number);
}

void og_part_set_hex(struct og_xml_node *node, const char *attr, int digits,
		     unsigned number)
{
	unsigned is;

	if (!og_part_number(node, attr, &is) || is != number)
		og_xml_setf(node, attr, "0x%0*x", digits, number);
}

void og_part_set_list(struct og_xml_node *node, const char *attr,
		      const struct og_cpuset *set)
{
	const char *text = og_xml_attr(node, attr);
	og_autofree char *list = NULL;
	struct og_cpuset is;

	if (text && og_cpuset_parse(text, strlen(text), &is) == 0 &&
	    og_cpuset_equal(&is, set))
		return;
	list = og_domain_list(set);
	og_xml_set(node, attr, list);
}

bool og_part_address(const struct og_xml_node *address, struct og_bdf *ret_bdf)
{
	unsigned domain = 0, bus = 0, slot = 0, func = 0;
	bool has_bus, has_slot;

	if (!address)
		return false;
	/* Neither: libvirt is asked to choose. */
	has_bus = og_part_number(address, "bus", &bus);
	has_slot = og_part_number(address, "slot", &slot);
	if (!has_bus && !has_slot)
		return false;
	og_part_number(address, "domain", &domain);
	og_part_number(address, "function", &func);
	if (bus > 255 || slot > 31 || func > 7)
		return false;
	*ret_bdf = (struct og_bdf){ 0 };
	ret_bdf->domain = domain;
	ret_bdf->bus = (uint8_t)bus;
	ret_bdf->slot = (uint8_t)slot;
	ret_bdf->func = (uint8_t)func;
	return true;
}
