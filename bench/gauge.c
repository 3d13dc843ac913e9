// SPDX-License-Identifier: Apache-2.0
#include "gauge.h"

/*
 * The nodes that its vnodes would have to be on; false where its GPUs are on
 * more nodes than it has vnodes, or it has none.
 */
static bool wanted_nodes(const struct og_pinned *vm, struct og_vnode *vnodes)
{
	size_t n = 0;

	for (size_t i = 0; i < vm->n_nodes; i++)
		vnodes[i] = (struct og_vnode){ vm->nodes[i].vcpus,
					       vm->nodes[i].memory, -1 };
	for (size_t d = 0; d < vm->n_devices; d++) {
		bool had = false;

		for (size_t i = 0; i < n; i++)
			had |= vnodes[i].want == vm->devices[d]->node;
		if (had)
			continue;
		if (n == vm->n_nodes)
			return false;
		vnodes[n++].want = vm->devices[d]->node;
	}
	return n > 0;
}

bool og_gauge_could_be_local(const struct og_pinned *vm,
			     const struct og_host *host)
{
	struct og_vnode vnodes[2];
	struct og_fit_request req = {
		.pin = vm->pin,
		.threads = vm->threads ? vm->threads : 1,
		.hugepage_kb = vm->hugepage_kb,
		.books = OG_BOOKS_NODE,
		.vnodes = vnodes,
		.n_vnodes = vm->n_nodes,
	};

	return wanted_nodes(vm, vnodes) &&
	       og_fit_local(host, &req, NULL, NULL) == 0;
}

/* A vnode has its CPUs and its memory on that node. */
static bool is_served(const struct og_pinned *vm, const struct og_host *host,
		      int32_t node)
{
	for (size_t i = 0; i < vm->n_nodes; i++)
		if (og_nodeside_node(vm, i, host) == node &&
		    vm->nodes[i].memory_node == node)
			return true;
	return false;
}

bool og_gauge_is_local(const struct og_pinned *vm, const struct og_host *host)
{
	for (size_t d = 0; d < vm->n_devices; d++)
		if (!is_served(vm, host, vm->devices[d]->node))
			return false;
	return true;
}

bool og_gauge_is_near(const struct og_pinned *vm, const struct og_host *host)
{
	for (size_t d = 0; d < vm->n_devices; d++)
		if (is_served(vm, host, vm->devices[d]->node))
			return true;
	return false;
}

bool og_gauge_is_merged(const struct og_pinned *vm, const struct og_host *host)
{
	for (size_t i = 1; i < vm->n_nodes; i++)
		for (size_t j = 0; j < i; j++) {
			int32_t node = og_nodeside_node(vm, i, host);

			if (node >= 0 && node == og_nodeside_node(vm, j, host))
				return true;
		}
	return false;
}

bool og_gauge_is_apart(const struct og_pinned *vm, const struct og_host *host)
{
	for (size_t i = 0; i < vm->n_nodes; i++) {
		int32_t node = og_nodeside_node(vm, i, host);

		if (node >= 0 && node != vm->nodes[i].memory_node)
			return true;
	}
	return false;
}

bool og_gauge_is_broken(const struct og_pinned *vm, const struct og_host *host)
{
	if (vm->pin != OG_PIN_THREAD || vm->threads < 2)
		return false;
	for (size_t i = 0; i < vm->n_nodes; i++)
		for (size_t j = 0; j < vm->nodes[i].n_cpus; j++) {
			const int32_t *cpus = vm->nodes[i].cpus;
			size_t first = j / vm->threads * vm->threads;
			struct og_core *core = NULL, *of_first = NULL;

			og_node_cpu(og_host_node_of_cpu(host, cpus[j]), cpus[j],
				    &core);
			og_node_cpu(og_host_node_of_cpu(host, cpus[first]),
				    cpus[first], &of_first);
			if (core != of_first)
				return true;
		}
	return false;
}

static int64_t free_memory(const struct og_pinned *vm,
			   const struct og_node *node)
{
	struct og_fit_request req = { .hugepage_kb = vm->hugepage_kb,
				      .books = OG_BOOKS_NODE };
	int64_t room = og_fit_free_memory(node, &req);

	return vm->hugepage_kb ? room * (int64_t)vm->hugepage_kb : room;
}

bool og_gauge_overdraws(const struct og_pinned *vm, const struct og_host *host,
			bool *ret_avoidable)
{
	bool overdrawn = false;

	*ret_avoidable = false;
	for (size_t i = 0; i < vm->n_nodes; i++) {
		const struct og_pinned_node *n = &vm->nodes[i];

		if (free_memory(vm, og_host_node(host, n->memory_node)) >= 0)
			continue;
		overdrawn = true;
		for (size_t k = 0; k < host->n_nodes; k++)
			*ret_avoidable |=
				host->nodes[k].id != n->memory_node &&
				free_memory(vm, &host->nodes[k]) >= n->memory;
	}
	return overdrawn;
}
