// SPDX-License-Identifier: Apache-2.0
#include "numafit.h"

#include <errno.h>
#include <strings.h>

static const char *const pin_names[] = {
	[OG_PIN_NONE] = "NONE",
	[OG_PIN_CORE] = "CORE",
	[OG_PIN_THREAD] = "THREAD",
	[OG_PIN_SHARED] = "SHARED",
};

enum og_pin og_pin_parse(const char *s)
{
	for (size_t i = 0; i < OG_COUNT(pin_names); i++)
		if (s && strcasecmp(s, pin_names[i]) == 0)
			return (enum og_pin)i;
	return OG_PIN_NONE;
}

const char *og_pin_name(enum og_pin pin)
{
	return pin_names[pin];
}

void og_fit_free(struct og_fit *fit)
{
	for (size_t i = 0; i < fit->n_vnodes; i++)
		free(fit->vnodes[i].cpus);
	free(fit->vnodes);
	*fit = (struct og_fit){ 0 };
}

/* What the vnodes placed so far took, on top of what the host says. */
struct taken {
	struct og_cpuset cpus;
	int64_t *memory; /* KiB, by index of the node in the host */
};

static void taken_free(struct taken *taken)
{
	free(taken->memory);
}

static bool core_is_empty(const struct og_core *core, const struct taken *taken)
{
	if (core->dedicated)
		return false;
	for (size_t i = 0; i < core->n_cpus; i++)
		if (core->cpus[i].users ||
		    (taken &&
		     og_cpuset_has(&taken->cpus, (unsigned)core->cpus[i].id)))
			return false;
	return true;
}

static bool cpu_is_free(const struct og_host *host, const struct og_cpu *cpu,
			const struct taken *taken)
{
	return !cpu->isolated && cpu->users < host->vms_thread &&
	       !(taken && og_cpuset_has(&taken->cpus, (unsigned)cpu->id));
}

/*
 * CPUs of this core that a vnode may have: one for CORE, else whole groups
 * of `threads`, by oned's count of what is free in a core.
 */
static uint32_t core_room(const struct og_host *host,
			  const struct og_core *core, enum og_pin pin,
			  uint32_t threads, const struct taken *taken)
{
	int64_t booked = 0;
	uint32_t free_cpus = 0;

	for (size_t i = 0; i < core->n_cpus; i++) {
		const struct og_cpu *cpu = &core->cpus[i];

		free_cpus += cpu_is_free(host, cpu, taken);
		booked += cpu->isolated ? 0 : host->vms_thread;
		booked -= cpu->users;
	}
	if (pin == OG_PIN_CORE)
		return free_cpus && core_is_empty(core, taken);
	if (core->dedicated || booked <= 0)
		return 0;
	if (booked < free_cpus)
		free_cpus = (uint32_t)booked;
	return free_cpus / threads * threads;
}

static uint32_t free_cpus(const struct og_host *host,
			  const struct og_node *node, enum og_pin pin,
			  uint32_t threads, const struct taken *taken)
{
	uint32_t n = 0;

	for (size_t i = 0; i < node->n_cores; i++)
		n += core_room(host, &node->cores[i], pin, threads, taken);
	return n;
}

uint32_t og_fit_free_cpus(const struct og_host *host,
			  const struct og_node *node, enum og_pin pin,
			  uint32_t threads)
{
	return free_cpus(host, node, pin, threads ? threads : 1, NULL);
}

static struct og_pages *node_pages(const struct og_node *node, uint64_t size_kb)
{
	for (size_t i = 0; i < node->n_pages; i++)
		if (node->pages[i].size_kb == size_kb)
			return &node->pages[i];
	return NULL;
}

/* By the books of one kind, KiB. */
static int64_t free_kib(const struct og_node *node, enum og_books books)
{
	int64_t room = node->mem_total - node->mem_used;

	for (size_t i = 0; books != OG_BOOKS_ONED && i < node->n_pages; i++) {
		const struct og_pages *pool = &node->pages[i];
		int64_t kib;

		if (__builtin_mul_overflow(pool->total, pool->size_kb, &kib) ||
		    __builtin_sub_overflow(room, kib, &room))
			return INT64_MIN / 2;
	}
	if (books == OG_BOOKS_KERNEL && node->mem_free < room)
		room = node->mem_free;
	return room;
}

