// SPDX-License-Identifier: Apache-2.0
#include "wish.h"

static unsigned devices_on(const struct og_vm *vm, int32_t node)
{
	unsigned n = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		n += vm->pci[i].near == node;
	return n;
}

static bool is_served(const struct og_vm *vm, const int32_t *want, int32_t node)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		if (want[i] == node)
			return true;
	return false;
}

/* The node with most devices that no cell serves yet; ties: the lowest. */
static int32_t next_node(const struct og_vm *vm, const int32_t *want)
{
	int32_t best = -1;
	unsigned most = 0;

	for (size_t i = 0; i < vm->n_pci; i++) {
		int32_t node = vm->pci[i].near;
		unsigned n = node >= 0 ? devices_on(vm, node) : 0;

		if (n == 0 || is_served(vm, want, node))
			continue;
		if (n > most || (n == most && node < best)) {
			best = node;
			most = n;
		}
	}
	return best;
}

void og_wish_nodes(const struct og_vm *vm, int32_t *ret_want)
{
	int32_t node;

	for (size_t i = 0; i < vm->n_cells; i++)
		ret_want[i] = -1;
	for (size_t i = 0; i < vm->n_cells; i++) {
		node = vm->cells[i].node;
		if (vm->cells[i].vcpus && node >= 0 && devices_on(vm, node) &&
		    !is_served(vm, ret_want, node))
			ret_want[i] = node;
	}
	for (size_t i = 0; i < vm->n_cells; i++) {
		if (ret_want[i] >= 0 || !vm->cells[i].vcpus)
			continue;
		node = next_node(vm, ret_want);
		if (node < 0)
			return;
		ret_want[i] = node;
	}
}

static const char *kind_of(const struct og_vm_pci *pci)
{
	const char *id = pci->class_id ? pci->class_id : "";

	if (strncmp(id, "03", 2) == 0)
		return "GPU";
	if (strncmp(id, "02", 2) == 0)
		return "NIC";
	return "device";
}

char *og_wish_devices(const struct og_vm *vm, int32_t node)
{
	unsigned more = devices_on(vm, node);
	char name[OG_BDF_TEXT];

	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		if (pci->near != node)
			continue;
		og_bdf_short(&pci->host, name);
		if (more == 1)
			return og_asprintf("%s %s", kind_of(pci), name);
		return og_asprintf("%s %s and %u more", kind_of(pci), name,
				   more - 1);
	}
	return NULL;
}
