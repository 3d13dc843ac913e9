// SPDX-License-Identifier: Apache-2.0
#include "taken.h"

static char *holder_text(int32_t vm)
{
	if (vm < 0 || vm == INT32_MAX)
		return og_strdup("another domain");
	return og_asprintf("VM %d", vm);
}

/* Why this CPU is not ours to use; NULL where it is. */
static char *cpu_taken(const struct og_host *host, enum og_pin pin, int32_t id)
{
	const struct og_node *node = og_host_node_of_cpu(host, id);
	struct og_core *core = NULL;
	const struct og_cpu *cpu = node ? og_node_cpu(node, id, &core) : NULL;

	if (!cpu)
		return og_asprintf("CPU %d is not on this machine", id);
	for (size_t i = 0; i < core->n_cpus; i++) {
		const struct og_cpu *c = &core->cpus[i];
		bool same = c == cpu && c->users >= host->vms_thread;
		bool whole =
			c->users && (core->dedicated || pin == OG_PIN_CORE);
		og_autofree char *who = holder_text(c->vm);

		if (same)
			return og_asprintf("CPU %d is pinned by %s", id, who);
		if (whole)
			return og_asprintf("the core of CPU %d is held by %s",
					   id, who);
	}
	return NULL;
}

char *og_taken_cpus(const struct og_host *host, enum og_pin pin,
		    const struct og_vm_cell *cell)
{
	char *why = NULL;

	for (size_t i = 0; i < cell->n_cpus && !why; i++)
		why = cpu_taken(host, pin, cell->cpus[i]);
	return why;
}

char *og_taken_memory(const struct og_host *host,
		      const struct og_fit_request *req,
		      const struct og_vm_cell *cell)
{
	const struct og_node *node = og_host_node(host, cell->memory_node);
	int64_t room;

	if (!node)
		return og_asprintf("node %d is not on this machine",
				   cell->memory_node);
	room = og_fit_free_memory(node, req);
	if (req->hugepage_kb)
		return room >= cell->memory / (int64_t)req->hugepage_kb
			       ? NULL
			       : og_asprintf(
					 "node %d lacks huge pages of %llu "
					 "KiB",
					 node->id,
					 (unsigned long long)req->hugepage_kb);
	if (room >= cell->memory)
		return NULL;
	return og_asprintf("node %d has %lld MiB of memory free, %lld are "
			   "needed",
			   node->id, (long long)(room > 0 ? room : 0) / 1024,
			   (long long)cell->memory / 1024);
}
