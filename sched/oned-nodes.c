// SPDX-License-Identifier: Apache-2.0
/*
 * Arithmetic follows oned's types on purpose: single precision scores,
 * unsigned 64-bit pages that wrap below zero.
 */
#include "oned-nodes.h"

/* What earlier vnodes of the request took, noted on their CPU node. */
struct noted {
	uint32_t cpus;
	int64_t memory;
	uint64_t pages;
};

struct request {
	const struct og_host *host;
	const struct og_vm *vm;
	uint32_t threads; /* of a core, at this try */
	uint64_t hugepage_kb;
	struct noted *noted; /* by index of the node */
};

struct og_pages *og_oned_pages(const struct og_node *node, uint64_t size_kb)
{
	for (size_t i = 0; i < node->n_pages; i++)
		if (node->pages[i].size_kb == size_kb)
			return &node->pages[i];
	return NULL;
}

uint32_t og_oned_core_free(const struct og_host *host,
			   const struct og_core *core)
{
	int64_t n = 0;

	if (core->dedicated)
		return 0;
	for (size_t i = 0; i < core->n_cpus; i++) {
		n += core->cpus[i].isolated ? 0 : host->vms_thread;
		n -= core->cpus[i].users;
	}
	return n > 0 ? (uint32_t)n : 0;
}

bool og_oned_core_is_whole(const struct og_core *core)
{
	bool open = false;

	if (core->dedicated)
		return false;
	for (size_t i = 0; i < core->n_cpus; i++) {
		if (core->cpus[i].users)
			return false;
		open |= !core->cpus[i].isolated;
	}
	return open;
}

static uint32_t node_capacity(const struct request *req,
			      const struct og_node *node)
{
	uint32_t n = 0;

	for (size_t i = 0; i < node->n_cores; i++)
		if (req->vm->pin == OG_PIN_CORE)
			n += og_oned_core_is_whole(&node->cores[i]);
		else
			n += og_oned_core_free(req->host, &node->cores[i]) /
			     req->threads;
	return n - req->noted[node - req->host->nodes].cpus / req->threads;
}

static bool cpus_fit(const struct request *req, const struct og_node *node,
		     uint32_t cpus, float *ret_score)
{
	uint32_t room = node_capacity(req, node);

	if (room * req->threads < cpus)
		return false;
	*ret_score = 1 - (float)cpus / (float)(req->threads * room);
	return true;
}

static bool memory_fits(const struct request *req, const struct og_node *node,
			int64_t memory)
{
	const struct noted *noted = &req->noted[node - req->host->nodes];
	const struct og_pages *pages;
	uint64_t left;

	if (node->mem_total - node->mem_used - noted->memory < memory)
		return false;
	if (!req->hugepage_kb)
		return true;
	pages = og_oned_pages(node, req->hugepage_kb);
	left = pages ? pages->total - pages->used - noted->pages : 0;
	return left > 0 && left >= (uint64_t)memory / req->hugepage_kb;
}

struct candidate {
	float score;
	const struct og_node *node;
};

static int cmp_candidate(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->node->id < y->node->id ? 1 : -1;
}

/* Candidates from the best score down; the count. */
static size_t candidates(const struct request *req, uint32_t cpus,
			 int32_t bonus_node, struct candidate *list)
{
	size_t n = 0;

	for (size_t i = 0; i < req->host->n_nodes; i++) {
		const struct og_node *node = &req->host->nodes[i];
		float score;

		if (!cpus_fit(req, node, cpus, &score))
			continue;
		if (node->id == bonus_node)
			score += 1;
		list[n++] = (struct candidate){ score, node };
	}
	qsort(list, n, sizeof(*list), cmp_candidate);
	return n;
}

/*
 * 1: placed, 0: no place, -1: oned would read a DISTANCE list past its end
 * to know.
 */
