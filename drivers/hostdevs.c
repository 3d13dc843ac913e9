// SPDX-License-Identifier: Apache-2.0
#include "hostdevs.h"

#include <errno.h>

#include "part.h"

static bool is_host_pci(const struct og_xml_node *node)
{
	return og_part_is(node, "type", "pci");
}

static struct og_xml_node *find_pci(const struct og_xml_node *devices,
				    const struct og_bdf *host)
{
	struct og_bdf is;

	og_part_each(node, devices, "hostdev")
	{
		const struct og_xml_node *source = og_part(node, "source");

		if (is_host_pci(node) &&
		    og_part_address(og_part(source, "address"), &is) &&
		    og_bdf_cmp(&is, host) == 0)
			return node;
	}
	return NULL;
}

static struct og_xml_node *find_mdev(const struct og_xml_node *devices,
				     const char *uuid)
{
	og_part_each(node, devices, "hostdev")
	{
		const struct og_xml_node *address =
			og_part(og_part(node, "source"), "address");

		if (address && og_part_is(address, "uuid", uuid))
			return node;
	}
	return NULL;
}

int og_hostdevs_find(const struct og_xml_node *devices, const struct og_vm *vm,
		     struct og_xml_node ***ret_hostdevs, struct og_err *err)
{
	og_autofree struct og_xml_node **found =
		og_calloc(vm->n_pci + 1, sizeof(*found));
	char name[OG_BDF_TEXT];

	for (size_t i = 0; i < vm->n_pci; i++) {
		found[i] = vm->pci[i].mdev
				   ? find_mdev(devices, vm->pci[i].mdev)
				   : find_pci(devices, &vm->pci[i].host);
		if (found[i])
			continue;
		og_bdf_name(&vm->pci[i].host, name);
		return og_err_set(err, -EINVAL,
				  "PCI %d (%s) has no <hostdev> in the domain",
				  vm->pci[i].id, name);
	}
	*ret_hostdevs = og_steal(found);
	return 0;
}
