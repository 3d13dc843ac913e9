// SPDX-License-Identifier: Apache-2.0
#include "churn.h"

#include <errno.h>

#include "gauge.h"
#include "oned.h"
#include "random.h"

enum {
	VENDOR = 0x10de,
	DEVICE = 0x26b9,
	CLASS = 0x0302,
	MOST_CORES = 8, /* of one VM */
	MOST_GPUS = 2,
	PAGE_KB = 2048,
	GB_KB = 1024 * 1024,
};

struct running {
	struct og_pinned vm;   /* where it truly is */
	struct og_pinned oned; /* and where oned has it */
	uint64_t hugepage_kb;
	uint32_t cores;
};

struct world {
	const struct og_churn_conf *conf;
	struct og_random random;
	struct og_host books, truth;
	struct running *vms;
	size_t n_vms, cap_vms;
	uint32_t cores; /* in use */
	int32_t next_id;
	struct og_churn *sum;
};

static void running_free(struct running *vm)
{
	og_pinned_free(&vm->vm);
	og_pinned_free(&vm->oned);
}

static void world_free(struct world *w)
{
	for (size_t i = 0; i < w->n_vms; i++)
		running_free(&w->vms[i]);
	free(w->vms);
	og_host_free(&w->books);
	og_host_free(&w->truth);
}

static uint32_t below(struct world *w, uint32_t n)
{
	return og_random_below(&w->random, n);
}

static bool chance(struct world *w, unsigned percent)
{
	return below(w, 100) < percent;
}

static void add_cores(const struct og_churn_conf *conf, struct og_node *node,
		      unsigned first)
{
	unsigned per_node = conf->cores / conf->nodes;

	for (unsigned c = 0; c < per_node; c++) {
		struct og_core *core = og_node_add_core(node, (int32_t)c);

		for (unsigned t = 0; t < conf->threads; t++)
			og_core_add_cpu(core,
					(int32_t)(first + c + t * conf->cores),
					OG_VM_NONE, false);
	}
}

/* The same for every VM: huge pages have a pool of half a node's memory. */
static int build_host(const struct og_churn_conf *conf, struct og_host *host,
		      struct og_err *err)
{
	og_host_init(host);
	for (unsigned n = 0; n < conf->nodes; n++) {
		struct og_node *node = og_host_add_node(host, (int32_t)n);

		node->mem_total = (int64_t)conf->memory * GB_KB / conf->nodes;
		if (conf->mix.hugepages) {
			struct og_pages *pool =
				og_node_add_pages(node, PAGE_KB);

			pool->total = (uint64_t)node->mem_total / 2 / PAGE_KB;
			pool->free = UINT64_MAX;
		}
		for (unsigned d = 0; d < conf->nodes; d++)
			og_node_add_distance(node,
					     (int32_t)((n + d) % conf->nodes));
		add_cores(conf, node, n * (conf->cores / conf->nodes));
	}
	for (unsigned i = 0; i < conf->gpus; i++) {
		struct og_device *dev = og_host_add_device(host);

		dev->bdf.bus = (uint8_t)(0x11 + i * 2);
		dev->vendor = VENDOR;
		dev->device = DEVICE;
		dev->class_id = CLASS;
		dev->node = (int32_t)(i * conf->nodes / conf->gpus);
		dev->vm = OG_VM_NONE;
	}
	return og_host_finish(host, err);
}

static enum og_pin draw_pin(struct world *w)
{
	const struct og_churn_mix *mix = &w->conf->mix;
	uint32_t n = below(w, 100);

	if (n < mix->pin_core)
		return OG_PIN_CORE;
	return n < mix->pin_core + mix->pin_shared ? OG_PIN_SHARED
						   : OG_PIN_THREAD;
}

static void draw_vm(struct world *w, uint32_t gpus, struct og_vm *ret_vm,
		    uint32_t *ret_cores)
{
	uint32_t cores = 1 + below(w, MOST_CORES), vnodes = 1, cpus;
	struct og_vm vm;

	og_vm_init(&vm);
	vm.id = w->next_id++;
	vm.has_topology = true;
	vm.pin = draw_pin(w);
	if (chance(w, w->conf->mix.two_vnodes)) {
		vnodes = 2;
		cores = (cores + 1) / 2 * 2;
	}
	if (chance(w, w->conf->mix.hugepages))
		vm.hugepage_mb = PAGE_KB / 1024;
	cpus = vm.pin == OG_PIN_CORE ? cores : cores * w->conf->threads;
	vm.vcpu = cpus;
	vm.cpu = (int64_t)cpus * 100;
	vm.memory = (int64_t)cores * (1 + below(w, 3)) * GB_KB;
	for (uint32_t i = 0; i < vnodes; i++) {
		OG_RESERVE(vm.vnodes, vm.n_vnodes + 1, vm.cap_vnodes);
		vm.vnodes[vm.n_vnodes++] = (struct og_vnode_request){
			.cpus = cpus / vnodes,
			.memory = vm.memory / vnodes,
		};
	}
	for (uint32_t i = 0; i < gpus; i++) {
		OG_RESERVE(vm.pcis, vm.n_pcis + 1, vm.cap_pcis);
		vm.pcis[vm.n_pcis++] = (struct og_pci_request){
			.pci_id = (int32_t)i,
			.vendor = VENDOR,
			.device = DEVICE,
			.class_id = CLASS,
		};
	}
	*ret_vm = vm;
	*ret_cores = cores;
}

