// SPDX-License-Identifier: Apache-2.0
/*
 * I/O ports for a guest with UEFI and expander buses. OVMF sets 4 KiB of them
 * aside for each root port that something can be plugged into, out of 40. One
 * root bus it lets go without; with a second one it gives up, and then no
 * device of the guest has a BAR: a GPU is there and cannot be used. Nothing
 * behind a root port needs I/O ports, so QEMU is told to ask for none. libvirt
 * has no word of its own for that.
 */
#include "domain.h"
#include "part.h"

#define QEMU_NS	 "http://libvirt.org/schemas/domain/qemu/1.0"
#define PROPERTY "pcie-root-port.io-reserve"

static bool has_uefi(const struct og_xml_node *domain)
{
	const struct og_xml_node *os = og_part(domain, "os");
	const struct og_xml_node *loader = og_part(os, "loader");

	return (os && og_part_is(os, "firmware", "efi")) ||
	       (loader && og_part_is(loader, "type", "pflash"));
}

static bool has_expander(const struct og_xml_node *domain)
{
	og_part_each(node, og_part(domain, "devices"), "controller")
	{
		if (og_part_is(node, "model", "pcie-expander-bus"))
			return true;
	}
	return false;
}

/* The user's, who may have said something of it. */
static struct og_xml_node *find_commandline(const struct og_xml_node *domain)
{
	og_xml_each (node, domain, "commandline") {
		const char *ns = og_xml_ns(node);

		if (ns && strcmp(ns, QEMU_NS) == 0)
			return node;
	}
	return NULL;
}

static bool says(const struct og_xml_node *commandline)
{
	og_xml_each (arg, commandline, "arg") {
		const char *value = og_xml_attr(arg, "value");

		if (value && strstr(value, PROPERTY))
			return true;
	}
	return false;
}

static void add_arg(struct og_xml_node *commandline, const char *value)
{
	og_xml_set(og_xml_add_ns(commandline, "qemu", QEMU_NS, "arg", NULL),
		   "value", value);
}

void og_domain_spare_io(struct og_xml_node *domain)
{
	struct og_xml_node *commandline = find_commandline(domain);

	if (!has_uefi(domain) || !has_expander(domain) ||
	    (commandline && says(commandline)))
		return;
	if (!commandline)
		commandline = og_xml_add_ns(domain, "qemu", QEMU_NS,
					    "commandline", NULL);
	add_arg(commandline, "-global");
	add_arg(commandline, PROPERTY "=0");
}
