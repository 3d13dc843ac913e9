// SPDX-License-Identifier: Apache-2.0
#include "pcie-groups.h"

#include <errno.h>

#include "pcie.h"

enum { BUS_NUMBERS = 256 };

void og_groups_free(struct og_groups *groups)
{
	free(groups->all);
	*groups = (struct og_groups){ 0 };
}

static struct og_group *node_group(const struct og_groups *groups, int node)
{
	for (size_t i = 0; i < groups->count; i++)
		if (!groups->all[i].dedicated &&
		    groups->all[i].host_node == node)
			return &groups->all[i];
	return NULL;
}

static void add_group(struct og_groups *groups, struct og_group group)
{
	OG_RESERVE(groups->all, groups->count + 1, groups->cap);
	groups->all[groups->count++] = group;
}

/* `near`: of a device that needs it; the node itself where none does. */
static void add_node_group(struct og_groups *groups, int node, int near)
{
	struct og_group *group = node_group(groups, node);

	if (group) {
		if (group->near != near)
			group->near = -1;
		return;
	}
	add_group(groups,
		  (struct og_group){
			  .want = OG_NODE_INDEX + OG_NODE_STRIDE * node,
			  .ports = OG_NODE_PORTS,
			  .promised = OG_NODE_BUS + OG_NODE_BUS_STRIDE * node,
			  .bus_nr = -1,
			  .host_node = node,
			  .near = near,
		  });
}

static int check_promise(const struct og_vm_pci *pci, struct og_err *err)
{
	int first = OG_NODE_BUS + OG_NODE_BUS_STRIDE * pci->node + 1;
	int k = (pci->bus - OG_DEDICATED_BUS - 1) / OG_DEDICATED_BUS_STRIDE;
	char name[OG_BDF_TEXT];
	bool good;

	og_bdf_name(&pci->host, name);
	if (pci->dedicated)
		good = pci->bus > OG_DEDICATED_BUS &&
		       pci->bus == OG_DEDICATED_BUS +
					   OG_DEDICATED_BUS_STRIDE * k + 1;
	else
		good = pci->bus >= first && pci->bus < first + OG_NODE_PORTS;
	if (good && pci->slot == 0)
		return 0;
	return og_err_set(err, -EINVAL,
			  "PCI %d (%s): VM_ADDRESS %02x:%02x.0 is no address "
			  "of a%s root port of NUMA node %d",
			  pci->id, name, (unsigned)pci->bus,
			  (unsigned)pci->slot,
			  pci->dedicated ? " dedicated" : "", pci->node);
}

static bool is_member(const struct og_group *group, const struct og_vm_pci *pci)
{
	return pci->bus_index >= 0 && pci->dedicated == group->dedicated &&
	       pci->node == group->host_node &&
	       (!group->dedicated || group->promised == pci->bus - 1);
}

const struct og_group *og_groups_of(const struct og_groups *groups,
				    const struct og_vm_pci *pci)
{
	for (size_t i = 0; i < groups->count; i++)
		if (is_member(&groups->all[i], pci))
			return &groups->all[i];
	return NULL;
}

/* Devices of the group that oned put on an earlier bus than `before`. */
static int count_devices(const struct og_group *group, const struct og_vm *vm,
			 int before)
{
	int n = 0;

	for (size_t i = 0; i < vm->n_pci; i++)
		n += is_member(group, &vm->pci[i]) && vm->pci[i].bus < before;
	return n;
}

/* Where a group keeps its number its devices keep their ports. */
int og_groups_port(const struct og_group *group, const struct og_vm *vm,
		   const struct og_vm_pci *pci)
{
	if (group->bus_nr == group->promised)
		return pci->bus - group->promised - 1;
	return count_devices(group, vm, pci->bus);
}

static bool is_free(const bool *used, int first, int count)
{
	if (first < 0 || first + count > BUS_NUMBERS)
		return false;
	for (int i = first; i < first + count; i++)
		if (used[i])
			return false;
	return true;
}

static void take(bool *used, struct og_group *group, int bus_nr)
{
	group->bus_nr = bus_nr;
	for (int i = bus_nr; i <= bus_nr + group->ports; i++)
		used[i] = true;
}