static int place_vnode(struct request *req, const struct og_vnode_request *v,
		       int32_t bonus_node, struct og_oned_vnode *out)
{
	og_autofree struct candidate *list =
		og_calloc(req->host->n_nodes, sizeof(*list));
	size_t n = candidates(req, v->cpus, bonus_node, list);

	for (size_t hop = 0; hop < req->host->n_nodes; hop++) {
		for (size_t i = 0; i < n; i++) {
			const struct og_node *node = list[i].node;
			const struct og_node *mem;
			struct noted *noted;

			if (hop >= node->n_distance)
				return -1;
			mem = og_host_node(req->host, node->distance[hop]);
			if (!mem || !memory_fits(req, mem, v->memory))
				continue;
			noted = &req->noted[node - req->host->nodes];
			noted->cpus += v->cpus;
			noted->memory += v->memory;
			if (req->hugepage_kb &&
			    og_oned_pages(node, req->hugepage_kb))
				noted->pages +=
					(uint64_t)v->memory / req->hugepage_kb;
			out->placed = true;
			out->node = node->id;
			out->memory_node = mem->id;
			return 1;
		}
	}
	return 0;
}

/*
 * The bonus: some device of the VM is on the physical node whose id equals
 * this vnode's index.
 */
static int32_t bonus_node(const struct request *req,
			  const struct og_oned_alloc *alloc, int32_t index)
{
	for (size_t i = 0; i < alloc->n_pcis; i++) {
		int32_t dev = alloc->pcis[i].device;

		if (dev >= 0 && req->host->devices[dev].node == index)
			return index;
	}
	return -1;
}

static bool counts(const struct og_vnode_request *v)
{
	return v->cpus > 0 && v->memory > 0;
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

static uint32_t power_of_two_below(uint32_t n)
{
	uint32_t p = 1;

	while (p <= n / 2)
		p *= 2;
	return p;
}

static bool divides_all(const struct og_vm *vm, uint32_t t)
{
	for (size_t i = 0; i < vm->n_vnodes; i++)
		if (counts(&vm->vnodes[i]) && vm->vnodes[i].cpus % t != 0)
			return false;
	return true;
}

/* oned takes the first core of the first node for all of them. */
static uint32_t host_threads(const struct og_host *host)
{
	if (host->n_nodes == 0 || host->nodes[0].n_cores == 0)
		return 1;
	return (uint32_t)host->nodes[0].cores[0].n_cpus;
}

/* Threads per core to try, largest first, as a bit set of powers of two. */
static uint32_t thread_choices(const struct og_host *host,
			       const struct og_vm *vm)
{
	uint32_t max = host_threads(host), set = 0;

	if (vm->pin == OG_PIN_CORE)
		return 1;
	if (vm->threads && vm->threads < max)
		max = vm->threads;
	for (uint32_t t = power_of_two_below(max); t >= 1; t /= 2)
		if (divides_all(vm, t))
			set |= t;
	if (!vm->threads)
		return set;
	/* That one only; one that is no power of two is in no set. */
	return is_power_of_two(vm->threads) ? set & vm->threads : 0;
}

static int try_threads(struct request *req, struct og_oned_alloc *alloc)
{
	int32_t index = 0;

	memset(req->noted, 0, req->host->n_nodes * sizeof(*req->noted));
	for (size_t i = 0; i < req->vm->n_vnodes; i++) {
		const struct og_vnode_request *v = &req->vm->vnodes[i];
		int r;

		alloc->vnodes[i].placed = false;
		if (!counts(v))
			continue;
		r = place_vnode(req, v, bonus_node(req, alloc, index),
				&alloc->vnodes[i]);
		if (r <= 0)
			return r;
		index++;
	}
	return 1;
}

static bool place_pinned(struct request *req, struct og_oned_alloc *alloc)
{
	uint32_t choices = thread_choices(req->host, req->vm);

	for (uint32_t t = 1u << 31; t; t /= 2) {
		int r;

		if (!(choices & t))
			continue;
		req->threads = t;
		r = try_threads(req, alloc);
		if (r < 0)
			alloc->unpredictable = true;
		if (r != 0)
			return r > 0;
	}
	return false;
}

int64_t og_oned_total_memory(const struct og_vm *vm)
{
	int64_t sum = 0;

	for (size_t i = 0; i < vm->n_vnodes; i++)
		sum += vm->vnodes[i].memory;
	return sum;
}

static bool node_has(const struct og_node *node, int64_t memory,
		     uint64_t hugepage_kb, int64_t *ret_pages_left)
{
	int64_t left = node->mem_total - node->mem_used;
	const struct og_pages *pages;

	if (left <= 0 || left < memory)
		return false;
	*ret_pages_left = 0;
	if (!hugepage_kb)
		return true;
	pages = og_oned_pages(node, hugepage_kb);
	if (!pages)
		return false;
	left = (int64_t)pages->total - (int64_t)pages->used;
	*ret_pages_left = left;
	return left > 0 && left >= memory / (int64_t)hugepage_kb;
}

/* NODE_AFFINITY, or huge pages without a pin: one node for everything. */
static const struct og_node *one_node(const struct og_host *host,
				      const struct og_vm *vm,
				      uint64_t hugepage_kb)
{
	const struct og_node *best = NULL;
	int64_t memory = og_oned_total_memory(vm), best_left = 0, left;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		if (vm->node_affinity >= 0 && node->id != vm->node_affinity)
			continue;
		if (!node_has(node, memory, hugepage_kb, &left))
			continue;
		if (!best || left > best_left) {
			best = node;
			best_left = left;
		}
	}
	return best;
}