static int64_t free_pages(const struct og_node *node, uint64_t size_kb,
			  enum og_books books)
{
	const struct og_pages *pool = node_pages(node, size_kb);
	int64_t room = pool ? (int64_t)pool->total - (int64_t)pool->used : 0;

	if (pool && books == OG_BOOKS_KERNEL && room > 0 &&
	    pool->free < (uint64_t)room)
		room = (int64_t)pool->free;
	return room;
}

int64_t og_fit_free_memory(const struct og_node *node,
			   const struct og_fit_request *req)
{
	return req->hugepage_kb ? free_pages(node, req->hugepage_kb, req->books)
				: free_kib(node, req->books);
}

static int check_memory(const struct og_host *host, const struct og_node *node,
			const struct og_fit_request *req, int64_t memory,
			const struct taken *taken, struct og_err *err)
{
	int64_t before = taken->memory[node - host->nodes];
	int64_t room, need;

	/* Of a node that is overdrawn, CPUs can still be had. */
	if (!memory)
		return 0;
	room = free_kib(node, req->books) - before;
	if (room < memory && (!req->hugepage_kb || req->books == OG_BOOKS_ONED))
		return og_err_set(err, -ENOSPC,
				  "node %d: %lld MiB of memory are free, %lld "
				  "are needed",
				  node->id,
				  (long long)(room > 0 ? room : 0) / 1024,
				  (long long)memory / 1024);
	if (!req->hugepage_kb)
		return 0;
	room = og_fit_free_memory(node, req) -
	       before / (int64_t)req->hugepage_kb;
	need = memory / (int64_t)req->hugepage_kb;
	if (room < need)
		return og_err_set(err, -ENOSPC,
				  "node %d: %lld huge pages of %llu KiB are "
				  "free, %lld are needed",
				  node->id, (long long)(room > 0 ? room : 0),
				  (unsigned long long)req->hugepage_kb,
				  (long long)need);
	return 0;
}

static int check_node(const struct og_host *host, const struct og_node *node,
		      const struct og_fit_request *req,
		      const struct og_vnode *vnode, const struct taken *taken,
		      struct og_err *err)
{
	uint32_t room = free_cpus(host, node, req->pin, req->threads, taken);

	if (room < vnode->cpus)
		return og_err_set(err, -ENOSPC,
				  "node %d: %u %s free, %u needed", node->id,
				  room,
				  req->pin == OG_PIN_CORE ? "whole cores are"
							  : "CPUs are",
				  vnode->cpus);
	return check_memory(host, node, req, vnode->memory, taken, err);
}

static void take_cpus(const struct og_host *host, const struct og_node *node,
		      const struct og_fit_request *req, uint32_t want,
		      struct taken *taken, struct og_fit_vnode *out)
{
	out->cpus = og_calloc(want, sizeof(*out->cpus));
	for (size_t i = 0; i < node->n_cores && out->n_cpus < want; i++) {
		const struct og_core *core = &node->cores[i];
		uint32_t room =
			core_room(host, core, req->pin, req->threads, taken);

		for (size_t j = 0; j < core->n_cpus && room; j++) {
			const struct og_cpu *cpu = &core->cpus[j];

			if (out->n_cpus == want ||
			    !cpu_is_free(host, cpu, taken))
				continue;
			out->cpus[out->n_cpus++] = cpu->id;
			og_cpuset_add(&taken->cpus, (unsigned)cpu->id);
			room--;
		}
	}
}

static bool is_wanted(const struct og_fit_request *req, int32_t node)
{
	for (size_t i = 0; i < req->n_vnodes; i++)
		if (req->vnodes[i].want == node)
			return true;
	return false;
}

/* Unwanted nodes before wanted ones, then the freest, then the lowest id. */
static const struct og_node *choose_node(const struct og_host *host,
					 const struct og_fit_request *req,
					 const struct og_vnode *vnode,
					 const struct taken *taken)
{
	const struct og_node *best = NULL;
	uint32_t best_room = 0;
	bool best_wanted = true;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];
		bool wanted = is_wanted(req, node->id);
		uint32_t room;

		if (check_node(host, node, req, vnode, taken, NULL) < 0)
			continue;
		room = free_cpus(host, node, req->pin, req->threads, taken);
		if (best && (wanted > best_wanted ||
			     (wanted == best_wanted && room <= best_room)))
			continue;
		best = node;
		best_room = room;
		best_wanted = wanted;
	}
	return best;
}

