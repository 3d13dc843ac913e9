// SPDX-License-Identifier: Apache-2.0
/* <launchSecurity> with its <memtune>, <tpm> and <iommu>. */
#include "domain.h"
#include "vm-text.h"

enum {
	SEV_NO_DEBUG = 1,
	SEV_NO_KEY_SHARING = 2,
	SEV_ES = 4,
	KIB_PER_MIB = 1024,
};

void og_domain_add_encryption(struct og_xml_node *domain,
			      const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	unsigned policy = SEV_NO_DEBUG | SEV_NO_KEY_SHARING;
	struct og_xml_node *node;
	long long limit;

	if (vm->guard.sev == OG_SEV_NONE)
		return;
	if (vm->guard.sev == OG_SEV_ES)
		policy |= SEV_ES;
	node = og_xml_add(domain, "memtune", NULL);
	/* Encrypted pages are locked: QEMU needs room beside them. */
	limit = vm->memory / KIB_PER_MIB;
	limit += vm->guard.memory_offset;
	node = og_xml_addf(node, "hard_limit", "%lld", limit);
	og_xml_set(node, "unit", "MiB");
	node = og_xml_add(domain, "launchSecurity", NULL);
	og_xml_set(node, "type", "sev");
	og_xml_addf(node, "policy", "0x%08x", policy);
}

void og_domain_add_tpm(struct og_xml_node *devices, const struct og_plan *plan)
{
	struct og_xml_node *tpm, *backend;

	if (!plan->vm->guard.tpm)
		return;
	tpm = og_xml_add(devices, "tpm", NULL);
	og_domain_set_word(tpm, "model", plan->vm->guard.tpm);
	backend = og_xml_add(tpm, "backend", NULL);
	og_xml_set(backend, "type", "emulator");
	og_xml_set(backend, "version", "2.0");
}

/* Words in any case, as elsewhere. */
static void set_option(struct og_xml_node *node,
		       const struct og_vm_option *option)
{
	if (og_text_is_word_of("on off", option->value))
		og_domain_set_word(node, option->name, option->value);
	else
		og_xml_set(node, option->name, option->value);
}

/* `bus` is the index of the expander it serves; -1: it serves all. */
static void add_iommu(struct og_xml_node *devices,
		      const struct og_vm_iommu *from, int bus)
{
	struct og_xml_node *node = og_xml_add(devices, "iommu", NULL);

	og_domain_set_word(node, "model", from->model);
	node = og_xml_add(node, "driver", NULL);
	if (bus >= 0)
		og_xml_setf(node, "pciBus", "%d", bus);
	for (size_t i = 0; i < from->n_options; i++)
		set_option(node, &from->options[i]);
}

void og_domain_add_iommus(struct og_xml_node *devices,
			  const struct og_plan *plan)
{
	const struct og_vm_iommu *from = &plan->vm->guard.iommu;
	const struct og_pcie *tree = plan->tree;

	if (from->mode == OG_IOMMU_SINGLE)
		add_iommu(devices, from, -1);
	for (size_t i = 0; from->mode == OG_IOMMU_DEVICE && i < plan->vm->n_pci;
	     i++) {
		const struct og_vm_pci *pci = &plan->vm->pci[i];
		int port = tree->devices[i].bus;

		if (pci->iommu && pci->dedicated && pci->bus_index >= 0)
			add_iommu(devices, from, tree->buses[port].parent);
	}
}
