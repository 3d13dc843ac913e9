// SPDX-License-Identifier: Apache-2.0
#include "numausage.h"

#include <errno.h>

static void read_node(const struct og_root *root,
		      const struct og_sysnodes *nodes, int32_t id,
		      struct og_numausage_node *node)
{
	node->id = id;
	node->has_memory =
		og_sysnode_memory(root, nodes, id, &node->memory) == 0 &&
		node->memory.free >= 0;
	node->n_pages = og_sysnode_pages(root, nodes, id, "free_hugepages",
					 &node->pages);
}

int og_numausage_read(const struct og_root *root,
		      struct og_numausage *ret_usage, struct og_err *err)
{
	og_cleanup(og_numausage_free) struct og_numausage usage = { 0 };
	struct og_sysnodes nodes;
	bool any = false;

	og_sysnodes_find(root, &nodes);
	usage.nodes =
		og_calloc(og_cpuset_count(&nodes.ids), sizeof(*usage.nodes));
	for (int id = -1; (id = og_cpuset_next(&nodes.ids, id)) >= 0;) {
		struct og_numausage_node *node = &usage.nodes[usage.n_nodes++];

		read_node(root, &nodes, id, node);
		any = any || node->has_memory || node->n_pages;
	}
	if (!any)
		return og_err_set(err, -ENOENT,
				  "%s: no meminfo and no huge pages of a NUMA "
				  "node or of the machine below it: neither a "
				  "host nor a recording of one",
				  og_root_path(root));
	ret_usage->nodes = og_steal(usage.nodes);
	ret_usage->n_nodes = usage.n_nodes;
	usage.n_nodes = 0;
	return 0;
}

void og_numausage_free(struct og_numausage *usage)
{
	for (size_t i = 0; i < usage->n_nodes; i++)
		free(usage->nodes[i].pages);
	free(usage->nodes);
	*usage = (struct og_numausage){ 0 };
}
