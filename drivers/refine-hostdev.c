// SPDX-License-Identifier: Apache-2.0
/* The <hostdev> of each PCI vector, put where its bus is. */
#include "hostdevs.h"
#include "refine-part.h"

/* Without it libvirt makes no command line of it. */
static void name_driver(struct og_xml_node *hostdev)
{
	struct og_xml_node *driver = og_part(hostdev, "driver");
	struct og_xml_node *source = og_part(hostdev, "source");

	if (!og_part_is(hostdev, "type", "pci"))
		return;
	if (!driver)
		driver = source ? og_xml_add_before(source, "driver")
				: og_xml_add(hostdev, "driver", NULL);
	og_part_set(driver, "name", "vfio");
}

/* ROM and ROM_BAR are attributes of ours, of which oned knows nothing. */
static void graft_rom(struct og_xml_node *hostdev,
		      const struct og_xml_node *from)
{
	struct og_xml_node *rom;

	if (!from)
		return;
	rom = og_part_need(hostdev, "rom");
	if (og_xml_attr(from, "bar"))
		og_part_set(rom, "bar", og_xml_attr(from, "bar"));
	if (og_xml_attr(from, "file"))
		og_part_set(rom, "file", og_xml_attr(from, "file"));
}

/* Of ours too: oned orders disks and NICs alone. */
static void graft_order(struct og_xml_node *hostdev,
			const struct og_xml_node *from)
{
	if (from && !og_part(hostdev, "boot"))
		og_xml_add_copy(hostdev, from);
}

static void graft_address(struct og_xml_node *hostdev,
			  const struct og_xml_node *from)
{
	struct og_xml_node *address = og_part_need(hostdev, "address");
	struct og_bdf at = { 0 };

	og_part_address(from, &at);
	og_part_set(address, "type", "pci");
	og_part_set_hex(address, "domain", 4, 0);
	og_part_set_hex(address, "bus", 2, at.bus);
	og_part_set_hex(address, "slot", 2, at.slot);
	og_part_set_hex(address, "function", 1, at.func);
	if (og_xml_attr(from, "multifunction"))
		og_part_set(address, "multifunction", "on");
}

/* The domain's own for what a generated one passes through. */
static struct og_xml_node *like(const struct og_xml_node *devices,
				const struct og_xml_node *generated)
{
	const struct og_xml_node *from =
		og_part(og_part(generated, "source"), "address");
	const char *uuid = og_xml_attr(from, "uuid");
	struct og_bdf want, is;

	og_part_each(node, devices, "hostdev")
	{
		const struct og_xml_node *address =
			og_part(og_part(node, "source"), "address");

		if (!address)
			continue;
		if (uuid ? og_part_is(address, "uuid", uuid)
			 : og_part_is(node, "type", "pci") &&
				    og_part_address(address, &is) &&
				    og_part_address(from, &want) &&
				    og_bdf_cmp(&is, &want) == 0)
			return node;
	}
	return NULL;
}

int og_refine_hostdevs(struct og_xml_node *devices, const struct og_plan *plan,
		       struct og_err *err)
{
	og_autofree struct og_xml_node **hostdevs = NULL;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *model =
		og_xml_doc_new("devices");
	int r = og_hostdevs_find(devices, plan->vm, &hostdevs, err);

	if (r < 0)
		return r;
	og_domain_add_pci(og_xml_root(model), plan);
	og_part_each(from, og_xml_root(model), "hostdev")
	{
		struct og_xml_node *node = like(devices, from);

		/* One more function of a slot, which oned does not know. */
		if (!node) {
			og_xml_add_copy(devices, from);
			continue;
		}
		name_driver(node);
		graft_order(node, og_part(from, "boot"));
		graft_rom(node, og_part(from, "rom"));
		graft_address(node, og_part(from, "address"));
	}
	return 0;
}
