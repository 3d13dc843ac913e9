// SPDX-License-Identifier: Apache-2.0
/*
 * hwloc answers for which CPUs are one core and for PCI locality; the nodes,
 * with what they have, are lib/sysnode's. Both look below the same root.
 */
#include "hwtopo.h"

#include <errno.h>
#include <hwloc.h>

#include "syscpu.h"
#include "sysnode.h"

#define CPUS "sys/devices/system/cpu"

struct og_hwtopo {
	hwloc_topology_t hw; /* NULL where hwloc found nothing to say */
	unsigned what;
	struct og_cpuset cpu_nodes; /* nodes that have CPUs of their own */
	struct og_host host; /* filled where OG_HWTOPO_CORES was asked for */
};

void og_hwtopo_free(struct og_hwtopo *topo)
{
	if (!topo)
		return;
	if (topo->hw)
		hwloc_topology_destroy(topo->hw);
	og_host_free(&topo->host);
	free(topo);
}

void og_hwtopo_freep(struct og_hwtopo **topo)
{
	og_hwtopo_free(*topo);
}

/* --- discovery --- */

/*
 * hwloc takes its root from the environment only. "linux,stop" keeps other
 * components from asking the machine at hand (cpuid, GPU libraries), on a
 * live root too: live and replayed are one path.
 */
struct setting {
	const char *name;
	const char *value; /* NULL: unset */
	char *saved;
};

static void put_env(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static int load_at(const struct og_root *root, hwloc_topology_t hw)
{
	bool live = og_root_is_live(root);
	struct setting env[] = {
		{ "HWLOC_FSROOT", live ? NULL : og_root_path(root), NULL },
		{ "HWLOC_THISSYSTEM", live ? NULL : "0", NULL },
		{ "HWLOC_COMPONENTS", "linux,stop", NULL },
		{ "HWLOC_HIDE_ERRORS", "2", NULL },
	};
	int r;

	for (size_t i = 0; i < OG_COUNT(env); i++) {
		const char *old = getenv(env[i].name);

		env[i].saved = old ? og_strdup(old) : NULL;
		put_env(env[i].name, env[i].value);
	}
	errno = EIO;
	r = hwloc_topology_load(hw) < 0 ? -errno : 0;
	for (size_t i = 0; i < OG_COUNT(env); i++) {
		put_env(env[i].name, env[i].saved);
		free(env[i].saved);
	}
	return r;
}

/* Keep what is asked for and what hangs nodes and buses in their places. */
static void choose_types(hwloc_topology_t hw, unsigned what)
{
	hwloc_topology_set_all_types_filter(hw, HWLOC_TYPE_FILTER_KEEP_NONE);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_PACKAGE,
				       HWLOC_TYPE_FILTER_KEEP_ALL);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_GROUP,
				       HWLOC_TYPE_FILTER_KEEP_STRUCTURE);
	if (what & OG_HWTOPO_CORES)
		hwloc_topology_set_type_filter(hw, HWLOC_OBJ_CORE,
					       HWLOC_TYPE_FILTER_KEEP_ALL);
	if (what & OG_HWTOPO_PCI) {
		hwloc_topology_set_type_filter(hw, HWLOC_OBJ_PCI_DEVICE,
					       HWLOC_TYPE_FILTER_KEEP_ALL);
		hwloc_topology_set_type_filter(hw, HWLOC_OBJ_BRIDGE,
					       HWLOC_TYPE_FILTER_KEEP_ALL);
	}
}

/* --- cores --- */

static void from_bitmap(hwloc_const_bitmap_t bitmap, struct og_cpuset *set)
{
	int cpu = -1;

	*set = (struct og_cpuset){ 0 };
	while ((cpu = hwloc_bitmap_next(bitmap, cpu)) >= 0 && cpu < OG_CPU_MAX)
		og_cpuset_add(set, (unsigned)cpu);
}

static void add_core(struct og_node *node, int32_t id,
		     const struct og_cpuset *cpus)
{
	struct og_core *core = og_node_add_core(node, id);

	for (int cpu = -1; (cpu = og_cpuset_next(cpus, cpu)) >= 0;)
		og_core_add_cpu(core, cpu, OG_VM_NONE, false);
}

