// SPDX-License-Identifier: Apache-2.0
/* What a running domain holds, marked in the host. */
#include <stdint.h>

#include "rundom.h"

static void mark_cpu(const struct og_rundom *dom, bool dedicated,
		     struct og_host *host, int32_t id)
{
	struct og_node *node = og_host_node_of_cpu(host, id);
	struct og_core *core = NULL;
	struct og_cpu *cpu = node ? og_node_cpu(node, id, &core) : NULL;

	if (!cpu)
		return;
	cpu->users++;
	cpu->vm = dom->vm;
	core->dedicated |= dedicated;
}

/*
 * Whether every vCPU has one CPU of its own and no two are of one core: so
 * does policy CORE, and THREAD with a single CPU of each, never so a domain
 * that uses both threads of a core.
 */
static bool looks_dedicated(const struct og_rundom *dom,
			    const struct og_host *host)
{
	struct og_cpuset cores = { 0 };

	for (size_t i = 0; i < dom->n_pins; i++) {
		const struct og_rundom_pin *pin = &dom->pins[i];
		int id = og_cpuset_next(&pin->cpus, -1);
		const struct og_node *node = og_host_node_of_cpu(host, id);
		struct og_core *core = NULL;

		if (pin->vcpus != 1 || og_cpuset_count(&pin->cpus) != 1)
			return false;
		if (!node || !og_node_cpu(node, id, &core))
			continue;
		if (og_cpuset_has(&cores, (unsigned)core->cpus[0].id))
			return false;
		og_cpuset_add(&cores, (unsigned)core->cpus[0].id);
	}
	return dom->n_pins > 0;
}

/* false: it is not on huge pages that this node has. */
static bool mark_pages(uint64_t page_kb, int64_t kib, struct og_node *node)
{
	for (size_t i = 0; page_kb && i < node->n_pages; i++) {
		if (node->pages[i].size_kb != page_kb)
			continue;
		node->pages[i].used += ((uint64_t)kib + page_kb - 1) / page_kb;
		return true;
	}
	return false;
}

static void mark_memory(const struct og_rundom_memory *m, struct og_host *host)
{
	int64_t each = og_cpuset_is_empty(&m->nodes)
			       ? 0
			       : m->kib / (int64_t)og_cpuset_count(&m->nodes);

	for (int id = -1; (id = og_cpuset_next(&m->nodes, id)) >= 0;) {
		struct og_node *node = og_host_node(host, id);

		if (!node)
			continue;
		if (mark_pages(m->page_kb, each, node))
			continue;
		if (__builtin_add_overflow(node->mem_used, each,
					   &node->mem_used))
			node->mem_used = INT64_MAX;
	}
}

void og_rundom_mark(const struct og_rundom *dom, struct og_host *host)
{
	bool dedicated = dom->ours ? dom->pin == OG_PIN_CORE
				   : looks_dedicated(dom, host);

	for (size_t i = 0; i < dom->n_pins; i++) {
		const struct og_rundom_pin *pin = &dom->pins[i];

		if ((dom->ours && dom->pin == OG_PIN_NONE) ||
		    og_cpuset_count(&pin->cpus) > pin->vcpus)
			continue;
		for (int id = -1; (id = og_cpuset_next(&pin->cpus, id)) >= 0;)
			mark_cpu(dom, dedicated, host, id);
	}
	for (size_t i = 0; i < dom->n_memory; i++)
		mark_memory(&dom->memory[i], host);
}