static int no_node(const struct og_fit_request *req,
		   const struct og_vnode *vnode, struct og_err *err)
{
	og_autofree char *cpus = NULL, *pages = NULL;

	cpus = vnode->cpus ? og_asprintf("%u CPUs and ", vnode->cpus)
			   : og_strdup("");
	if (req->hugepage_kb)
		pages = og_asprintf(
			"%lld huge pages of %llu KiB",
			(long long)(vnode->memory / (int64_t)req->hugepage_kb),
			(unsigned long long)req->hugepage_kb);
	else
		pages = og_asprintf("%lld MiB of memory",
				    (long long)vnode->memory / 1024);
	return og_err_set(err, -ENOSPC, "no node has %s%s free", cpus, pages);
}

static int fit_vnode(const struct og_host *host,
		     const struct og_fit_request *req,
		     const struct og_vnode *vnode, struct taken *taken,
		     struct og_fit_vnode *out, struct og_err *err)
{
	const struct og_node *node;
	int r;

	if (vnode->want >= 0) {
		node = og_host_node(host, vnode->want);
		if (!node)
			return og_err_set(err, -ENOSPC,
					  "node %d: the host has no such node",
					  vnode->want);
		r = check_node(host, node, req, vnode, taken, err);
		if (r < 0)
			return r;
	} else {
		node = choose_node(host, req, vnode, taken);
		if (!node)
			return no_node(req, vnode, err);
	}
	out->node = out->memory_node = node->id;
	take_cpus(host, node, req, vnode->cpus, taken, out);
	taken->memory[node - host->nodes] += vnode->memory;
	return 0;
}

int og_fit_local(const struct og_host *host, const struct og_fit_request *req,
		 struct og_fit *ret_fit, struct og_err *err)
{
	og_cleanup(taken_free) struct taken taken = {
		.memory = og_calloc(host->n_nodes, sizeof(*taken.memory)),
	};
	struct og_fit_request r = *req;
	og_cleanup(og_fit_free) struct og_fit fit = {
		.vnodes = og_calloc(req->n_vnodes, sizeof(*fit.vnodes)),
		.n_vnodes = req->n_vnodes,
	};

	if (!r.threads || r.pin == OG_PIN_CORE)
		r.threads = 1;
	/* Vnodes with a wish first: one without may stand anywhere else. */
	for (int wish = 1; wish >= 0; wish--) {
		for (size_t i = 0; i < r.n_vnodes; i++) {
			int rc = 0;

			if ((r.vnodes[i].want >= 0) == wish)
				rc = fit_vnode(host, &r, &r.vnodes[i], &taken,
					       &fit.vnodes[i], err);
			if (rc < 0)
				return rc;
		}
	}
	if (ret_fit) {
		*ret_fit = fit;
		fit = (struct og_fit){ 0 };
	}
	return 0;
}

static void book_memory(struct og_node *node, const struct og_fit_request *req,
			int64_t kib)
{
	struct og_pages *pool = node_pages(node, req->hugepage_kb);

	if (!req->hugepage_kb || req->books == OG_BOOKS_ONED) {
		node->mem_used += kib;
		if (node->mem_free != INT64_MAX)
			node->mem_free -= kib;
	}
	if (pool && req->hugepage_kb) {
		uint64_t pages = (uint64_t)kib / req->hugepage_kb;

		pool->used += pages;
		if (pool->free != UINT64_MAX)
			pool->free -= pages < pool->free ? pages : pool->free;
	}
}

void og_fit_apply(struct og_host *host, const struct og_fit_request *req,
		  const struct og_fit *fit, int32_t vm)
{
	for (size_t i = 0; i < fit->n_vnodes; i++) {
		const struct og_fit_vnode *f = &fit->vnodes[i];
		struct og_node *node = og_host_node(host, f->node);
		struct og_node *mem = og_host_node(host, f->memory_node);

		for (size_t j = 0; node && j < f->n_cpus; j++) {
			struct og_core *core = NULL;
			struct og_cpu *cpu =
				og_node_cpu(node, f->cpus[j], &core);

			if (!cpu)
				continue;
			cpu->users++;
			cpu->vm = vm;
			core->dedicated |= req->pin == OG_PIN_CORE;
		}
		if (mem)
			book_memory(mem, req, req->vnodes[i].memory);
	}
}
