// SPDX-License-Identifier: Apache-2.0
#include "socketnodes.h"

#include "syscpu.h"
#include "sysnode.h"

void og_socketnodes_free(struct og_socketnodes *sockets)
{
	free(sockets->packages);
	*sockets = (struct og_socketnodes){ 0 };
}

static void add(struct og_socketnodes *sockets, int32_t package, int node)
{
	size_t i = 0;

	while (i < sockets->n && sockets->packages[i].id != package)
		i++;
	if (i == sockets->n) {
		OG_RESERVE(sockets->packages, i + 1, sockets->cap);
		sockets->packages[sockets->n++] =
			(struct og_socketnodes_package){ .id = package };
	}
	og_cpuset_add(&sockets->packages[i].nodes, (unsigned)node);
}

/* One CPU of each package is asked: the others are its mates. */
static int read_node(const struct og_root *root,
		     const struct og_sysnodes *nodes, int node,
		     struct og_socketnodes *sockets)
{
	struct og_cpuset rest, mates;
	int r = og_sysnode_cpus(root, nodes, node, &rest);

	if (r < 0)
		return r;
	for (int cpu = -1; (cpu = og_cpuset_next(&rest, cpu)) >= 0;) {
		int32_t package;

		r = og_syscpu_package_id(root, cpu, &package);
		if (r < 0)
			return r;
		add(sockets, package, node);
		if (og_syscpu_package_mates(root, cpu, &mates) == 0)
			og_cpuset_andnot(&rest, &mates);
	}
	return 0;
}

int og_socketnodes_read(const struct og_root *root,
			struct og_socketnodes *ret_sockets)
{
	og_cleanup(og_socketnodes_free) struct og_socketnodes sockets = { 0 };
	struct og_sysnodes nodes;

	og_sysnodes_find(root, &nodes);
	for (int id = -1; (id = og_cpuset_next(&nodes.ids, id)) >= 0;) {
		int r = read_node(root, &nodes, id, &sockets);

		if (r < 0)
			return r;
	}
	*ret_sockets = sockets;
	sockets = (struct og_socketnodes){ 0 };
	return 0;
}

void og_socketnodes_of(const struct og_socketnodes *sockets, int32_t node,
		       struct og_cpuset *ret_nodes)
{
	struct og_cpuset nodes = { 0 };

	for (size_t i = 0; node >= 0 && i < sockets->n; i++)
		if (og_cpuset_has(&sockets->packages[i].nodes, (unsigned)node))
			og_cpuset_or(&nodes, &sockets->packages[i].nodes);
	*ret_nodes = nodes;
}
