// SPDX-License-Identifier: Apache-2.0
/*
 * CPUs and memory. Arithmetic follows oned's types on purpose: single
 * precision scores, unsigned 64-bit pages that wrap below zero.
 */
#include "oned.h"

#include <errno.h>

#include "oned-pci.h"

void og_oned_alloc_free(struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < alloc->n_vnodes; i++)
		free(alloc->vnodes[i].cpus);
	free(alloc->vnodes);
	free(alloc->pcis);
	*alloc = (struct og_oned_alloc){ 0 };
}

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

static struct og_pages *pages_of(const struct og_node *node, uint64_t size_kb)
{
	for (size_t i = 0; i < node->n_pages; i++)
		if (node->pages[i].size_kb == size_kb)
			return &node->pages[i];
	return NULL;
}

static uint32_t core_free(const struct og_host *host,
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

/* Nobody uses it, and the administrator left at least one CPU. */
static bool core_is_whole(const struct og_core *core)
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
			n += core_is_whole(&node->cores[i]);
		else
			n += core_free(req->host, &node->cores[i]) /
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
	pages = pages_of(node, req->hugepage_kb);
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
			    pages_of(node, req->hugepage_kb))
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
	if (vm->threads)
		set &= vm->threads;
	/* A THREADS that is no power of two is in no set. */
	if (vm->threads && set != vm->threads)
		return 0;
	return set;
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

static int64_t total_memory(const struct og_vm *vm)
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
	pages = pages_of(node, hugepage_kb);
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
	int64_t memory = total_memory(vm), best_left = 0, left;

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

enum og_fit_verdict og_oned_fit(const struct og_host *host,
				const struct og_vm *vm)
{
	og_autofree struct noted *noted = NULL;
	struct request req = { .host = host, .vm = vm };
	uint32_t choices;

	if (!og_oned_pci_fits(host, vm))
		return OG_FIT_PCI;
	if (!og_vm_has_nodes(vm))
		return OG_FIT_OK;
	req.hugepage_kb = vm->hugepage_mb * 1024;
	if (is_one_node(vm))
		return one_node(host, vm, req.hugepage_kb) ? OG_FIT_OK
							   : OG_FIT_NUMA;
	req.noted = noted = og_calloc(host->n_nodes, sizeof(*noted));
	choices = thread_choices(host, vm);
	for (req.threads = 1u << 31; req.threads; req.threads /= 2) {
		bool all = true;

		if (!(choices & req.threads))
			continue;
		for (size_t i = 0; i < vm->n_vnodes && all; i++) {
			const struct og_vnode_request *v = &vm->vnodes[i];
			bool cpu = false, mem = false;
			float score;

			for (size_t k = 0; k < host->n_nodes; k++) {
				cpu |= cpus_fit(&req, &host->nodes[k], v->cpus,
						&score);
				mem |= memory_fits(&req, &host->nodes[k],
						   v->memory);
			}
			all = !counts(v) || (cpu && mem);
		}
		if (all)
			return OG_FIT_OK;
	}
	return OG_FIT_NUMA;
}

/* ---- marking the host ------------------------------------------------- */

static void add_cpu(struct og_oned_vnode *out, struct og_cpu *cpu, int32_t vm)
{
	cpu->users++;
	cpu->vm = vm;
	out->cpus[out->n_cpus++] = cpu->id;
}

/* The lowest CPU of each whole core, isolated or not. */
static void take_cores(struct og_node *node, uint32_t want, int32_t vm,
		       struct og_oned_vnode *out)
{
	for (size_t i = 0; i < node->n_cores && out->n_cpus < want; i++) {
		struct og_core *core = &node->cores[i];

		if (!core_is_whole(core))
			continue;
		core->dedicated = true;
		add_cpu(out, &core->cpus[0], vm);
	}
}

static void take_threads(const struct og_host *host, struct og_node *node,
			 uint32_t want, uint32_t threads, int32_t vm,
			 struct og_oned_vnode *out)
{
	for (size_t i = 0; i < node->n_cores && out->n_cpus < want; i++) {
		struct og_core *core = &node->cores[i];
		uint32_t n = core_free(host, core) / threads * threads;

		for (size_t j = 0; j < core->n_cpus && n; j++) {
			struct og_cpu *cpu = &core->cpus[j];

			if (cpu->users >= host->vms_thread || cpu->isolated)
				continue;
			if (out->n_cpus == want)
				return;
			add_cpu(out, cpu, vm);
			n--;
		}
	}
}

