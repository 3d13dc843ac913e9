// SPDX-License-Identifier: Apache-2.0
#include "numaemit.h"

#include <inttypes.h>

static void emit_core(const struct og_node *node, const struct og_core *core,
		      struct og_buf *out)
{
	og_buf_fmt(out,
		   "CORE = [ NODE_ID = \"%" PRId32 "\", ID = \"%" PRId32
		   "\", CPUS = \"",
		   node->id, core->id);
	for (size_t i = 0; i < core->n_cpus; i++)
		og_buf_fmt(out, "%s%" PRId32, i ? "," : "", core->cpus[i].id);
	og_buf_str(out, "\" ]\n");
}

static void emit_memory(const struct og_node *node, struct og_buf *out)
{
	og_buf_fmt(out,
		   "MEMORY_NODE = [ NODE_ID = \"%" PRId32
		   "\", TOTAL = \"%" PRId64 "\", DISTANCE = \"",
		   node->id, node->mem_total);
	for (size_t i = 0; i < node->n_distance; i++)
		og_buf_fmt(out, "%s%" PRId32, i ? " " : "", node->distance[i]);
	og_buf_str(out, "\" ]\n");
}

static void emit_pages(int32_t node, uint64_t size_kb, const char *name,
		       uint64_t count, struct og_buf *out)
{
	og_buf_fmt(out,
		   "HUGEPAGE = [ NODE_ID = \"%" PRId32 "\", SIZE = \"%" PRIu64
		   "\", %s = \"%" PRIu64 "\" ]\n",
		   node, size_kb, name, count);
}

void og_numaemit_host(const struct og_host *host, struct og_buf *out)
{
	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		for (size_t j = 0; j < node->n_pages; j++)
			emit_pages(node->id, node->pages[j].size_kb, "PAGES",
				   node->pages[j].total, out);
		for (size_t j = 0; j < node->n_cores; j++)
			emit_core(node, &node->cores[j], out);
		emit_memory(node, out);
	}
}

void og_numaemit_usage(const struct og_numausage *usage, struct og_buf *out)
{
	for (size_t i = 0; i < usage->n_nodes; i++) {
		const struct og_numausage_node *node = &usage->nodes[i];

		for (size_t j = 0; j < node->n_pages; j++)
			emit_pages(node->id, node->pages[j].size_kb, "FREE",
				   node->pages[j].count, out);
		if (node->has_memory)
			og_buf_fmt(out,
				   "MEMORY_NODE = [ NODE_ID = \"%" PRId32
				   "\", FREE = \"%" PRId64
				   "\", USED = \"%" PRId64 "\" ]\n",
				   node->id, node->memory.free,
				   node->memory.used);
	}
}