static bool is_one_node(const struct og_vm *vm)
{
	return vm->node_affinity >= 0 ||
	       (vm->hugepage_mb && vm->pin == OG_PIN_NONE);
}

/* Each vnode has a node for its CPUs and one for its memory, by itself. */
static bool all_fit_alone(const struct request *req)
{
	for (size_t i = 0; i < req->vm->n_vnodes; i++) {
		const struct og_vnode_request *v = &req->vm->vnodes[i];
		bool cpu = false, memory = false;
		float score;

		for (size_t k = 0; k < req->host->n_nodes; k++) {
			const struct og_node *node = &req->host->nodes[k];

			cpu |= cpus_fit(req, node, v->cpus, &score);
			memory |= memory_fits(req, node, v->memory);
		}
		if (counts(v) && !(cpu && memory))
			return false;
	}
	return true;
}

bool og_oned_nodes_fit(const struct og_host *host, const struct og_vm *vm)
{
	uint64_t hugepage_kb = vm->hugepage_mb * 1024;
	og_autofree struct noted *noted = NULL;
	struct request req = { host, vm, 0, hugepage_kb, NULL };
	uint32_t choices;

	if (is_one_node(vm))
		return one_node(host, vm, hugepage_kb) != NULL;
	req.noted = noted = og_calloc(host->n_nodes, sizeof(*noted));
	choices = thread_choices(host, vm);
	for (req.threads = 1u << 31; req.threads; req.threads /= 2)
		if ((choices & req.threads) && all_fit_alone(&req))
			return true;
	return false;
}

const struct og_node *og_oned_choose_nodes(const struct og_host *host,
					   const struct og_vm *vm,
					   uint64_t hugepage_kb,
					   struct og_oned_alloc *alloc)
{
	og_autofree struct noted *noted = NULL;
	struct request req = { host, vm, 1, hugepage_kb, NULL };

	if (is_one_node(vm)) {
		const struct og_node *node = one_node(host, vm, hugepage_kb);

		alloc->numa_ok = node != NULL;
		for (size_t i = 0; node && i < vm->n_vnodes; i++)
			alloc->vnodes[i] = (struct og_oned_vnode){
				.placed = true,
				.node = node->id,
				.memory_node = node->id,
			};
		return node;
	}
	req.noted = noted = og_calloc(host->n_nodes, sizeof(*noted));
	alloc->numa_ok = place_pinned(&req, alloc);
	alloc->threads = req.threads;
	return NULL;
}
