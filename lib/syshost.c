// SPDX-License-Identifier: Apache-2.0
#include "syshost.h"

#include <errno.h>

#include "syscpu.h"
#include "sysnode.h"

#define CPUS "sys/devices/system/cpu"

/* --- cores --- */

static void add_core(struct og_node *node, int32_t id,
		     const struct og_cpuset *cpus)
{
	struct og_core *core = og_node_add_core(node, id);

	for (int cpu = -1; (cpu = og_cpuset_next(cpus, cpu)) >= 0;)
		og_core_add_cpu(core, cpu, OG_VM_NONE, false);
}

/* The core that this CPU is of, less what others have taken of it. */
static void add_core_of(const struct og_root *root, int cpu,
			struct og_cpuset *rest, struct og_node *node)
{
	struct og_cpuset some = { 0 };
	int32_t id = cpu;

	if (og_syscpu_siblings(root, cpu, &some) < 0)
		og_cpuset_add(&some, (unsigned)cpu);
	og_syscpu_core_id(root, cpu, &id);
	og_cpuset_and(&some, rest);
	og_cpuset_andnot(rest, &some);
	add_core(node, id, &some);
}

static bool ids_are_good(const struct og_node *node)
{
	for (size_t i = 0; i < node->n_cores; i++) {
		if (node->cores[i].id < 0)
			return false;
		for (size_t j = 0; j < i; j++)
			if (node->cores[i].id == node->cores[j].id)
				return false;
	}
	return true;
}

/*
 * core_id is the kernel's within a package. Where a node spans packages it
 * repeats: then every core of that node is named after its lowest CPU, which
 * no other core can have.
 */
static void make_ids_unique(struct og_node *node)
{
	if (ids_are_good(node))
		return;
	for (size_t i = 0; i < node->n_cores; i++)
		node->cores[i].id = node->cores[i].cpus[0].id;
}

/* --- memory --- */

static void add_free_pages(const struct og_root *root,
			   const struct og_sysnodes *nodes,
			   struct og_node *node)
{
	og_autofree struct og_sysnode_pages *pages = NULL;
	size_t n = og_sysnode_pages(root, nodes, node->id, "free_hugepages",
				    &pages);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < node->n_pages; j++)
			if (node->pages[j].size_kb == pages[i].size_kb)
				node->pages[j].free = pages[i].count;
}

static void add_memory(const struct og_root *root,
		       const struct og_sysnodes *nodes, struct og_node *node)
{
	og_autofree int32_t *near = og_sysnode_near(root, nodes, node->id);
	og_autofree struct og_sysnode_pages *pages = NULL;
	size_t n =
		og_sysnode_pages(root, nodes, node->id, "nr_hugepages", &pages);
	struct og_meminfo memory;

	if (og_sysnode_memory(root, nodes, node->id, &memory) == 0) {
		node->mem_total = memory.total;
		if (memory.free >= 0)
			node->mem_free = memory.free + memory.cached;
	}
	for (size_t i = 0; i < n; i++)
		og_node_add_pages(node, pages[i].size_kb)->total =
			pages[i].count;
	add_free_pages(root, nodes, node);
	n = og_cpuset_count(&nodes->ids);
	for (size_t i = 0; i < n; i++)
		og_node_add_distance(node, near[i]);
	node->away = og_sysnode_away(root, nodes, node->id);
	node->n_away = node->away ? n : 0;
}

/* --- the host --- */

static void fill_host(const struct og_root *root,
		      const struct og_sysnodes *nodes, struct og_host *host)
{
	struct og_cpuset left, cpus, rest;

	/* Without that list the nodes' have to do, of online CPUs too. */
	if (og_syscpu_online(root, &left) < 0)
		memset(&left, 0xff, sizeof(left));
	for (int id = -1; (id = og_cpuset_next(&nodes->ids, id)) >= 0;) {
		struct og_node *node = og_host_add_node(host, id);

		/* An emulated node (numa=fake) lists its neighbours' too. */
		if (og_sysnode_cpus(root, nodes, id, &cpus) < 0)
			cpus = (struct og_cpuset){ 0 };
		og_cpuset_and(&cpus, &left);
		og_cpuset_andnot(&left, &cpus);
		rest = cpus;
		for (int cpu = -1; (cpu = og_cpuset_next(&rest, cpu)) >= 0;)
			add_core_of(root, cpu, &rest, node);
		make_ids_unique(node);
		add_memory(root, nodes, node);
	}
}

int og_syshost_check(const struct og_root *root, struct og_err *err)
{
	if (og_root_exists(root, CPUS "/cpu0") ||
	    og_root_exists(root, CPUS "/online"))
		return 0;
	return og_err_set(err, -ENOENT,
			  "%s: no " CPUS "/online below it: neither a host "
			  "nor a recording of one",
			  og_root_path(root));
}

int og_syshost_read(const struct og_root *root, struct og_host *ret_host,
		    struct og_err *err)
{
	og_cleanup(og_host_free) struct og_host host = { 0 };
	struct og_sysnodes nodes;
	int r = og_syshost_check(root, err);

	if (r < 0)
		return r;
	og_host_init(&host);
	og_sysnodes_find(root, &nodes);
	fill_host(root, &nodes, &host);
	r = og_host_finish(&host, err);
	if (r < 0)
		return r;
	*ret_host = host;
	og_host_init(&host);
	return 0;
}
