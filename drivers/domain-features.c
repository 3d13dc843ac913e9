// SPDX-License-Identifier: Apache-2.0
/* <features> and <clock>. */
#include <strings.h>

#include "domain.h"
#include "part.h"

/* Whom drivers that refuse to work in a VM believe to be at work. */
static const char vendor_id[] = "onegpu";

static void set_state(struct og_xml_node *parent, const char *name)
{
	og_xml_set(og_xml_add(parent, name, NULL), "state", "on");
}

static void add_vendor(struct og_xml_node *hyperv)
{
	struct og_xml_node *vendor;

	if (og_part(hyperv, "vendor_id"))
		return;
	vendor = og_xml_add(hyperv, "vendor_id", NULL);
	og_xml_set(vendor, "state", "on");
	og_xml_set(vendor, "value", vendor_id);
}

void og_domain_hide(struct og_xml_node *features)
{
	struct og_xml_node *kvm;

	add_vendor(og_part_need(features, "hyperv"));
	kvm = og_part_need(features, "kvm");
	if (!og_part(kvm, "hidden"))
		set_state(kvm, "hidden");
}

static bool has_acpi(const struct og_vm *vm)
{
	return vm->features.acpi && (strcmp(vm->arch, "aarch64") != 0 ||
				     vm->os.firmware != OG_FIRMWARE_BIOS);
}

/* libvirt takes an IOMMU that remaps interrupts only with QEMU's I/O APIC. */
static bool remaps(const struct og_vm_iommu *iommu)
{
	for (size_t i = 0; iommu->mode && i < iommu->n_options; i++)
		if (strcmp(iommu->options[i].name, "intremap") == 0)
			return strcasecmp(iommu->options[i].value, "on") == 0;
	return false;
}

/* As with oned, RAS alone is nothing to say. */
static bool has_features(const struct og_vm *vm)
{
	const struct og_vm_features *from = &vm->features;

	return from->acpi || from->pae || from->apic || from->hyperv ||
	       from->gic || from->kvm_hidden || vm->os.secure_boot ||
	       remaps(&vm->guard.iommu);
}

void og_domain_add_features(struct og_xml_node *domain,
			    const struct og_plan *plan)
{
	const struct og_vm_features *from = &plan->vm->features;
	bool ioapic = remaps(&plan->vm->guard.iommu);
	bool smm = plan->vm->os.secure_boot;
	struct og_xml_node *features, *node;

	if (!has_features(plan->vm))
		return;
	features = og_xml_add(domain, "features", NULL);
	if (from->pae)
		og_xml_add(features, "pae", NULL);
	if (has_acpi(plan->vm))
		og_xml_add(features, "acpi", NULL);
	if (from->apic)
		og_xml_add(features, "apic", NULL);
	if (from->hyperv)
		og_domain_add_pieces(og_xml_add(features, "hyperv", NULL),
				     from->hyperv_options);
	if (from->kvm_hidden)
		og_domain_hide(features);
	if (smm)
		set_state(features, "smm");
	if (ioapic) {
		node = og_xml_add(features, "ioapic", NULL);
		og_xml_set(node, "driver", "qemu");
	}
	if (from->gic) {
		node = og_xml_add(features, "gic", NULL);
		og_xml_set(node, "version", from->gic);
	}
	if (from->ras)
		set_state(features, "ras");
}

void og_domain_add_clock(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm_features *from = &plan->vm->features;
	struct og_xml_node *clock;

	if (!from->localtime && !from->hyperv)
		return;
	clock = og_xml_add(domain, "clock", NULL);
	og_xml_set(clock, "offset", from->localtime ? "localtime" : "utc");
	og_domain_add_pieces(clock, from->timers);
}
