// SPDX-License-Identifier: Apache-2.0
/* Questions about a finished tree. */
#include "pcie.h"

void og_pcie_free(struct og_pcie *tree)
{
	free(tree->buses);
	free(tree->devices);
	*tree = (struct og_pcie){ 0 };
}

static const char *const model_names[] = {
	[OG_PCIE_ROOT] = "pcie-root",
	[OG_PCIE_PORT] = "pcie-root-port",
	[OG_PCIE_EXPANDER] = "pcie-expander-bus",
	[OG_PCIE_BRIDGE] = "pcie-to-pci-bridge",
	[OG_PCI_ROOT] = "pci-root",
	[OG_PCI_BRIDGE] = "pci-bridge",
};

const char *og_pcie_model_name(enum og_pcie_model model)
{
	return model_names[model];
}

bool og_pcie_model_find(const char *name, enum og_pcie_model *ret_model)
{
	for (size_t i = 0; i < OG_COUNT(model_names); i++)
		if (strcmp(model_names[i], name) == 0) {
			*ret_model = (enum og_pcie_model)i;
			return true;
		}
	return false;
}

int og_pcie_cell(const struct og_vm *vm, int node)
{
	for (size_t i = 0; node >= 0 && i < vm->n_cells; i++)
		if (vm->cells[i].memory_node == node)
			return (int)i;
	return -1;
}

int og_pcie_spare_port(const struct og_pcie *tree, int after)
{
	for (size_t i = (size_t)after + 1; i < tree->n_buses; i++) {
		bool taken = false;

		if (tree->buses[i].model != OG_PCIE_PORT ||
		    tree->buses[i].parent != 0)
			continue;
		for (size_t j = 0; j < tree->n_buses && !taken; j++)
			taken = tree->buses[j].parent == (int)i;
		for (size_t j = 0; j < tree->n_devices && !taken; j++)
			taken = tree->devices[j].bus == (int)i;
		if (!taken)
			return (int)i;
	}
	return 0;
}
