// SPDX-License-Identifier: Apache-2.0
/*
 * hwloc answers for cores, memory and PCI locality; what it leaves out or
 * rounds (the nodes' own CPU lists, distances, huge pages) is read from
 * sysfs here. Both look below the same root.
 */
#include "hwtopo.h"

#include <errno.h>
#include <hwloc.h>
#include <inttypes.h>
#include <stdio.h>

#include "num.h"

#define NODES "sys/devices/system/node"

enum { LIST_MAX = 64 * 1024, PATH_ROOM = 512 };

struct og_hwtopo {
	hwloc_topology_t hw;
	unsigned what;
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

/* --- the nodes' CPUs --- */

static void from_bitmap(hwloc_const_bitmap_t bitmap, struct og_cpuset *set)
{
	int cpu = -1;

	*set = (struct og_cpuset){ 0 };
	while ((cpu = hwloc_bitmap_next(bitmap, cpu)) >= 0 && cpu < OG_CPU_MAX)
		og_cpuset_add(set, (unsigned)cpu);
}

/*
 * The kernel's list tells a node that has CPUs from one of memory only
 * beside it, which hwloc gives the same CPUs.
 */
static void node_cpus(const struct og_root *root, hwloc_obj_t node,
		      struct og_cpuset *set)
{
	char path[PATH_ROOM];
	og_autobuf list = OG_BUF_INIT;

	snprintf(path, sizeof(path), NODES "/node%u/cpulist", node->os_index);
	if (og_root_read(root, path, LIST_MAX, &list) < 0 ||
	    og_cpuset_parse(og_buf_text(&list), list.len, set) < 0)
		from_bitmap(node->cpuset, set);
}

static struct og_node *node_of(struct og_host *host,
			       const struct og_cpuset *sets, unsigned cpu)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (og_cpuset_has(&sets[i], cpu))
			return &host->nodes[i];
	return NULL;
}

static void add_core(struct og_host *host, const struct og_cpuset *sets,
		     hwloc_obj_t obj)
{
	int cpu = hwloc_bitmap_first(obj->cpuset);
	struct og_node *node = node_of(host, sets, (unsigned)cpu);
	struct og_core *core;

	if (!node)
		return;
	core = og_node_add_core(node, (int32_t)obj->os_index);
	for (; cpu >= 0; cpu = hwloc_bitmap_next(obj->cpuset, cpu))
		og_core_add_cpu(core, cpu, OG_VM_NONE, false);
}

/* Cores, or bare CPUs where the kernel tells of no cores. */
static void add_cores(hwloc_topology_t hw, struct og_host *host,
		      const struct og_cpuset *sets)
{
	bool bare = hwloc_get_nbobjs_by_type(hw, HWLOC_OBJ_CORE) <= 0;
	hwloc_obj_type_t type = bare ? HWLOC_OBJ_PU : HWLOC_OBJ_CORE;
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(hw, type, obj)))
		add_core(host, sets, obj);
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

/* --- distances --- */

struct neighbour {
	int32_t id;
	int64_t away;
};

static int nearest_first(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;

	if (x->away != y->away)
		return x->away < y->away ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* The numbers of node directories, which are those of the online nodes. */
static void online_nodes(const struct og_root *root, struct og_cpuset *set)
{
	char **names = NULL;
	size_t count = 0;
	int id;

	*set = (struct og_cpuset){ 0 };
	if (og_root_list(root, NODES, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], "node", 4) == 0 &&
		    og_num_int(names[i] + 4, strlen(names[i] + 4), 0,
			       OG_CPU_MAX - 1, &id) == 0)
			og_cpuset_add(set, (unsigned)id);
	og_root_names_free(names, count);
}

static int64_t *find_away(struct neighbour *list, size_t n, int32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return &list[i].away;
	return NULL;
}

/* One column for each online node, in the order of their numbers. */
static void read_distances(const struct og_root *root, int32_t node,
			   const struct og_cpuset *online,
			   struct neighbour *list, size_t n)
{
	char path[PATH_ROOM];
	og_autobuf text = OG_BUF_INIT;
	const char *p;
	int column = -1;

	snprintf(path, sizeof(path), NODES "/node%" PRId32 "/distance", node);
	if (og_root_read(root, path, LIST_MAX, &text) < 0)
		return;
	p = og_buf_text(&text);
	for (;;) {
		int64_t value, *away;
		size_t len;

		p += strspn(p, " \n");
		len = strcspn(p, " \n");
		column = og_cpuset_next(online, column);
		if (!len || column < 0 ||
		    og_num_i64(p, len, 0, INT32_MAX, &value) < 0)
			return;
		away = find_away(list, n, column);
		if (away)
			*away = value;
		p += len;
	}
}