/* What oned writes into the VM; `books` has it marked. */
static void pinned_by_oned(const struct og_vm *vm,
			   const struct og_oned_alloc *alloc,
			   const struct og_host *books,
			   struct og_pinned *ret_pinned)
{
	struct og_pinned pinned = {
		.id = vm->id,
		.pin = vm->pin,
		.threads = alloc->threads,
		.hugepage_kb = vm->hugepage_mb * 1024,
		.nodes = og_calloc(vm->n_vnodes, sizeof(*pinned.nodes)),
		.n_nodes = vm->n_vnodes,
		.devices = og_calloc(vm->n_pcis, sizeof(*pinned.devices)),
	};

	for (size_t i = 0; i < alloc->n_pcis; i++)
		pinned.devices[pinned.n_devices++] =
			&books->devices[alloc->pcis[i].device];
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		struct og_pinned_node *n = &pinned.nodes[i];
		const struct og_oned_vnode *from = &alloc->vnodes[i];

		*n = (struct og_pinned_node){
			.vcpus = vm->vnodes[i].cpus,
			.memory = vm->vnodes[i].memory,
			.node = from->node,
			.memory_node = from->memory_node,
			.cpus = og_calloc(from->n_cpus, sizeof(*n->cpus)),
			.n_cpus = from->n_cpus,
		};
		memcpy(n->cpus, from->cpus, from->n_cpus * sizeof(*n->cpus));
	}
	*ret_pinned = pinned;
}

static void copy_pinned(const struct og_pinned *from, struct og_pinned *to)
{
	*to = *from;
	to->nodes = og_calloc(from->n_nodes, sizeof(*to->nodes));
	to->devices = og_calloc(from->n_devices, sizeof(*to->devices));
	for (size_t i = 0; i < from->n_devices; i++)
		to->devices[i] = from->devices[i];
	for (size_t i = 0; i < from->n_nodes; i++) {
		size_t n = from->nodes[i].n_cpus;

		to->nodes[i] = from->nodes[i];
		to->nodes[i].cpus = og_calloc(n, sizeof(*to->nodes[i].cpus));
		memcpy(to->nodes[i].cpus, from->nodes[i].cpus,
		       n * sizeof(*to->nodes[i].cpus));
	}
}

static void count_start(struct world *w, const struct running *r,
			bool oned_could, bool node_could, bool moved)
{
	struct og_churn *sum = w->sum;
	bool local = og_gauge_is_local(&r->vm, &w->truth);

	sum->starts++;
	sum->with_gpus += r->vm.n_devices > 0;
	sum->near += og_gauge_is_near(&r->vm, &w->truth);
	sum->oned_could += oned_could;
	sum->oned_local += oned_could && og_gauge_is_local(&r->oned, &w->books);
	sum->node_could += node_could;
	sum->node_local += node_could && local;
	sum->moved += moved;
	sum->spread += og_nodeside_is_spread(&r->vm, &w->truth);
	sum->merged += og_gauge_is_merged(&r->vm, &w->truth) &&
		       !og_gauge_is_merged(&r->oned, &w->books);
	sum->apart += og_gauge_is_apart(&r->vm, &w->truth) &&
		      !og_gauge_is_apart(&r->oned, &w->books);
	sum->broken += og_gauge_is_broken(&r->vm, &w->truth);
	sum->far_pages +=
		r->hugepage_kb && r->vm.n_devices && !node_could && !local;
}

/* Settle and mark what oned granted. */
static int settle(struct world *w, struct running *r, bool *ret_moved)
{
	struct og_err refusal = { 0 };
	int e = og_nodeside_settle(&r->vm, &w->truth, ret_moved, &refusal);
	bool avoidable;

	if (e < 0) {
		w->sum->refused++;
		return e;
	}
	w->sum->shared_cpus += og_nodeside_mark(&r->vm, &w->truth);
	w->sum->short_of_memory +=
		og_gauge_overdraws(&r->vm, &w->truth, &avoidable);
	w->sum->overdrawn += avoidable;
	return 0;
}