static bool mark_pinned(struct og_host *host, const struct og_vm *vm,
			uint32_t threads, uint64_t hugepage_kb,
			struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		struct og_oned_vnode *out = &alloc->vnodes[i];
		const struct og_vnode_request *v = &vm->vnodes[i];
		struct og_node *node, *mem;
		struct og_pages *pages;

		if (!out->placed)
			continue;
		node = og_host_node(host, out->node);
		mem = og_host_node(host, out->memory_node);
		out->cpus = og_calloc(v->cpus, sizeof(*out->cpus));
		if (vm->pin == OG_PIN_CORE)
			take_cores(node, v->cpus, vm->id, out);
		else
			take_threads(host, node, v->cpus, threads, vm->id, out);
		/* oned writes no list where it could not fill it. */
		if (out->n_cpus < v->cpus)
			out->n_cpus = 0;
		mem->mem_used += v->memory;
		if (!hugepage_kb)
			continue;
		pages = pages_of(mem, hugepage_kb);
		if (!pages)
			return false;
		pages->used += (uint64_t)v->memory / hugepage_kb;
	}
	return true;
}

/* All CPUs of the node that are not isolated, shared with everybody. */
static void mark_one_node(struct og_node *node, const struct og_vm *vm,
			  uint64_t hugepage_kb, struct og_oned_alloc *alloc)
{
	struct og_pages *pages = pages_of(node, hugepage_kb);

	node->mem_used += total_memory(vm);
	if (hugepage_kb && pages)
		pages->used += (uint64_t)total_memory(vm) / hugepage_kb;
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		struct og_oned_vnode *out = &alloc->vnodes[i];
		size_t cap = 0;

		out->placed = true;
		out->node = out->memory_node = node->id;
		for (size_t c = 0; c < node->n_cores; c++) {
			const struct og_core *core = &node->cores[c];

			OG_RESERVE(out->cpus, out->n_cpus + core->n_cpus, cap);
			for (size_t k = 0; k < core->n_cpus; k++)
				if (!core->cpus[k].isolated)
					out->cpus[out->n_cpus++] =
						core->cpus[k].id;
		}
	}
}

/* Nodes for every vnode; the node for all of them where there is one. */
static const struct og_node *choose_nodes(const struct og_host *host,
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

static void prepare(const struct og_host *host, const struct og_vm *vm,
		    struct og_oned_alloc *alloc)
{
	*alloc = (struct og_oned_alloc){
		.pcis = og_calloc(vm->n_pcis, sizeof(*alloc->pcis)),
		.vnodes = og_calloc(vm->n_vnodes, sizeof(*alloc->vnodes)),
		.n_vnodes = vm->n_vnodes,
		.numa_ok = true,
	};
	og_oned_pci_choose(host, vm, alloc);
}

void og_oned_predict(const struct og_host *host, const struct og_vm *vm,
		     struct og_oned_alloc *ret_alloc)
{
	struct og_oned_alloc alloc;

	prepare(host, vm, &alloc);
	if (og_vm_has_nodes(vm))
		choose_nodes(host, vm, vm->hugepage_mb * 1024, &alloc);
	*ret_alloc = alloc;
}

void og_oned_allocate(struct og_host *host, const struct og_vm *vm,
		      struct og_oned_alloc *ret_alloc)
{
	uint64_t hugepage_kb = vm->hugepage_mb * 1024;
	struct og_oned_alloc alloc;
	const struct og_node *node;

	prepare(host, vm, &alloc);
	for (size_t i = 0; i < alloc.n_pcis; i++)
		if (alloc.pcis[i].device >= 0)
			host->devices[alloc.pcis[i].device].vm = vm->id;
	if (og_vm_has_nodes(vm)) {
		node = choose_nodes(host, vm, hugepage_kb, &alloc);
		if (node) {
			mark_one_node(og_host_node(host, node->id), vm,
				      hugepage_kb, &alloc);
		} else if (alloc.numa_ok) {
			alloc.numa_ok = mark_pinned(host, vm, alloc.threads,
						    hugepage_kb, &alloc);
			alloc.has_topology = alloc.numa_ok;
			if (vm->sockets)
				alloc.cores = vm->vcpu /
					      (alloc.threads * vm->sockets);
		}
	}
	*ret_alloc = alloc;
}
