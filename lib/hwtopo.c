// SPDX-License-Identifier: Apache-2.0
/*
 * hwloc answers for PCI locality alone; cores and nodes are lib/syshost's.
 * Both look below the same root.
 */
#include "hwtopo.h"

#include <errno.h>
#include <hwloc.h>

#include "syscpu.h"
#include "syshost.h"
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
static void choose_types(hwloc_topology_t hw)
{
	hwloc_topology_set_all_types_filter(hw, HWLOC_TYPE_FILTER_KEEP_NONE);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_PACKAGE,
				       HWLOC_TYPE_FILTER_KEEP_ALL);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_GROUP,
				       HWLOC_TYPE_FILTER_KEEP_STRUCTURE);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_PCI_DEVICE,
				       HWLOC_TYPE_FILTER_KEEP_ALL);
	hwloc_topology_set_type_filter(hw, HWLOC_OBJ_BRIDGE,
				       HWLOC_TYPE_FILTER_KEEP_ALL);
}

/* --- locality --- */

static void from_bitmap(hwloc_const_bitmap_t bitmap, struct og_cpuset *set)
{
	int cpu = -1;

	*set = (struct og_cpuset){ 0 };
	while ((cpu = hwloc_bitmap_next(bitmap, cpu)) >= 0 && cpu < OG_CPU_MAX)
		og_cpuset_add(set, (unsigned)cpu);
}

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
		    hwloc_topology_t *ret_hw, struct og_err *err)
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
	choose_types(hw);
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
	/* Without CPUs hwloc would count those of the machine at hand. */
	r = cores ? og_syshost_read(root, &topo->host, err)
		  : og_syshost_check(root, err);
	if (r < 0)
		return r;
	if (what & OG_HWTOPO_PCI) {
		og_sysnodes_find(root, &nodes);
		/* Who has cores to show makes do without locality. */
		r = discover(root, &nodes, &topo->hw, cores ? NULL : err);
		if (r < 0 && !cores)
			return r;
		find_cpu_nodes(root, &nodes, topo->hw, &topo->cpu_nodes);
	}
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
