// SPDX-License-Identifier: Apache-2.0
/*
 * The host as oned knows it, by lib/hostxml's tables. VMs are known by their
 * ids alone, and devices by their addresses: no bus, no driver.
 */
#include <errno.h>

#include "hostxml.h"
#include "topo.h"

struct reading {
	struct og_hostxml x; /* first, as lib/hostxml asks for */
	char *name;
	bool has_nodes;
};

static struct reading *self(void *ctx)
{
	return ctx;
}

static int host_name(void *ctx, const char *text, size_t len,
		     struct og_err *err)
{
	(void)err;
	free(self(ctx)->name);
	self(ctx)->name = og_strndup(text, len);
	return 0;
}

static int nodes_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->has_nodes = true;
	return 0;
}

static const struct og_xml_elem share_elems[] = {
	{ .name = "NUMA_NODES",
	  .children = og_hostxml_numa_nodes,
	  .open = nodes_open },
	{ .name = "PCI_DEVICES", .children = og_hostxml_pci_devices },
	{ 0 },
};

static const struct og_xml_elem host_elems[] = {
	{ .name = "NAME", .close = host_name },
	{ .name = "HOST_SHARE", .children = share_elems },
	{ 0 },
};

static const struct og_xml_elem document = { .name = "HOST",
					     .children = host_elems };

static struct og_topo_vm *vm_of(struct og_topo *topo, int32_t id)
{
	struct og_topo_vm *vm;

	for (size_t i = 0; i < topo->n_vms; i++)
		if (topo->vms[i].id == id)
			return &topo->vms[i];
	vm = og_topo_add_vm(topo);
	vm->id = id;
	vm->name = og_asprintf("one-%d", id);
	return vm;
}

static void take_cpus(struct og_topo *topo)
{
	for (size_t n = 0; n < topo->host.n_nodes; n++) {
		const struct og_node *node = &topo->host.nodes[n];

		for (size_t c = 0; c < node->n_cores; c++) {
			const struct og_core *core = &node->cores[c];

			for (size_t i = 0; i < core->n_cpus; i++)
				if (core->cpus[i].vm >= 0)
					og_cpuset_add(
						&vm_of(topo, core->cpus[i].vm)
							 ->cpus,
						(unsigned)core->cpus[i].id);
		}
	}
}

static void take_devices(struct og_topo *topo)
{
	for (size_t i = 0; i < topo->host.n_devices; i++) {
		const struct og_device *from = &topo->host.devices[i];
		struct og_topo_device *device = og_topo_add_device(topo);

		device->bdf = from->bdf;
		device->kind = og_topo_kind_of(from->vendor, from->class_id);
		device->node =
			og_host_node(&topo->host, from->node) ? from->node : -1;
		device->name =
			og_asprintf("%04x:%04x", from->vendor, from->device);
		if (from->vm < 0)
			continue;
		device->vm_id = from->vm;
		device->vm = og_strdup(vm_of(topo, from->vm)->name);
	}
}

int og_topo_read_belief(const char *xml, size_t len, struct og_topo *ret_topo,
			struct og_err *err)
{
	og_cleanup(og_topo_free) struct og_topo topo = { .believed = true };
	struct reading reading = { 0 };
	int r;

	og_host_init(&topo.host);
	reading.x.host = &topo.host;
	r = og_xml_read(&document, &reading, xml, len, err);
	topo.name = reading.name ? reading.name : og_strdup("");
	if (r < 0)
		return r;
	if (reading.x.fault.code)
		return og_err_set(err, reading.x.fault.code, "%s",
				  reading.x.fault.msg);
	if (!reading.has_nodes || topo.host.n_nodes == 0)
		return og_err_set(err, -EINVAL,
				  "HOST_SHARE/NUMA_NODES has no node: oned has "
				  "not heard of this host's NUMA probe");
	r = og_host_finish(&topo.host, err);
	if (r < 0)
		return r;
	take_cpus(&topo);
	take_devices(&topo);
	og_topo_finish(&topo);
	*ret_topo = topo;
	topo = (struct og_topo){ 0 };
	return 0;
}
