// SPDX-License-Identifier: Apache-2.0
#include "pack.h"

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* A CPU of the VM's as the policy counts them: whole cores, or all threads. */
static bool counts(const struct og_core *core, size_t cpu, enum og_pin pin)
{
	int32_t vm = core->cpus[cpu].vm;

	if (vm < 0 || vm == INT32_MAX)
		return false;
	for (size_t i = 0; i < cpu && pin == OG_PIN_CORE; i++)
		if (core->cpus[i].vm == vm)
			return false;
	return true;
}

/*
 * CPUs of the VM that has most, as a VM of policy `pin` would need them: a
 * dedicated core is all its threads. Who is not OpenNebula's is no measure.
 */
static uint32_t largest_vm(const struct og_host *host, enum og_pin pin)
{
	og_autofree int32_t *ids = NULL;
	size_t n = 0, cap = 0;
	uint32_t most = 0, run = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t c = 0; c < host->nodes[i].n_cores; c++) {
			const struct og_core *core = &host->nodes[i].cores[c];

			for (size_t k = 0; k < core->n_cpus; k++) {
				size_t times =
					core->dedicated && pin != OG_PIN_CORE
						? core->n_cpus
						: 1;

				if (!counts(core, k, pin))
					continue;
				OG_RESERVE(ids, n + times, cap);
				while (times--)
					ids[n++] = core->cpus[k].vm;
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
	uint32_t largest = largest_vm(host, req->pin), most = 0;

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

/*
 * The room that counts as plenty: as many CPUs as the largest VM has, this one
 * among them. Users size VMs by powers of two; one larger than those that run
 * is as likely as not.
 */
static uint32_t plenty_for(const struct og_host *host,
			   const struct og_fit_request *req)
{
	uint32_t largest = largest_vm(host, req->pin), plenty = 1;

	if (largest < req->vnodes[0].cpus)
		largest = req->vnodes[0].cpus;
	while (plenty < largest && plenty <= UINT32_MAX / 2)
		plenty *= 2;
	return plenty;
}

static int cmp_most(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x > y ? -1 : x < y;
}

/* What each node has left, no more than is plenty, most first. */
static void rooms_left(const struct og_host *host,
		       const struct og_fit_request *req, size_t taken,
		       uint32_t plenty, uint32_t *ret_rooms)
{
	uint32_t cpus = req->vnodes[0].cpus;

	for (size_t i = 0; i < host->n_nodes; i++) {
		uint32_t room = og_fit_free_cpus(host, &host->nodes[i],
						 req->pin, req->threads);

		if (i == taken)
			room = room > cpus ? room - cpus : 0;
		ret_rooms[i] = room < plenty ? room : plenty;
	}
	qsort(ret_rooms, host->n_nodes, sizeof(*ret_rooms), cmp_most);
}

/* Above 0: `a` leaves the larger room, by the first that differs. */
static int cmp_rooms(const uint32_t *a, const uint32_t *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i] != b[i])
			return a[i] > b[i] ? 1 : -1;
	return 0;
}

int32_t og_pack_node(const struct og_host *host,
		     const struct og_fit_request *req,
		     const struct og_cpuset *avoid)
{
	uint32_t plenty = plenty_for(host, req), least = 0;
	og_autofree uint32_t *rooms = og_calloc(host->n_nodes, sizeof(*rooms));
	og_autofree uint32_t *most = og_calloc(host->n_nodes, sizeof(*most));
	int32_t best = -1;
	bool best_avoided = false;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];
		bool avoided = og_cpuset_has(avoid, (unsigned)node->id);
		uint32_t room =
			og_fit_free_cpus(host, node, req->pin, req->threads);
		int more;

		if (best >= 0 && avoided > best_avoided)
			continue;
		if (!can_be_on(host, req, node->id))
			continue;
		rooms_left(host, req, i, plenty, rooms);
		more = cmp_rooms(rooms, most, host->n_nodes);
		if (best >= 0 && avoided == best_avoided &&
		    (more < 0 || (more == 0 && room >= least)))
			continue;
		best = node->id;
		least = room;
		best_avoided = avoided;
		memcpy(most, rooms, host->n_nodes * sizeof(*most));
	}
	return best;
}
