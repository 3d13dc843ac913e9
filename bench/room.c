// SPDX-License-Identifier: Apache-2.0
#include "room.h"

#include "oned.h"

struct shape {
	const struct og_trace_task *task;
	size_t count;
};

static int cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int cmp_shape(const void *a, const void *b)
{
	const struct og_trace_task *x = ((const struct shape *)a)->task;
	const struct og_trace_task *y = ((const struct shape *)b)->task;
	int r = cmp_i64(x->gpus, y->gpus);

	if (r == 0)
		r = cmp_i64(x->cpu_milli, y->cpu_milli);
	return r ? r : cmp_i64(x->memory, y->memory);
}

/* The workload's mix: tasks with GPUs, equal ones together; the count. */
static size_t mix(const struct og_trace *trace, struct shape *ret_shapes,
		  size_t *ret_tasks)
{
	size_t n = 0, unique = 0;

	for (size_t i = 0; i < trace->n_tasks; i++)
		if (trace->tasks[i].gpus)
			ret_shapes[n++] = (struct shape){ &trace->tasks[i], 1 };
	qsort(ret_shapes, n, sizeof(*ret_shapes), cmp_shape);
	for (size_t i = 0; i < n; i++)
		if (unique &&
		    cmp_shape(&ret_shapes[unique - 1], &ret_shapes[i]) == 0)
			ret_shapes[unique - 1].count++;
		else
			ret_shapes[unique++] = ret_shapes[i];
	*ret_tasks = n;
	return unique;
}

static unsigned free_gpus(const struct og_host *host, int32_t node)
{
	unsigned n = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		n += host->devices[i].vm == OG_VM_NONE &&
		     (node < 0 || host->devices[i].node == node);
	return n;
}

static bool has_capacity(const struct og_shost *host, const struct og_vm *vm)
{
	return host->cpu_max - host->cpu_used >= vm->cpu &&
	       host->mem_max - host->mem_used >= vm->memory;
}

/* Its virtual nodes on this one and those behind it, GPUs in equal parts. */
static bool fits_beside(const struct og_host *truth, const struct og_vm *vm,
			int32_t node)
{
	struct og_vnode vnodes[2];
	struct og_fit_request req = {
		.pin = vm->pin,
		.threads = 2,
		.vnodes = vnodes,
		.n_vnodes = vm->n_vnodes,
	};

	for (size_t i = 0; i < vm->n_vnodes && i < OG_COUNT(vnodes); i++) {
		int32_t want = (node + (int32_t)i) % (int32_t)truth->n_nodes;

		if (free_gpus(truth, want) * vm->n_vnodes < vm->n_pcis)
			return false;
		vnodes[i] = (struct og_vnode){ vm->vnodes[i].cpus,
					       vm->vnodes[i].memory, want };
	}
	return og_fit_local(truth, &req, NULL, NULL) == 0;
}

static void add_lost(const struct og_shost *host, const struct og_host *truth,
		     const struct og_vm *vm, double weight,
		     struct og_room *room)
{
	bool capacity = has_capacity(host, vm);

	if (!capacity || og_oned_fit(&host->share, vm) != OG_FIT_OK)
		room->lost_host += weight * free_gpus(truth, -1);
	for (size_t i = 0; i < truth->n_nodes; i++) {
		int32_t node = truth->nodes[i].id;
		unsigned n = free_gpus(truth, node);

		if (n && !(capacity && fits_beside(truth, vm, node)))
			room->lost_node += weight * n;
	}
}

