// SPDX-License-Identifier: Apache-2.0
#include "running.h"

#include <errno.h>

#include "functions.h"
#include "hole.h"
#include "hwtopo.h"
#include "syscpu.h"
#include "vendor.h"

/* -1: neither the kernel nor hwloc knows a node that the machine has. */
static int32_t machine_node(const struct og_root *root,
			    const struct og_hwtopo *topo,
			    const struct og_host *host,
			    const struct og_bdf *bdf)
{
	char name[OG_BDF_TEXT];
	og_autofree char *path = NULL;
	int64_t node;

	og_bdf_name(bdf, name);
	path = og_asprintf("sys/bus/pci/devices/%s/numa_node", name);
	if (og_root_int(root, path, 0, OG_CPU_MAX - 1, &node) < 0)
		node = og_hwtopo_pci_node(topo, bdf);
	return og_host_node(host, (int32_t)node) ? (int32_t)node : -1;
}

static void find_devices(const struct og_root *root,
			 const struct og_hwtopo *topo,
			 const struct og_host *host, struct og_vm *vm,
			 struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_pci; i++) {
		struct og_vm_pci *pci = &vm->pci[i];
		int32_t node = machine_node(root, topo, host, &pci->host);
		char name[OG_BDF_TEXT];

		if (node < 0)
			continue;
		pci->near = node;
		og_bdf_short(&pci->host, name);
		if (pci->node >= 0 && pci->node != node)
			og_notes_add(notes, OG_WARN,
				     "device %s is on NUMA node %d of this "
				     "machine; oned has node %d, which it "
				     "never asks again for a known address",
				     name, node, pci->node);
	}
}

/*
 * The kernel's isolated CPUs are kept for something. Where all that oned gave
 * this VM are such, they are kept for VMs, and free for them.
 */
static bool are_for_vms(const struct og_vm *vm,
			const struct og_cpuset *isolated)
{
	struct og_cpuset cpus;

	og_vm_cpus(vm, &cpus);
	if (og_cpuset_is_empty(&cpus))
		return false;
	og_cpuset_andnot(&cpus, isolated);
	return og_cpuset_is_empty(&cpus);
}

static int reserve(const struct og_root *root, const struct og_vm *vm,
		   const struct og_cpuset *reserved, struct og_host *host,
		   struct og_err *err)
{
	struct og_cpuset cpus;
	int r = og_syscpu_isolated(root, &cpus);

	if (r < 0)
		return og_err_set(err, r,
				  "%s: sys/devices/system/cpu/isolated is no "
				  "list of CPUs",
				  og_root_path(root));
	if (are_for_vms(vm, &cpus))
		cpus = (struct og_cpuset){ 0 };
	og_cpuset_or(&cpus, reserved);
	for (int id = -1; (id = og_cpuset_next(&cpus, id)) >= 0;) {
		const struct og_node *node = og_host_node_of_cpu(host, id);
		struct og_cpu *cpu = node ? og_node_cpu(node, id, NULL) : NULL;

		if (cpu)
			cpu->isolated = true;
	}
	return 0;
}

int og_running_topology(const char *sysroot, const struct og_cpuset *reserved,
			struct og_vm *vm, struct og_host *ret_host,
			struct og_notes *notes, struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_host_free) struct og_host host = { 0 };
	int r;

	r = og_root_open(sysroot, &root, err);
	if (r < 0)
		return r;
	r = og_hwtopo_load(root, OG_HWTOPO_CORES | OG_HWTOPO_PCI, &topo, err);
	if (r < 0)
		return r;
	r = og_hwtopo_host(topo, &host, err);
	if (r < 0)
		return r;
	r = reserve(root, vm, reserved, &host, err);
	if (r < 0)
		return r;
	r = og_functions_find(root, vm, err);
	if (r < 0)
		return og_err_prefix(err, "VM %d", vm->id);
	find_devices(root, topo, &host, vm, notes);
	og_hole_settle(root, vm, notes);
	vm->on_amd = og_vendor_is_amd(root);
	*ret_host = host;
	host = (struct og_host){ 0 };
	return 0;
}