static bool fits(const struct world *w, const struct og_vm *vm, uint32_t cores)
{
	return (w->cores + cores) * 100 <= w->conf->cores * w->conf->load &&
	       og_oned_fit(&w->books, vm) == OG_FIT_OK;
}

/* oned ignores that an allocation failed; place does not choose such a host. */
static bool grant(struct world *w, const struct og_vm *vm,
		  struct og_oned_alloc *ret_alloc)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };

	og_oned_predict(&w->books, vm, &alloc);
	if (!alloc.numa_ok || alloc.unlisted || alloc.unpredictable)
		return false;
	for (size_t i = 0; i < alloc.n_pcis; i++)
		if (alloc.pcis[i].device < 0)
			return false;
	og_oned_allocate(&w->books, vm, ret_alloc);
	return true;
}

/* false: oned has no room for what was drawn. */
static bool start(struct world *w, uint32_t gpus)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_host_free) struct og_host before = { 0 };
	struct running r = { 0 };
	bool oned_could, node_could, moved = false;

	draw_vm(w, gpus, &vm, &r.cores);
	if (!fits(w, &vm, r.cores))
		return false;
	og_host_copy(&w->books, &before);
	if (!grant(w, &vm, &alloc))
		return false;
	r.hugepage_kb = vm.hugepage_mb * 1024;
	pinned_by_oned(&vm, &alloc, &w->books, &r.oned);
	copy_pinned(&r.oned, &r.vm);
	oned_could = og_gauge_could_be_local(&r.oned, &before);
	node_could = og_gauge_could_be_local(&r.vm, &w->truth);
	if (settle(w, &r, &moved) == 0)
		count_start(w, &r, oned_could, node_could, moved);
	OG_RESERVE(w->vms, w->n_vms + 1, w->cap_vms);
	w->vms[w->n_vms++] = r;
	w->cores += r.cores;
	return true;
}

static void stop(struct world *w)
{
	struct running *r;

	if (!w->n_vms)
		return;
	r = &w->vms[below(w, (uint32_t)w->n_vms)];
	og_nodeside_unmark(&r->oned, OG_BOOKS_ONED, &w->books);
	og_nodeside_unmark(&r->vm, OG_BOOKS_NODE, &w->truth);
	w->cores -= r->cores;
	running_free(r);
	*r = w->vms[--w->n_vms];
}

int og_churn_run(const struct og_churn_conf *conf, struct og_churn *sum,
		 struct og_err *err)
{
	og_cleanup(world_free) struct world w = { .conf = conf,
						  .random = { conf->seed },
						  .sum = sum };
	int r = build_host(conf, &w.books, err);

	if (r < 0)
		return r;
	og_host_copy(&w.books, &w.truth);
	/* More starts than stops: it is about a host that is nearly full. */
	for (unsigned i = 0; i < conf->steps; i++)
		if ((w.n_vms && chance(&w, 40)) ||
		    !start(&w, below(&w, MOST_GPUS + 1)))
			stop(&w);
	return 0;
}

/* Whoever it is: oned and the node know alike. */
static void occupy(struct world *w)
{
	uint32_t left;

	for (size_t i = 0; i < w->books.n_nodes; i++) {
		struct og_node *node = &w->books.nodes[i];

		node->mem_used = node->mem_total / 100 * below(w, 100);
		for (size_t c = 0; c < node->n_cores; c++) {
			bool busy = chance(w, 50);

			for (size_t k = 0; busy && k < node->cores[c].n_cpus;
			     k++) {
				node->cores[c].cpus[k].users = 1;
				node->cores[c].cpus[k].vm = INT32_MAX;
			}
		}
	}
	/* oned takes the first that is free: one, so that it is on any node. */
	left = below(w, (uint32_t)w->books.n_devices);
	for (size_t i = 0; i < w->books.n_devices; i++)
		if (i != left)
			w->books.devices[i].vm = INT32_MAX;
}

int og_churn_half(const struct og_churn_conf *conf, struct og_churn *sum,
		  struct og_err *err)
{
	og_cleanup(world_free) struct world w = { .conf = conf,
						  .random = { conf->seed },
						  .sum = sum };
	int r = build_host(conf, &w.books, err);

	if (r < 0)
		return r;
	occupy(&w);
	og_host_copy(&w.books, &w.truth);
	start(&w, 1);
	return 0;
}
