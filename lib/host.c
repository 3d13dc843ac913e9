// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include <errno.h>

void og_host_init(struct og_host *host)
{
	*host = (struct og_host){ .vms_thread = 1 };
}

static void node_free(struct og_node *node)
{
	for (size_t i = 0; i < node->n_cores; i++)
		free(node->cores[i].cpus);
	free(node->cores);
	free(node->pages);
	free(node->distance);
	free(node->away);
}

void og_host_free(struct og_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		node_free(&host->nodes[i]);
	for (size_t i = 0; i < host->n_devices; i++) {
		free(host->devices[i].uuid);
		free(host->devices[i].mdev_mode);
	}
	free(host->nodes);
	free(host->devices);
	og_host_init(host);
}

static void *copy_array(const void *from, size_t n, size_t size)
{
	void *to = og_calloc(n, size);

	if (n)
		memcpy(to, from, n * size);
	return to;
}

static void node_copy(const struct og_node *from, struct og_node *to)
{
	*to = *from;
	to->cap_cores = from->n_cores;
	to->cores = copy_array(from->cores, from->n_cores, sizeof(*to->cores));
	for (size_t i = 0; i < from->n_cores; i++) {
		struct og_core *core = &to->cores[i];

		core->cpus = copy_array(core->cpus, core->n_cpus,
					sizeof(*core->cpus));
		core->cap_cpus = core->n_cpus;
	}
	to->pages = copy_array(from->pages, from->n_pages, sizeof(*to->pages));
	to->cap_pages = from->n_pages;
	to->distance = copy_array(from->distance, from->n_distance,
				  sizeof(*to->distance));
	to->cap_distance = from->n_distance;
	to->away = copy_array(from->away, from->n_away, sizeof(*to->away));
}

void og_host_copy(const struct og_host *host, struct og_host *ret_copy)
{
	struct og_host copy = *host;

	copy.nodes = og_calloc(host->n_nodes, sizeof(*copy.nodes));
	copy.cap_nodes = host->n_nodes;
	for (size_t i = 0; i < host->n_nodes; i++)
		node_copy(&host->nodes[i], &copy.nodes[i]);
	copy.devices = copy_array(host->devices, host->n_devices,
				  sizeof(*copy.devices));
	copy.cap_devices = host->n_devices;
	for (size_t i = 0; i < host->n_devices; i++) {
		struct og_device *dev = &copy.devices[i];

		dev->uuid = dev->uuid ? og_strdup(dev->uuid) : NULL;
		dev->mdev_mode =
			dev->mdev_mode ? og_strdup(dev->mdev_mode) : NULL;
	}
	*ret_copy = copy;
}

struct og_node *og_host_add_node(struct og_host *host, int32_t id)
{
	struct og_node *node;

	OG_RESERVE(host->nodes, host->n_nodes + 1, host->cap_nodes);
	node = &host->nodes[host->n_nodes++];
	*node = (struct og_node){ .id = id, .mem_free = INT64_MAX };
	return node;
}

struct og_core *og_node_add_core(struct og_node *node, int32_t id)
{
	struct og_core *core;

	OG_RESERVE(node->cores, node->n_cores + 1, node->cap_cores);
	core = &node->cores[node->n_cores++];
	*core = (struct og_core){ .id = id };
	return core;
}

struct og_pages *og_node_add_pages(struct og_node *node, uint64_t size_kb)
{
	struct og_pages *pages;

	OG_RESERVE(node->pages, node->n_pages + 1, node->cap_pages);
	pages = &node->pages[node->n_pages++];
	*pages = (struct og_pages){ .size_kb = size_kb, .free = UINT64_MAX };
	return pages;
}

void og_node_add_distance(struct og_node *node, int32_t id)
{
	OG_RESERVE(node->distance, node->n_distance + 1, node->cap_distance);
	node->distance[node->n_distance++] = id;
}

struct og_device *og_host_add_device(struct og_host *host)
{
	struct og_device *dev;

	OG_RESERVE(host->devices, host->n_devices + 1, host->cap_devices);
	dev = &host->devices[host->n_devices++];
	*dev = (struct og_device){ .node = -1, .vm = OG_VM_NONE };
	return dev;
}

void og_core_add_cpu(struct og_core *core, int32_t cpu, int32_t vm,
		     bool isolated)
{
	struct og_cpu *c = NULL;

	for (size_t i = 0; i < core->n_cpus && !c; i++)
		if (core->cpus[i].id == cpu)
			c = &core->cpus[i];
	if (!c) {
		OG_RESERVE(core->cpus, core->n_cpus + 1, core->cap_cpus);
		c = &core->cpus[core->n_cpus++];
		*c = (struct og_cpu){ .id = cpu, .vm = OG_VM_NONE };
	}
	c->isolated |= isolated;
	if (vm >= 0) {
		c->vm = vm;
		c->users++;
	}
}

static int cmp_i32(int32_t a, int32_t b)
{
	return (a > b) - (a < b);
}

static int cmp_cpu(const void *a, const void *b)
{
	const struct og_cpu *x = a, *y = b;

	return cmp_i32(x->id, y->id);
}

static int cmp_core(const void *a, const void *b)
{
	const struct og_core *x = a, *y = b;

	return cmp_i32(x->id, y->id);
}

static int cmp_node(const void *a, const void *b)
{
	const struct og_node *x = a, *y = b;

	return cmp_i32(x->id, y->id);
}

static int cmp_pages(const void *a, const void *b)
{
	const struct og_pages *x = a, *y = b;

	return (x->size_kb > y->size_kb) - (x->size_kb < y->size_kb);
}