static void add_distances(const struct og_root *root, struct og_host *host,
			  const struct og_cpuset *online, struct og_node *node)
{
	size_t n = host->n_nodes;
	og_autofree struct neighbour *list = og_calloc(n, sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = (struct neighbour){ host->nodes[i].id, INT64_MAX };
	read_distances(root, node->id, online, list, n);
	/* Whatever the firmware says: nothing is nearer than at home. */
	*find_away(list, n, node->id) = -1;
	qsort(list, n, sizeof(*list), nearest_first);
	for (size_t i = 0; i < n; i++)
		og_node_add_distance(node, list[i].id);
}

/* --- huge pages --- */

/* The kB of "hugepages-2048kB". */
static int page_size(const char *name, int64_t *ret_kb)
{
	size_t len = strlen(name);

	if (len < 12 || strncmp(name, "hugepages-", 10) != 0 ||
	    strcmp(name + len - 2, "kB") != 0)
		return -EINVAL;
	return og_num_i64(name + 10, len - 12, 1, INT64_MAX, ret_kb);
}

static void add_pages(const struct og_root *root, struct og_node *node)
{
	char dir[PATH_ROOM / 2], path[PATH_ROOM];
	char **names = NULL;
	size_t count = 0;

	snprintf(dir, sizeof(dir), NODES "/node%" PRId32 "/hugepages",
		 node->id);
	if (og_root_list(root, dir, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		int64_t kb, pages;

		if (page_size(names[i], &kb) < 0)
			continue;
		snprintf(path, sizeof(path),
			 "%s/hugepages-%" PRId64 "kB/nr_hugepages", dir, kb);
		if (og_root_int(root, path, 0, INT64_MAX / kb, &pages) == 0)
			og_node_add_pages(node, (uint64_t)kb)->total =
				(uint64_t)pages;
	}
	og_root_names_free(names, count);
}

/* --- the host --- */

static int fill_host(const struct og_root *root, hwloc_topology_t hw,
		     struct og_host *host, struct og_err *err)
{
	size_t n = (size_t)hwloc_bitmap_weight(
		hwloc_topology_get_topology_nodeset(hw));
	og_autofree struct og_cpuset *sets = og_calloc(n, sizeof(*sets));
	struct og_cpuset online;
	hwloc_obj_t obj = NULL;

	while (host->n_nodes < n && (obj = hwloc_get_next_obj_by_type(
					     hw, HWLOC_OBJ_NUMANODE, obj))) {
		struct og_node *node;

		node_cpus(root, obj, &sets[host->n_nodes]);
		node = og_host_add_node(host, (int32_t)obj->os_index);
		node->mem_total =
			(int64_t)(obj->attr->numanode.local_memory / 1024);
	}
	add_cores(hw, host, sets);
	online_nodes(root, &online);
	for (size_t i = 0; i < host->n_nodes; i++) {
		make_ids_unique(&host->nodes[i]);
		add_distances(root, host, &online, &host->nodes[i]);
		add_pages(root, &host->nodes[i]);
	}
	return og_host_finish(host, err);
}

int og_hwtopo_load(const struct og_root *root, unsigned what,
		   struct og_hwtopo **ret_topo, struct og_err *err)
{
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo =
		og_calloc(1, sizeof(*topo));
	int r;

	og_host_init(&topo->host);
	topo->what = what;
	/* Without it hwloc would count the CPUs of the machine at hand. */
	if (!og_root_exists(root, "sys/devices/system/cpu/cpu0"))
		return og_err_set(err, -ENOENT,
				  "%s: no sys/devices/system/cpu/cpu0 below "
				  "it: neither a host nor a recording of one",
				  og_root_path(root));
	if (hwloc_topology_init(&topo->hw) < 0) {
		topo->hw = NULL;
		return og_err_set(err, -EIO, "hwloc does not start");
	}
	choose_types(topo->hw, what);
	/* A cgroup of ours says nothing about the machine. */
	hwloc_topology_set_flags(topo->hw,
				 HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	r = load_at(root, topo->hw);
	if (r < 0)
		return og_err_set(err, r, "%s: hwloc found no topology: %s",
				  og_root_path(root), strerror(-r));
	if (what & OG_HWTOPO_CORES)
		r = fill_host(root, topo->hw, &topo->host, err);
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

int og_hwtopo_pci_node(const struct og_hwtopo *topo, const struct og_bdf *bdf)
{
	hwloc_obj_t obj = find_pci(topo->hw, bdf);

	if (obj)
		obj = hwloc_get_non_io_ancestor_obj(topo->hw, obj);
	if (!obj || hwloc_bitmap_weight(obj->nodeset) != 1)
		return -1;
	return hwloc_bitmap_first(obj->nodeset);
}
