// SPDX-License-Identifier: Apache-2.0
/* <features>. */
#include "refine-part.h"

static bool is_bios(const struct og_xml_node *domain)
{
	const struct og_xml_node *os = og_part(domain, "os");

	return os && !og_xml_attr(os, "firmware") && !og_part(os, "loader");
}

/* oned writes what secure boot needs for a BIOS too, which has none. */
void og_refine_firmware(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *features = og_part(domain, "features");
	struct og_xml_node *smm = features ? og_part(features, "smm") : NULL;

	if (smm && vm->os.secure_boot && is_bios(domain))
		og_xml_remove(smm);
}

void og_refine_hide(struct og_xml_node *domain, const struct og_vm *vm)
{
	if (vm->features.kvm_hidden)
		og_domain_hide(og_part_need(domain, "features"));
}