/* The ports that a group needs to keep what was promised on its bus. */
static int last_port(const struct og_group *group, const struct og_vm *vm)
{
	int last = 0;

	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		if (is_member(group, pci) && pci->bus - group->promised > last)
			last = pci->bus - group->promised;
	}
	return last;
}

/*
 * What was promised to all that can have it, then room for the others; NULL,
 * or the group that finds none.
 */
static const struct og_group *try_numbers(const struct og_vm *vm,
					  struct og_groups *groups, bool spare)
{
	bool used[BUS_NUMBERS] = { false };

	for (size_t i = 0; i < groups->count; i++) {
		struct og_group *g = &groups->all[i];

		g->bus_nr = -1;
		if (!spare)
			g->ports = last_port(g, vm);
		if (is_free(used, g->promised, 1 + g->ports))
			take(used, g, g->promised);
	}
	for (size_t i = 0; i < groups->count; i++) {
		struct og_group *g = &groups->all[i];

		if (g->bus_nr >= 0)
			continue;
		g->ports = count_devices(g, vm, INT32_MAX);
		for (int n = OG_NODE_BUS; g->bus_nr < 0 && n < BUS_NUMBERS; n++)
			if (is_free(used, n, 1 + g->ports))
				take(used, g, n);
		if (g->bus_nr < 0)
			return g;
	}
	return NULL;
}

/* Ports that wait for devices attached later go where there is no room. */
static int number(const struct og_vm *vm, struct og_groups *groups,
		  struct og_err *err)
{
	const struct og_group *g = try_numbers(vm, groups, true);

	if (g)
		g = try_numbers(vm, groups, false);
	if (!g)
		return 0;
	return og_err_set(err, -ENOTSUP,
			  "the guest's bus numbers are used up before the "
			  "devices of NUMA node %d; fewer devices, nodes or "
			  "ROOT=\"dedicated\" mend it",
			  g->host_node);
}

static int cmp_group(const void *a, const void *b)
{
	const struct og_group *x = a, *y = b;

	if (x->want != y->want)
		return x->want < y->want ? -1 : 1;
	if (x->dedicated != y->dedicated)
		return x->dedicated ? 1 : -1;
	return x->promised < y->promised ? -1 : x->promised > y->promised;
}

/* Two devices cannot have one dedicated root. */
static int add_dedicated(struct og_groups *groups, const struct og_vm_pci *pci,
			 struct og_err *err)
{
	char name[OG_BDF_TEXT];

	for (size_t i = 0; i < groups->count; i++) {
		const struct og_group *g = &groups->all[i];

		if (!g->dedicated || g->promised != pci->bus - 1)
			continue;
		og_bdf_name(&pci->host, name);
		return og_err_set(err, -EINVAL,
				  "PCI %d (%s): another device has its guest "
				  "address",
				  pci->id, name);
	}
	add_group(groups, (struct og_group){ .want = pci->bus_index - 1,
					     .ports = 1,
					     .promised = pci->bus - 1,
					     .bus_nr = -1,
					     .host_node = pci->node,
					     .near = pci->near,
					     .dedicated = true });
	return 0;
}

static int collect(const struct og_vm *vm, int reach, struct og_groups *groups,
		   struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < vm->n_pci && r == 0; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		if (pci->bus_index < 0)
			continue;
		r = check_promise(pci, err);
		if (r == 0 && pci->dedicated)
			r = add_dedicated(groups, pci, err);
		else if (r == 0)
			add_node_group(groups, pci->node, pci->near);
	}
	for (size_t i = 0; i < vm->n_cells && r == 0; i++) {
		int node = vm->cells[i].memory_node;

		if (node >= 0 && OG_NODE_STRIDE * node < reach &&
		    !node_group(groups, node))
			add_node_group(groups, node, node);
	}
	return r;
}

int og_groups_collect(const struct og_vm *vm, int reach,
		      struct og_groups *ret_groups, struct og_err *err)
{
	og_cleanup(og_groups_free) struct og_groups groups = { 0 };
	int r = collect(vm, reach, &groups, err);

	if (r < 0)
		return r;
	if (groups.count)
		qsort(groups.all, groups.count, sizeof(*groups.all), cmp_group);
	r = number(vm, &groups, err);
	if (r < 0)
		return r;
	*ret_groups = groups;
	groups = (struct og_groups){ 0 };
	return 0;
}
