// SPDX-License-Identifier: Apache-2.0
#include "cluster.h"

#include <errno.h>

enum {
	NODES = 2,
	THREADS = 2,
	VENDOR = 0x10de,
	DEVICE = 0x26b9,
	CLASS = 0x0302,
	FIRST_BUS = 0x11,
	BUS_STEP = 2,
	STORE_MB = 1 << 30,
	STATE_PENDING = 1,
	GPUS_OF_ONE_VNODE = 4,
};

const char *const og_cluster_assumptions[] = {
	"The trace has no NUMA data. Every host is given two NUMA nodes, with "
	"its GPUs, cores and memory in equal parts (an odd GPU or core goes to "
	"node 0), two threads a core.",
	"One PCI address a GPU, node 0's buses below node 1's, all 10de:26b9, "
	"class 0302: no task asks for a model.",
	"A task with GPUs is a VM with PIN_POLICY=THREAD and whole GPUs: a "
	"share of one counts as one. cpu_milli is rounded up to whole cores "
	"for each virtual node, so oned pins pairs of threads.",
	"More than 4 GPUs: two virtual nodes with half of CPUs and memory "
	"each; otherwise one.",
	"A task without GPUs is a VM without TOPOLOGY: its CPUs, rounded up "
	"to whole ones, and its memory count for the host and no node.",
	"A task of no memory (there is one) has 1 MiB: no VM has none.",
	"Tasks arrive in the trace's order, one a scheduling cycle, and none "
	"leaves; one that no host can take is skipped.",
	NULL,
};

static void add_cores(struct og_node *node, int32_t first, int32_t count,
		      int32_t cores_of_host)
{
	for (int32_t i = 0; i < count; i++) {
		struct og_core *core = og_node_add_core(node, i);

		for (int32_t t = 0; t < THREADS; t++)
			og_core_add_cpu(core, first + i + t * cores_of_host,
					OG_VM_NONE, false);
	}
}

static void add_nodes(const struct og_trace_host *from, struct og_host *share)
{
	int32_t cores = (int32_t)from->cpus / THREADS, first = 0;

	for (int32_t n = 0; n < NODES; n++) {
		struct og_node *node = og_host_add_node(share, n);
		int32_t count = n == 0 ? (cores + 1) / NODES : cores / NODES;

		node->mem_total = from->memory / NODES;
		add_cores(node, first, count, cores);
		og_node_add_distance(node, n);
		og_node_add_distance(node, 1 - n);
		first += count;
	}
}

static void add_gpus(const struct og_trace_host *from, struct og_host *share)
{
	for (uint32_t i = 0; i < from->gpus; i++) {
		struct og_device *dev = og_host_add_device(share);

		dev->bdf.bus = (uint8_t)(FIRST_BUS + i * BUS_STEP);
		dev->vendor = VENDOR;
		dev->device = DEVICE;
		dev->class_id = CLASS;
		dev->node = i < (from->gpus + 1) / NODES ? 0 : 1;
	}
}

static int add_host(struct og_message *msg, const struct og_trace_host *from,
		    struct og_err *err)
{
	struct og_shost *host;

	OG_RESERVE(msg->hosts, msg->n_hosts + 1, msg->cap_hosts);
	host = &msg->hosts[msg->n_hosts];
	og_shost_init(host);
	host->id = (int32_t)msg->n_hosts++;
	host->cluster = 0;
	host->name = og_strdup(from->name);
	host->mem_max = from->memory;
	host->cpu_max = (int64_t)from->cpus * 100;
	og_attrs_add(&host->attrs, &msg->names, "RUNNING_VMS", "0");
	add_nodes(from, &host->share);
	add_gpus(from, &host->share);
	if (og_host_finish(&host->share, err) < 0)
		return og_err_prefix(err, "%s", from->name);
	return 0;
}

static void add_store(struct og_message *msg)
{
	struct og_store *store;

	OG_RESERVE(msg->stores, 1, msg->cap_stores);
	store = &msg->stores[msg->n_stores++];
	og_store_init(store);
	store->id = 0;
	store->type = OG_STORE_SYSTEM;
	store->total_mb = store->free_mb = STORE_MB;
	OG_RESERVE(store->clusters, 1, store->cap_clusters);
	store->clusters[store->n_clusters++] = 0;
}

int og_cluster_build(const struct og_trace *trace, struct og_message *ret_msg,
		     struct og_err *err)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };

	for (size_t i = 0; i < trace->n_hosts; i++) {
		int r = add_host(&msg, &trace->hosts[i], err);

		if (r < 0)
			return r;
	}
	add_store(&msg);
	*ret_msg = msg;
	msg = (struct og_message){ 0 };
	return 0;
}

static uint32_t round_up(uint32_t n, uint32_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static uint32_t memory_mib(const struct og_trace_task *task)
{
	return task->memory ? (uint32_t)(task->memory / 1024) : 1;
}

static void add_vnodes(struct og_vm *vm, const struct og_trace_task *task)
{
	uint32_t n = task->gpus > GPUS_OF_ONE_VNODE ? 2 : 1;

	vm->has_topology = true;
	vm->pin = OG_PIN_THREAD;
	vm->vcpu = round_up(task->cpu_milli, n * THREADS * 1000) / 1000;
	vm->memory = round_up(memory_mib(task), n) * 1024LL;
	for (uint32_t i = 0; i < n; i++) {
		OG_RESERVE(vm->vnodes, vm->n_vnodes + 1, vm->cap_vnodes);
		vm->vnodes[vm->n_vnodes++] = (struct og_vnode_request){
			.cpus = vm->vcpu / n,
			.memory = vm->memory / n,
		};
	}
	for (uint32_t i = 0; i < task->gpus; i++) {
		OG_RESERVE(vm->pcis, vm->n_pcis + 1, vm->cap_pcis);
		vm->pcis[vm->n_pcis++] = (struct og_pci_request){
			.pci_id = (int32_t)i,
			.vendor = VENDOR,
			.device = DEVICE,
			.class_id = CLASS,
		};
	}
}

void og_cluster_vm(const struct og_message *msg,
		   const struct og_trace_task *task, int32_t id,
		   struct og_vm *ret_vm)
{
	struct og_vm vm;

	og_vm_init(&vm);
	vm.id = id;
	vm.state = STATE_PENDING;
	if (task->gpus) {
		add_vnodes(&vm, task);
	} else {
		vm.vcpu = round_up(task->cpu_milli, 1000) / 1000;
		vm.memory = memory_mib(task) * 1024LL;
	}
	vm.cpu = (int64_t)vm.vcpu * 100;
	for (size_t i = 0; i < msg->n_hosts; i++) {
		OG_RESERVE(vm.hosts, vm.n_hosts + 1, vm.cap_hosts);
		vm.hosts[vm.n_hosts++] = msg->hosts[i].id;
	}
	OG_RESERVE(vm.stores, vm.n_stores + 1, vm.cap_stores);
	vm.stores[vm.n_stores++] = msg->stores[0].id;
	*ret_vm = vm;
}