/* One core of the CPUs that hwloc left over, by the kernel's own lists. */
static void add_rest(const struct og_root *root, int cpu,
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

/*
 * hwloc's cores, as far as the node has their CPUs. CPUs that it puts into
 * none (it found no topology, or could not read one file of one CPU) are
 * grouped by the kernel's own lists.
 */
static void add_cores(const struct og_root *root, hwloc_topology_t hw,
		      const struct og_cpuset *cpus, struct og_node *node)
{
	struct og_cpuset rest = *cpus, some;
	hwloc_obj_t obj = NULL;

	while (hw &&
	       (obj = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_CORE, obj))) {
		from_bitmap(obj->cpuset, &some);
		og_cpuset_and(&some, &rest);
		og_cpuset_andnot(&rest, &some);
		if (!og_cpuset_is_empty(&some))
			add_core(node, (int32_t)obj->os_index, &some);
	}
	for (int cpu = -1; (cpu = og_cpuset_next(&rest, cpu)) >= 0;)
		add_rest(root, cpu, &rest, node);
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

/* --- the host --- */

/*
 * By the kernel's list: hwloc gives a node of memory only the CPUs of the
 * node beside it.
 */
static void node_cpus(const struct og_root *root, hwloc_topology_t hw,
		      const struct og_sysnodes *nodes, int32_t id,
		      struct og_cpuset *set)
{
	hwloc_obj_t obj = NULL;

	if (og_sysnode_cpus(root, nodes, id, set) == 0)
		return;
	*set = (struct og_cpuset){ 0 };
	if (hw)
		obj = hwloc_get_numanode_obj_by_os_index(hw, (unsigned)id);
	if (obj)
		from_bitmap(obj->cpuset, set);
}

static void find_cpu_nodes(const struct og_root *root,
			   const struct og_sysnodes *nodes, hwloc_topology_t hw,
			   struct og_cpuset *set)
{
	struct og_cpuset cpus;

	for (int id = -1; (id = og_cpuset_next(&nodes->ids, id)) >= 0;) {
		node_cpus(root, hw, nodes, id, &cpus);
		if (!og_cpuset_is_empty(&cpus))
			og_cpuset_add(set, (unsigned)id);
	}
}

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
}

static int fill_host(const struct og_root *root,
		     const struct og_sysnodes *nodes, hwloc_topology_t hw,
		     struct og_host *host, struct og_err *err)
{
	struct og_cpuset left, cpus;

	/* Without that list the nodes' have to do, of online CPUs too. */
	if (og_syscpu_online(root, &left) < 0)
		memset(&left, 0xff, sizeof(left));
	for (int id = -1; (id = og_cpuset_next(&nodes->ids, id)) >= 0;) {
		struct og_node *node = og_host_add_node(host, id);

		/* An emulated node (numa=fake) lists its neighbours' too. */
		node_cpus(root, hw, nodes, id, &cpus);
		og_cpuset_and(&cpus, &left);
		og_cpuset_andnot(&left, &cpus);
		add_cores(root, hw, &cpus, node);
		make_ids_unique(node);
		add_memory(root, nodes, node);
	}
	return og_host_finish(host, err);
}

/*
 * hwloc aborts the program where the list of nodes names none, and takes a
 * broken list of CPUs for CPU 0.
 */
static bool can_load(const struct og_root *root,
		     const struct og_sysnodes *nodes)
{
	struct og_cpuset cpus;

	if (og_root_exists(root, CPUS "/online") &&
	    og_syscpu_online(root, &cpus) < 0)
		return false;
	return og_sysnodes_are_listed(root, nodes);
}

