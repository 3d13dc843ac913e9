// SPDX-License-Identifier: Apache-2.0
#include "build.h"

#include "harness.h"

enum { SOMEBODY = 900 };

static void add_distances(struct og_node *node, const struct og_build *b)
{
	og_node_add_distance(node, node->id);
	for (int32_t k = 0; k < (int32_t)b->nodes; k++)
		if (k != node->id)
			og_node_add_distance(node, k);
	if (!b->away)
		return;
	node->away = og_calloc(b->nodes, sizeof(*node->away));
	node->n_away = b->nodes;
	for (int32_t k = 0; k < (int32_t)b->nodes; k++)
		node->away[k] = k == node->id ? 10 : b->away;
}

static void add_cores(struct og_node *node, const struct og_build *b,
		      int32_t *cpu)
{
	for (unsigned i = 0; i < b->cores; i++) {
		struct og_core *core = og_node_add_core(node, (int32_t)i);

		for (unsigned t = 0; t < b->threads; t++)
			og_core_add_cpu(core, (*cpu)++, OG_VM_NONE, false);
	}
}

void og_build_host(struct og_host *host, const struct og_build *b)
{
	struct og_err err = { 0 };
	int32_t cpu = 0;

	og_host_init(host);
	host->vms_thread = b->vms_thread ? b->vms_thread : 1;
	for (int32_t n = 0; n < (int32_t)b->nodes; n++) {
		struct og_node *node = og_host_add_node(host, n);

		node->mem_total = b->memory;
		if (b->hugepages)
			og_node_add_pages(node, 2048)->total = b->hugepages;
		add_distances(node, b);
		add_cores(node, b, &cpu);
	}
	ck_assert_msg(og_host_finish(host, &err) == 0, "%s", err.msg);
}

void og_build_gpu(struct og_host *host, const char *address, int32_t node)
{
	struct og_device *dev = og_host_add_device(host);

	ck_assert_int_eq(og_bdf_parse(address, strlen(address), &dev->bdf), 0);
	dev->vendor = 0x10de;
	dev->device = 0x26b9;
	dev->class_id = 0x0302;
	dev->node = node;
	ck_assert_int_eq(og_host_finish(host, NULL), 0);
}

static struct og_cpu *find(struct og_host *host, int32_t cpu)
{
	struct og_node *node = og_host_node_of_cpu(host, cpu);

	ck_assert_ptr_nonnull(node);
	return og_node_cpu(node, cpu, NULL);
}

void og_build_use(struct og_host *host, int32_t cpu)
{
	struct og_cpu *c = find(host, cpu);

	c->users++;
	c->vm = SOMEBODY;
}

void og_build_isolate(struct og_host *host, int32_t cpu)
{
	find(host, cpu)->isolated = true;
}

void og_build_mark(struct og_host *host, const char *list,
		   void (*mark)(struct og_host *host, int32_t cpu))
{
	og_autofree char *copy = og_strdup(list ? list : "");
	char *save = NULL;

	for (char *piece = strtok_r(copy, ",", &save); piece;
	     piece = strtok_r(NULL, ",", &save)) {
		struct og_cpuset set;

		ck_assert_int_eq(og_cpuset_parse(piece, strlen(piece), &set),
				 0);
		for (int cpu = og_cpuset_next(&set, -1); cpu >= 0;
		     cpu = og_cpuset_next(&set, cpu))
			mark(host, cpu);
	}
}

void og_build_busy(struct og_host *host, int32_t node, unsigned count)
{
	struct og_node *n = og_host_node(host, node);

	ck_assert_ptr_nonnull(n);
	ck_assert_uint_le(count, n->n_cores);
	for (unsigned i = 0; i < count; i++)
		for (size_t k = 0; k < n->cores[i].n_cpus; k++)
			og_build_use(host, n->cores[i].cpus[k].id);
}
