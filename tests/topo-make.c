// SPDX-License-Identifier: Apache-2.0
#include "topo-make.h"

#include <check.h>

enum { GIB = 1024 * 1024 };

/* CPUs as the kernel numbers them: first threads first. */
static void make_node(const struct og_topo_shape *shape, int n,
		      struct og_host *host)
{
	struct og_node *node = og_host_add_node(host, n);
	int total = shape->nodes * shape->cores;

	for (int i = 0; i < shape->cores; i++) {
		int c = shape->backwards ? shape->cores - 1 - i : i;
		struct og_core *core = og_node_add_core(node, c);

		for (int t = 0; t < shape->threads; t++)
			og_core_add_cpu(core, n * shape->cores + c + t * total,
					OG_VM_NONE, false);
	}
	node->mem_total = 512LL * GIB;
	node->mem_free = (int64_t)(512 - 60 * n) * GIB;
	og_node_add_pages(node, 2048)->total = 131072;
	node->pages[0].free = 31072;
	og_node_add_pages(node, 1048576)->total = 16;
	node->pages[1].free = 16;
	for (int i = 0; i < shape->nodes; i++)
		og_node_add_distance(node, (n + i) % shape->nodes);
}

static void make_gpu(const struct og_topo_shape *shape, int n, int g,
		     struct og_topo *topo)
{
	struct og_topo_device *device = og_topo_add_device(topo);
	int bus = n * 0x20 + g / 2 * 8;

	device->kind = OG_TOPO_GPU;
	device->node = n;
	device->bdf.bus = (uint8_t)(bus + 3 + g % 2);
	device->has_root = device->has_switch = true;
	device->root_bus = (uint8_t)(n * 0x20);
	device->nearest_switch.bus = (uint8_t)(bus + 1);
	device->name = og_strdup("H100 SXM5 80GB");
	device->driver = og_strdup("vfio-pci");
	if (n * shape->gpus + g < shape->vms) {
		device->vm_id = n * shape->gpus + g;
		device->vm = og_asprintf("one-%d", device->vm_id);
	}
}

static void make_nic(int n, struct og_topo *topo)
{
	struct og_topo_device *device = og_topo_add_device(topo);

	device->kind = OG_TOPO_NIC;
	device->node = n;
	device->bdf.bus = (uint8_t)(n * 0x20 + 0x1e);
	device->has_root = true;
	device->root_bus = (uint8_t)(n * 0x20);
	device->name = og_strdup("ConnectX-7");
	device->ifname = og_asprintf("ens%df0np0", n);
	device->vfs = 16;
}

/* Two cores each, from node 0 on; their GPUs are spread over all nodes. */
static void make_vm(const struct og_topo_shape *shape, int i,
		    struct og_topo *topo)
{
	struct og_topo_vm *vm = og_topo_add_vm(topo);
	int total = shape->nodes * shape->cores;

	vm->id = i;
	vm->name = og_asprintf("one-%d", i);
	for (int c = 2 * i; c < 2 * i + 2 && c < total; c++)
		for (int t = 0; t < shape->threads; t++)
			og_cpuset_add(&vm->cpus, (unsigned)(c + t * total));
	og_cpuset_add(&vm->memory, (unsigned)(2 * i / shape->cores));
	vm->memory_kib = 64LL * GIB;
	if (i == 1)
		vm->moved = og_strdup("CPUs 9 -> 2-3, memory node 1 -> 0");
}

void og_topo_make(const struct og_topo_shape *shape, struct og_topo *ret_topo)
{
	struct og_topo topo = { .name = og_strdup("gpu-host-01") };
	struct og_err err = { 0 };
	bool back = shape->backwards;

	og_host_init(&topo.host);
	for (int i = 0; i < shape->nodes; i++) {
		int n = back ? shape->nodes - 1 - i : i;

		make_node(shape, n, &topo.host);
		for (int g = 0; g < shape->gpus; g++)
			make_gpu(shape, n, back ? shape->gpus - 1 - g : g,
				 &topo);
		make_nic(n, &topo);
	}
	for (int i = 0; i < shape->vms; i++)
		make_vm(shape, back ? shape->vms - 1 - i : i, &topo);
	ck_assert_msg(og_host_finish(&topo.host, &err) == 0, "%s", err.msg);
	og_topo_finish(&topo);
	*ret_topo = topo;
}
