// SPDX-License-Identifier: Apache-2.0
/* The allocation as a whole, and what it marks in the host. */
#include "oned.h"

#include "oned-nodes.h"
#include "oned-pci.h"

void og_oned_alloc_free(struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < alloc->n_vnodes; i++)
		free(alloc->vnodes[i].cpus);
	free(alloc->vnodes);
	free(alloc->pcis);
	*alloc = (struct og_oned_alloc){ 0 };
}

enum og_fit_verdict og_oned_fit(const struct og_host *host,
				const struct og_vm *vm)
{
	if (!og_oned_pci_fits(host, vm))
		return OG_FIT_PCI;
	if (og_vm_has_nodes(vm) && !og_oned_nodes_fit(host, vm))
		return OG_FIT_NUMA;
	return OG_FIT_OK;
}

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

		if (!og_oned_core_is_whole(core))
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
		uint32_t n = og_oned_core_free(host, core) / threads * threads;

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
		if (out->n_cpus < v->cpus) {
			out->n_cpus = 0;
			alloc->unlisted = true;
		}
		mem->mem_used += v->memory;
		if (!hugepage_kb)
			continue;
		pages = og_oned_pages(mem, hugepage_kb);
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
	struct og_pages *pages = og_oned_pages(node, hugepage_kb);

	node->mem_used += og_oned_total_memory(vm);
	if (hugepage_kb && pages)
		pages->used += (uint64_t)og_oned_total_memory(vm) / hugepage_kb;
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

/* Only marking tells, so it is done to a copy. */
static bool would_be_unlisted(const struct og_host *host,
			      const struct og_vm *vm)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_host_free) struct og_host copy;

	og_host_copy(host, &copy);
	og_oned_allocate(&copy, vm, &alloc);
	return alloc.unlisted;
}

void og_oned_predict(const struct og_host *host, const struct og_vm *vm,
		     struct og_oned_alloc *ret_alloc)
{
	struct og_oned_alloc alloc;

	prepare(host, vm, &alloc);
	if (og_vm_has_nodes(vm))
		og_oned_choose_nodes(host, vm, vm->hugepage_mb * 1024, &alloc);
	alloc.unlisted = host->vms_thread > 1 && would_be_unlisted(host, vm);
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
		node = og_oned_choose_nodes(host, vm, hugepage_kb, &alloc);
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
