// SPDX-License-Identifier: Apache-2.0
#include "needs.h"

#include "schedxml.h"

void og_needs_init(struct og_needs *needs)
{
	*needs = (struct og_needs){ .vm = -1 };
}

void og_needs_free(struct og_needs *needs)
{
	for (size_t i = 0; i < needs->n_nics; i++)
		free(needs->nics[i].nets);
	free(needs->nics);
	free(needs->hosts);
	free(needs->stores);
	og_needs_init(needs);
}

CLOSE(needs_vm)
{
	return og_schedxml_id(text, len, &og_needs_of(ctx)->vm, err);
}

CLOSE(needs_host)
{
	struct og_needs *n = og_needs_of(ctx);

	return og_schedxml_add_id(text, len, &n->hosts, &n->n_hosts,
				  &n->cap_hosts, err);
}

CLOSE(needs_store)
{
	struct og_needs *n = og_needs_of(ctx);

	return og_schedxml_add_id(text, len, &n->stores, &n->n_stores,
				  &n->cap_stores, err);
}

static int nic_open(void *ctx, struct og_err *err)
{
	struct og_needs *n = og_needs_of(ctx);

	(void)err;
	OG_RESERVE(n->nics, n->n_nics + 1, n->cap_nics);
	n->nics[n->n_nics++] = (struct og_nic_request){ .id = -1 };
	return 0;
}

static struct og_nic_request *nic_of(void *ctx)
{
	struct og_needs *n = og_needs_of(ctx);

	return &n->nics[n->n_nics - 1];
}

CLOSE(nic_id)
{
	return og_schedxml_id(text, len, &nic_of(ctx)->id, err);
}

CLOSE(nic_net)
{
	struct og_nic_request *nic = nic_of(ctx);

	return og_schedxml_add_id(text, len, &nic->nets, &nic->n_nets,
				  &nic->cap_nets, err);
}

static const struct og_xml_elem hosts_elems[] = {
	{ .name = "ID", .close = needs_host },
	{ 0 },
};

static const struct og_xml_elem stores_elems[] = {
	{ .name = "ID", .close = needs_store },
	{ 0 },
};

static const struct og_xml_elem nets_elems[] = {
	{ .name = "ID", .close = nic_net },
	{ 0 },
};

static const struct og_xml_elem nic_elems[] = {
	{ .name = "ID", .close = nic_id },
	{ .name = "VNETS", .children = nets_elems },
	{ 0 },
};

const struct og_xml_elem og_needsxml[] = {
	{ .name = "ID", .close = needs_vm },
	{ .name = "HOSTS", .children = hosts_elems },
	{ .name = "DATASTORES", .children = stores_elems },
	{ .name = "NIC", .children = nic_elems, .open = nic_open },
	{ 0 },
};

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static int cmp_nic(const void *a, const void *b)
{
	return cmp_id(&((const struct og_nic_request *)a)->id,
		      &((const struct og_nic_request *)b)->id);
}

/* oned sends them in order, and many of them. */
static void sort_ids(int32_t *list, size_t n)
{
	size_t i = 1;

	while (i < n && list[i - 1] <= list[i])
		i++;
	if (i < n)
		qsort(list, n, sizeof(*list), cmp_id);
}

static void sort_nics(struct og_nic_request *list, size_t n)
{
	if (n > 1)
		qsort(list, n, sizeof(*list), cmp_nic);
}

/* Both ascending; a NIC that oned says nothing of may have no network. */
static void give_nets(struct og_needs *n, struct og_vm *vm)
{
	size_t j = 0;

	sort_nics(vm->nics, vm->n_nics);
	sort_nics(n->nics, n->n_nics);
	for (size_t i = 0; i < vm->n_nics; i++) {
		struct og_nic_request *nic = &vm->nics[i];

		while (j < n->n_nics && n->nics[j].id < nic->id)
			j++;
		if (j == n->n_nics || n->nics[j].id != nic->id)
			continue;
		free(nic->nets);
		nic->nets = og_steal(n->nics[j].nets);
		nic->n_nets = n->nics[j].n_nets;
		n->nics[j].n_nets = 0;
		sort_ids(nic->nets, nic->n_nets);
	}
}

void og_needs_give(struct og_needs *n, struct og_vm *vm)
{
	sort_ids(n->hosts, n->n_hosts);
	sort_ids(n->stores, n->n_stores);
	free(vm->hosts);
	free(vm->stores);
	vm->n_hosts = n->n_hosts;
	vm->hosts = og_steal(n->hosts);
	vm->n_stores = n->n_stores;
	vm->stores = og_steal(n->stores);
	n->n_hosts = n->n_stores = 0;
	give_nets(n, vm);
}