static int discover(const struct og_root *root, const struct og_sysnodes *nodes,
		    unsigned what, hwloc_topology_t *ret_hw, struct og_err *err)
{
	hwloc_topology_t hw;
	int r;

	if (!can_load(root, nodes))
		return og_err_set(err, -EINVAL,
				  "%s: its lists of online CPUs and nodes "
				  "name none",
				  og_root_path(root));
	if (hwloc_topology_init(&hw) < 0)
		return og_err_set(err, -EIO, "hwloc does not start");
	choose_types(hw, what);
	/* A cgroup of ours says nothing about the machine. */
	hwloc_topology_set_flags(hw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	r = load_at(root, hw);
	if (r < 0) {
		hwloc_topology_destroy(hw);
		return og_err_set(err, r, "%s: hwloc found no topology: %s",
				  og_root_path(root), strerror(-r));
	}
	*ret_hw = hw;
	return 0;
}

int og_hwtopo_load(const struct og_root *root, unsigned what,
		   struct og_hwtopo **ret_topo, struct og_err *err)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo =
		og_calloc(1, sizeof(*topo));
	bool cores = what & OG_HWTOPO_CORES;
	struct og_sysnodes nodes;
	int r;

	og_host_init(&topo->host);
	topo->what = what;
	/* Without it hwloc would count the CPUs of the machine at hand. */
	if (!og_root_exists(root, CPUS "/cpu0") &&
	    !og_root_exists(root, CPUS "/online"))
		return og_err_set(err, -ENOENT,
				  "%s: no " CPUS "/online below it: neither a "
				  "host nor a recording of one",
				  og_root_path(root));
	og_sysnodes_find(root, &nodes);
	/* Cores are known without hwloc too, only less well. */
	r = discover(root, &nodes, what, &topo->hw, cores ? NULL : err);
	if (r < 0 && !cores)
		return r;
	if (what & OG_HWTOPO_PCI)
		find_cpu_nodes(root, &nodes, topo->hw, &topo->cpu_nodes);
	r = cores ? fill_host(root, &nodes, topo->hw, &topo->host, err) : 0;
	if (r < 0)
		return r;
	*ret_topo = og_steal(topo);
	return 0;
}

int og_hwtopo_host(const struct og_hwtopo *topo, struct og_host *ret_host,
		   struct og_err *err)
{
	if (!(topo->what & OG_HWTOPO_CORES))
		return og_err_set(err, -EINVAL, "no cores were looked for");
	og_host_copy(&topo->host, ret_host);
	return 0;
}

static bool is_at(hwloc_obj_t obj, const struct og_bdf *bdf)
{
	const struct hwloc_pcidev_attr_s *at = &obj->attr->pcidev;

	return at->domain == bdf->domain && at->bus == bdf->bus &&
	       at->dev == bdf->slot && at->func == bdf->func;
}

static hwloc_obj_t find_pci(hwloc_topology_t hw, const struct og_bdf *bdf)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_pcidev(hw, obj)))
		if (is_at(obj, bdf))
			return obj;
	while ((obj = hwloc_get_next_bridge(hw, obj)))
		if (obj->attr->bridge.upstream_type == HWLOC_OBJ_BRIDGE_PCI &&
		    is_at(obj, bdf))
			return obj;
	return NULL;
}

/*
 * Memory of its own (CXL) is near the same CPUs as the node beside it; a
 * device is then near the node that has them.
 */
static int only_node(hwloc_const_bitmap_t near,
		     const struct og_cpuset *cpu_nodes)
{
	int id = -1, found = -1;

	while ((id = hwloc_bitmap_next(near, id)) >= 0 && id < OG_CPU_MAX) {
		if (!og_cpuset_has(cpu_nodes, (unsigned)id))
			continue;
		if (found >= 0)
			return -1;
		found = id;
	}
	if (found < 0 && hwloc_bitmap_weight(near) == 1)
		return hwloc_bitmap_first(near);
	return found;
}

int og_hwtopo_pci_node(const struct og_hwtopo *topo, const struct og_bdf *bdf)
{
	hwloc_obj_t obj = topo->hw ? find_pci(topo->hw, bdf) : NULL;

	if (obj)
		obj = hwloc_get_non_io_ancestor_obj(topo->hw, obj);
	return obj ? only_node(obj->nodeset, &topo->cpu_nodes) : -1;
}
