// SPDX-License-Identifier: Apache-2.0
#include "pack.h"

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* CPUs of the VM that has most; who is not OpenNebula's is no measure. */
static uint32_t largest_vm(const struct og_host *host)
{
	og_autofree int32_t *ids = NULL;
	size_t n = 0, cap = 0;
	uint32_t most = 0, run = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t c = 0; c < host->nodes[i].n_cores; c++) {
			const struct og_core *core = &host->nodes[i].cores[c];

			for (size_t k = 0; k < core->n_cpus; k++) {
				int32_t vm = core->cpus[k].vm;

				if (vm < 0 || vm == INT32_MAX)
					continue;
				OG_RESERVE(ids, n + 1, cap);
				ids[n++] = vm;
			}
		}
	if (n)
		qsort(ids, n, sizeof(*ids), cmp_id);
	for (size_t i = 0; i < n; i++) {
		run = i && ids[i] == ids[i - 1] ? run + 1 : 1;
		if (run > most)
			most = run;
	}
	return most;
}

bool og_pack_is_roomy(const struct og_host *host,
		      const struct og_fit_request *req, int32_t node,
		      uint32_t cpus)
{
	uint32_t largest = largest_vm(host), most = 0;

	if (largest < cpus)
		largest = cpus;
	for (size_t i = 0; i < host->n_nodes; i++) {
		uint32_t room = og_fit_free_cpus(host, &host->nodes[i],
						 req->pin, req->threads);

		if (host->nodes[i].id == node)
			room = room > cpus ? room - cpus : 0;
		if (room > most)
			most = room;
	}
	return most / 3 >= largest;
}

static bool can_be_on(const struct og_host *host,
		      const struct og_fit_request *req, int32_t node)
{
	struct og_vnode vnode = req->vnodes[0];
	struct og_fit_request there = *req;

	vnode.want = node;
	there.vnodes = &vnode;
	return og_fit_local(host, &there, NULL, NULL) == 0;
}

int32_t og_pack_node(const struct og_host *host,
		     const struct og_fit_request *req,
		     const struct og_cpuset *avoid)
{
	int32_t best = -1;
	uint32_t least = 0;
	bool best_avoided = false;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];
		bool avoided = og_cpuset_has(avoid, (unsigned)node->id);
		uint32_t room =
			og_fit_free_cpus(host, node, req->pin, req->threads);

		if (best >= 0 && (avoided > best_avoided ||
				  (avoided == best_avoided && room >= least)))
			continue;
		if (!can_be_on(host, req, node->id))
			continue;
		best = node->id;
		least = room;
		best_avoided = avoided;
	}
	return best;
}