void og_room_measure(const struct og_trace *trace, const struct og_message *msg,
		     const struct og_host *truth, struct og_room *ret_room)
{
	og_autofree struct shape *shapes =
		og_calloc(trace->n_tasks, sizeof(*shapes));
	size_t n_tasks, n = mix(trace, shapes, &n_tasks);
	struct og_room room = { 0 };

	for (size_t h = 0; h < msg->n_hosts; h++)
		room.free_gpus += free_gpus(&truth[h], -1);
	for (size_t i = 0; i < n; i++) {
		og_cleanup(og_vm_free) struct og_vm vm;
		double weight = (double)shapes[i].count / (double)n_tasks;

		og_cluster_vm(msg, shapes[i].task, 0, &vm);
		for (size_t h = 0; h < msg->n_hosts; h++)
			if (free_gpus(&truth[h], -1))
				add_lost(&msg->hosts[h], &truth[h], &vm, weight,
					 &room);
	}
	*ret_room = room;
}

static int cmp_need(const void *a, const void *b)
{
	return cmp_i64(*(const int64_t *)a, *(const int64_t *)b);
}

/* How many of the needs a pool can meet at most: the smallest first. */
static size_t most(int64_t *needs, size_t n, int64_t pool)
{
	size_t count = 0;

	qsort(needs, n, sizeof(*needs), cmp_need);
	while (count < n && needs[count] <= pool)
		pool -= needs[count++];
	return count;
}

struct pools {
	int64_t cpu, memory, gpus;
};

static struct pools pools_of(const struct og_message *msg, bool with_gpus)
{
	struct pools sum = { 0 };

	for (size_t h = 0; h < msg->n_hosts; h++) {
		const struct og_shost *host = &msg->hosts[h];

		if (with_gpus && !host->share.n_devices)
			continue;
		sum.cpu += host->cpu_max;
		sum.memory += host->mem_max;
		sum.gpus += (int64_t)host->share.n_devices;
	}
	return sum;
}

static bool can_be_local(const struct og_message *msg, const struct og_vm *vm)
{
	for (size_t h = 0; h < msg->n_hosts; h++) {
		const struct og_shost *host = &msg->hosts[h];

		for (int32_t k = 0; k < (int32_t)host->share.n_nodes; k++)
			if (has_capacity(host, vm) &&
			    fits_beside(&host->share, vm, k))
				return true;
	}
	return false;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* VMs of the trace, at most, by each pool alone; GPUs only or all. */
static size_t most_vms(const struct og_trace *trace,
		       const struct og_message *msg, bool with_gpus,
		       size_t *ret_local)
{
	og_autofree int64_t *cpu = og_calloc(trace->n_tasks, sizeof(*cpu));
	og_autofree int64_t *memory =
		og_calloc(trace->n_tasks, sizeof(*memory));
	og_autofree int64_t *gpus = og_calloc(trace->n_tasks, sizeof(*gpus));
	struct pools pools = pools_of(msg, with_gpus);
	size_t n = 0;

	*ret_local = 0;
	for (size_t i = 0; i < trace->n_tasks; i++) {
		og_cleanup(og_vm_free) struct og_vm vm;

		if (with_gpus && !trace->tasks[i].gpus)
			continue;
		og_cluster_vm(msg, &trace->tasks[i], 0, &vm);
		cpu[n] = vm.cpu;
		memory[n] = vm.memory;
		gpus[n++] = (int64_t)vm.n_pcis;
		*ret_local += vm.n_pcis && can_be_local(msg, &vm);
	}
	return least(
		most(gpus, n, pools.gpus),
		least(most(cpu, n, pools.cpu), most(memory, n, pools.memory)));
}

void og_bound_compute(const struct og_trace *trace,
		      const struct og_message *msg, struct og_bound *ret_bound)
{
	size_t local, ignored;
	struct og_bound bound = {
		.gpu_vms = most_vms(trace, msg, true, &local),
		.vms = most_vms(trace, msg, false, &ignored),
		.gpus = (unsigned)pools_of(msg, true).gpus,
	};

	for (size_t i = 0; i < trace->n_tasks; i++)
		bound.multi += trace->tasks[i].gpus > 1;
	bound.local = least(local, bound.gpu_vms);
	*ret_bound = bound;
}