/* oned walks devices by ADDRESS as text; only wide domains differ from it. */
static int cmp_device(const void *a, const void *b)
{
	const struct og_device *x = a, *y = b;
	char tx[OG_BDF_TEXT], ty[OG_BDF_TEXT];

	if ((x->bdf.domain | y->bdf.domain) <= 0xffff)
		return og_bdf_cmp(&x->bdf, &y->bdf);
	og_bdf_address(&x->bdf, tx);
	og_bdf_address(&y->bdf, ty);
	return strcmp(tx, ty);
}

static void sort(void *arr, size_t n, size_t size,
		 int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(arr, n, size, cmp);
}

static int finish_core(const struct og_node *node, struct og_core *core,
		       struct og_cpuset *seen, struct og_err *err)
{
	if (core->id < 0)
		return og_err_set(err, -EINVAL, "node %d: a core without ID",
				  node->id);
	if (core->n_cpus == 0)
		return og_err_set(err, -EINVAL, "node %d core %d: no CPUS",
				  node->id, core->id);
	sort(core->cpus, core->n_cpus, sizeof(*core->cpus), cmp_cpu);
	for (size_t i = 0; i < core->n_cpus; i++) {
		int32_t id = core->cpus[i].id;

		if (id < 0 || id >= OG_CPU_MAX)
			return og_err_set(err, -EINVAL,
					  "node %d core %d: CPU %d is outside "
					  "0 to %d",
					  node->id, core->id, id,
					  OG_CPU_MAX - 1);
		if (og_cpuset_has(seen, (unsigned)id))
			return og_err_set(err, -EINVAL,
					  "CPU %d is in two cores", id);
		og_cpuset_add(seen, (unsigned)id);
	}
	return 0;
}

static int finish_node(struct og_node *node, struct og_cpuset *seen,
		       struct og_err *err)
{
	int r = 0;

	if (node->id < 0)
		return og_err_set(err, -EINVAL, "a NUMA node without NODE_ID");
	if (node->mem_total < 0 || node->mem_used < 0)
		return og_err_set(err, -EINVAL, "node %d: negative memory",
				  node->id);
	sort(node->cores, node->n_cores, sizeof(*node->cores), cmp_core);
	sort(node->pages, node->n_pages, sizeof(*node->pages), cmp_pages);
	for (size_t i = 0; i < node->n_cores && r == 0; i++) {
		if (i && node->cores[i].id == node->cores[i - 1].id)
			return og_err_set(err, -EINVAL,
					  "node %d: core %d is listed twice",
					  node->id, node->cores[i].id);
		r = finish_core(node, &node->cores[i], seen, err);
	}
	return r;
}

static int finish_devices(struct og_host *host, struct og_err *err)
{
	sort(host->devices, host->n_devices, sizeof(*host->devices),
	     cmp_device);
	for (size_t i = 1; i < host->n_devices; i++) {
		const struct og_bdf *bdf = &host->devices[i].bdf;
		char text[OG_BDF_TEXT];

		if (og_bdf_cmp(&host->devices[i - 1].bdf, bdf) != 0)
			continue;
		og_bdf_short(bdf, text);
		return og_err_set(err, -EINVAL, "PCI device %s is listed twice",
				  text);
	}
	return 0;
}

int og_host_finish(struct og_host *host, struct og_err *err)
{
	struct og_cpuset seen = { 0 };
	int r = finish_devices(host, err);

	sort(host->nodes, host->n_nodes, sizeof(*host->nodes), cmp_node);
	for (size_t i = 0; i < host->n_nodes && r == 0; i++) {
		if (i && host->nodes[i].id == host->nodes[i - 1].id)
			return og_err_set(err, -EINVAL,
					  "NUMA node %d is listed twice",
					  host->nodes[i].id);
		r = finish_node(&host->nodes[i], &seen, err);
	}
	return r;
}

struct og_node *og_host_node(const struct og_host *host, int32_t id)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].id == id)
			return &host->nodes[i];
	return NULL;
}

struct og_device *og_host_device(const struct og_host *host,
				 const struct og_bdf *bdf)
{
	for (size_t i = 0; i < host->n_devices; i++)
		if (og_bdf_cmp(&host->devices[i].bdf, bdf) == 0)
			return &host->devices[i];
	return NULL;
}

struct og_cpu *og_node_cpu(const struct og_node *node, int32_t cpu,
			   struct og_core **ret_core)
{
	for (size_t i = 0; i < node->n_cores; i++) {
		struct og_core *core = &node->cores[i];

		for (size_t j = 0; j < core->n_cpus; j++) {
			if (core->cpus[j].id != cpu)
				continue;
			if (ret_core)
				*ret_core = core;
			return &core->cpus[j];
		}
	}
	return NULL;
}

uint64_t og_host_socket(const struct og_host *host, int32_t node)
{
	if (node < 0 || node >= 64)
		return 0;
	for (size_t i = 0; i < host->n_devices; i++)
		if (host->devices[i].socket >> node & 1)
			return host->devices[i].socket;
	return 0;
}

uint32_t og_host_away(const struct og_host *host, int32_t from, int32_t to)
{
	const struct og_node *start = og_host_node(host, from);
	const struct og_node *end = og_host_node(host, to);
	size_t at;

	if (!start || !end)
		return 0;
	at = (size_t)(end - host->nodes);
	return at < start->n_away ? start->away[at] : 0;
}

struct og_node *og_host_node_of_cpu(const struct og_host *host, int32_t cpu)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (og_node_cpu(&host->nodes[i], cpu, NULL))
			return &host->nodes[i];
	return NULL;
}

uint32_t og_host_threads(const struct og_host *host)
{
	size_t threads = 1;

	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t j = 0; j < host->nodes[i].n_cores; j++)
			if (host->nodes[i].cores[j].n_cpus > threads)
				threads = host->nodes[i].cores[j].n_cpus;
	return (uint32_t)threads;
}
