// SPDX-License-Identifier: Apache-2.0
/* The VM half of schedxml.h. */
#include <errno.h>
#include <limits.h>
#include <strings.h>

#include "num.h"
#include "schedxml.h"

#define CLOSE(fn)                                              \
	static int fn(void *ctx, const char *text, size_t len, \
		      struct og_err *err)

static struct og_schedxml *self(void *ctx)
{
	return ctx;
}

static struct og_vm *vm_of(void *ctx)
{
	return self(ctx)->vm;
}

static int required(const char *text, size_t len, int64_t min, int64_t max,
		    int64_t *ret_value, struct og_err *err)
{
	if (og_num_i64(text, len, min, max, ret_value) < 0)
		return og_err_set(err, -EINVAL, "\"%.64s\" is no valid number",
				  text);
	return 0;
}

/* What oned reads as "not given" when it is no number. */
static int64_t optional(const char *text, size_t len, int64_t min, int64_t max,
			int64_t otherwise)
{
	int64_t value;

	return og_num_i64(text, len, min, max, &value) < 0 ? otherwise : value;
}

CLOSE(vm_id)
{
	int64_t value;
	int r = required(text, len, 0, INT32_MAX, &value, err);

	if (r == 0)
		vm_of(ctx)->id = (int32_t)value;
	return r;
}

CLOSE(vm_state)
{
	int64_t value;
	int r = required(text, len, 0, INT32_MAX, &value, err);

	if (r == 0)
		vm_of(ctx)->state = (int32_t)value;
	return r;
}

CLOSE(vm_resched)
{
	(void)err;
	vm_of(ctx)->resched = optional(text, len, 0, 1, 0) == 1;
	return 0;
}

CLOSE(vm_cpu)
{
	if (og_num_hundredths(text, len, INT32_MAX, &vm_of(ctx)->cpu) < 0)
		return og_err_set(err, -EINVAL, "\"%.64s\" is no valid number",
				  text);
	return 0;
}

CLOSE(vm_memory)
{
	int r = required(text, len, 0, INT64_MAX / 4096, &vm_of(ctx)->memory,
			 err);

	if (r == 0)
		vm_of(ctx)->memory *= 1024;
	return r;
}

CLOSE(vm_vcpu)
{
	(void)err;
	vm_of(ctx)->vcpu = (uint32_t)optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

static int topology_open(void *ctx, struct og_err *err)
{
	(void)err;
	vm_of(ctx)->has_topology = true;
	return 0;
}

CLOSE(topology_pin)
{
	(void)len, (void)err;
	vm_of(ctx)->pin = og_pin_parse(text);
	return 0;
}

CLOSE(topology_affinity)
{
	(void)err;
	vm_of(ctx)->node_affinity =
		(int32_t)optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(topology_hugepage)
{
	(void)err;
	vm_of(ctx)->hugepage_mb =
		(uint64_t)optional(text, len, 0, 1024 * 1024, 0);
	return 0;
}

CLOSE(topology_threads)
{
	(void)err;
	vm_of(ctx)->threads = (uint32_t)optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(topology_sockets)
{
	(void)err;
	vm_of(ctx)->sockets = (uint32_t)optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(policy)
{
	struct og_vm *vm = vm_of(ctx);

	(void)len, (void)err;
	if (og_policy_parse(text, &vm->policy) < 0 && !vm->fault)
		vm->fault = og_asprintf("PCI_NUMA_POLICY \"%.64s\" is none of "
					"required, preferred, none",
					text);
	return 0;
}

static int vnode_open(void *ctx, struct og_err *err)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	OG_RESERVE(vm->vnodes, vm->n_vnodes + 1, vm->cap_vnodes);
	vm->vnodes[vm->n_vnodes++] = (struct og_vnode_request){ 0 };
	return 0;
}

CLOSE(vnode_cpus)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	vm->vnodes[vm->n_vnodes - 1].cpus =
		(uint32_t)optional(text, len, 0, OG_CPU_MAX, 0);
	return 0;
}

CLOSE(vnode_memory)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	vm->vnodes[vm->n_vnodes - 1].memory =
		optional(text, len, 0, INT64_MAX / 4096, 0);
	return 0;
}

static struct og_pci_request *pci_of(void *ctx)
{
	struct og_vm *vm = vm_of(ctx);

	return &vm->pcis[vm->n_pcis - 1];
}

static int pci_open(void *ctx, struct og_err *err)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	OG_RESERVE(vm->pcis, vm->n_pcis + 1, vm->cap_pcis);
	vm->pcis[vm->n_pcis] = (struct og_pci_request){
		.pci_id = (int32_t)vm->n_pcis,
		.vendor = -1,
		.device = -1,
		.class_id = -1,
		.vm_bus = 1,
	};
	vm->n_pcis++;
	return 0;
}

CLOSE(pci_id)
{
	(void)err;
	pci_of(ctx)->pci_id = (int32_t)optional(text, len, 0, INT32_MAX - 1,
						pci_of(ctx)->pci_id);
	return 0;
}

CLOSE(pci_address)
{
	(void)err;
	pci_of(ctx)->has_address = len > 0;
	pci_of(ctx)->bad = og_bdf_parse(text, len, &pci_of(ctx)->address) < 0;
	return 0;
}

static int32_t hex_id(const char *text, size_t len)
{
	uint32_t id;

	return og_num_hex(text, len, 4, &id) < 0 ? -1 : (int32_t)id;
}

CLOSE(pci_vendor)
{
	(void)err;
	pci_of(ctx)->vendor = hex_id(text, len);
	return 0;
}

CLOSE(pci_device)
{
	(void)err;
	pci_of(ctx)->device = hex_id(text, len);
	return 0;
}

CLOSE(pci_class)
{
	(void)err;
	pci_of(ctx)->class_id = hex_id(text, len);
	return 0;
}

CLOSE(pci_root)
{
	(void)len, (void)err;
	pci_of(ctx)->dedicated_root = strcasecmp(text, "dedicated") == 0;
	return 0;
}

CLOSE(pci_vm_bus)
{
	(void)err;
	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		og_num_hex(text + 2, len - 2, 4, &pci_of(ctx)->vm_bus);
	return 0;
}

CLOSE(os_machine)
{
	(void)len, (void)err;
	vm_of(ctx)->is_flat_slot =
		!strstr(text, "q35") && !strstr(text, "virt");
	return 0;
}

static int disk_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->disk = (struct og_disk){ 0 };
	return 0;
}

CLOSE(disk_type)
{
	(void)len, (void)err;
	self(ctx)->disk.is_volatile =
		strcasecmp(text, "swap") == 0 || strcasecmp(text, "fs") == 0;
	return 0;
}

CLOSE(disk_size)
{
	(void)err;
	self(ctx)->disk.size_mb = optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(disk_snapshots)
{
	(void)err;
	self(ctx)->disk.snapshot_mb = optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(disk_clone)
{
	(void)len, (void)err;
	self(ctx)->disk.is_clone = strcasecmp(text, "YES") == 0;
	return 0;
}

CLOSE(disk_clone_target)
{
	(void)len, (void)err;
	self(ctx)->disk.clone_to_system = strcmp(text, "SYSTEM") == 0;
	return 0;
}

CLOSE(disk_link_target)
{
	(void)len, (void)err;
	self(ctx)->disk.link_to_system = strcmp(text, "SYSTEM") == 0;
	return 0;
}

CLOSE(disk_end)
{
	const struct og_disk *d = &self(ctx)->disk;
	int64_t need = 0;

	(void)text, (void)len, (void)err;
	if (d->is_volatile)
		need = d->size_mb;
	else if (d->is_clone ? d->clone_to_system : d->link_to_system)
		need = d->size_mb + d->snapshot_mb;
	vm_of(ctx)->disk_mb += need;
	return 0;
}

static int nic_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->nic_id = 0;
	self(ctx)->nic_auto = false;
	return 0;
}

CLOSE(nic_id)
{
	(void)err;
	self(ctx)->nic_id = (int32_t)optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(nic_mode)
{
	(void)len, (void)err;
	self(ctx)->nic_auto = strcasecmp(text, "auto") == 0;
	return 0;
}

CLOSE(nic_end)
{
	(void)text, (void)len, (void)err;
	if (self(ctx)->nic_auto && vm_of(ctx)->auto_nic < 0)
		vm_of(ctx)->auto_nic = self(ctx)->nic_id;
	return 0;
}

static int group_open(void *ctx, struct og_err *err)
{
	(void)err;
	vm_of(ctx)->in_group = true;
	return 0;
}

CLOSE(user_priority)
{
	char *end;
	double value = strtod(text, &end);

	(void)err;
	if (len && *end == '\0' && value == value)
		vm_of(ctx)->priority = value;
	return 0;
}

CLOSE(history_host)
{
	(void)err;
	vm_of(ctx)->last_host = (int32_t)optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(history_store)
{
	(void)err;
	vm_of(ctx)->last_store = (int32_t)optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

static const struct og_xml_elem topology_elems[] = {
	{ .name = "PIN_POLICY", .close = topology_pin },
	{ .name = "NODE_AFFINITY", .close = topology_affinity },
	{ .name = "HUGEPAGE_SIZE", .close = topology_hugepage },
	{ .name = "THREADS", .close = topology_threads },
	{ .name = "SOCKETS", .close = topology_sockets },
	{ .name = "PCI_NUMA_POLICY", .close = policy },
	{ 0 },
};

static const struct og_xml_elem vnode_elems[] = {
	{ .name = "TOTAL_CPUS", .close = vnode_cpus },
	{ .name = "MEMORY", .close = vnode_memory },
	{ 0 },
};

static const struct og_xml_elem pci_elems[] = {
	{ .name = "PCI_ID", .close = pci_id },
	{ .name = "SHORT_ADDRESS", .close = pci_address },
	{ .name = "VENDOR", .close = pci_vendor },
	{ .name = "DEVICE", .close = pci_device },
	{ .name = "CLASS", .close = pci_class },
	{ .name = "ROOT", .close = pci_root },
	{ .name = "VM_BUS", .close = pci_vm_bus },
	{ 0 },
};

static const struct og_xml_elem disk_elems[] = {
	{ .name = "TYPE", .close = disk_type },
	{ .name = "SIZE", .close = disk_size },
	{ .name = "CLONE", .close = disk_clone },
	{ .name = "CLONE_TARGET", .close = disk_clone_target },
	{ .name = "LN_TARGET", .close = disk_link_target },
	{ .name = "DISK_SNAPSHOT_TOTAL_SIZE", .close = disk_snapshots },
	{ 0 },
};

static const struct og_xml_elem nic_elems[] = {
	{ .name = "NIC_ID", .close = nic_id },
	{ .name = "NETWORK_MODE", .close = nic_mode },
	{ 0 },
};

static const struct og_xml_elem os_elems[] = {
	{ .name = "MACHINE", .close = os_machine },
	{ 0 },
};

static const struct og_xml_elem none[] = { { 0 } };

static const struct og_xml_elem template_elems[] = {
	{ .name = "CPU", .close = vm_cpu },
	{ .name = "MEMORY", .close = vm_memory },
	{ .name = "VCPU", .close = vm_vcpu },
	{ .name = "OS", .children = os_elems },
	{ .name = "TOPOLOGY",
	  .children = topology_elems,
	  .open = topology_open },
	{ .name = "NUMA_NODE", .children = vnode_elems, .open = vnode_open },
	{ .name = "PCI", .children = pci_elems, .open = pci_open },
	{ .name = "DISK",
	  .children = disk_elems,
	  .open = disk_open,
	  .close = disk_end },
	{ .name = "NIC",
	  .children = nic_elems,
	  .open = nic_open,
	  .close = nic_end },
	{ .name = "VMGROUP", .children = none, .open = group_open },
	{ 0 },
};

static const struct og_xml_elem user_elems[] = {
	{ .name = "USER_PRIORITY", .close = user_priority },
	{ .name = "SCHED_PCI_NUMA_POLICY", .close = policy },
	{ 0 },
};

static const struct og_xml_elem history_elems[] = {
	{ .name = "HID", .close = history_host },
	{ .name = "DS_ID", .close = history_store },
	{ 0 },
};

static const struct og_xml_elem histories_elems[] = {
	{ .name = "HISTORY", .children = history_elems },
	{ 0 },
};

const struct og_xml_elem og_schedxml_vm[] = {
	{ .name = "ID", .close = vm_id },
	{ .name = "STATE", .close = vm_state },
	{ .name = "RESCHED", .close = vm_resched },
	{ .name = "TEMPLATE", .children = template_elems },
	{ .name = "USER_TEMPLATE", .children = user_elems },
	{ .name = "HISTORY_RECORDS", .children = histories_elems },
	{ 0 },
};

void og_schedxml_vm_begin(struct og_schedxml *x, struct og_vm *vm)
{
	og_vm_init(vm);
	x->vm = vm;
}

int og_schedxml_vm_end(struct og_schedxml *x, struct og_err *err)
{
	const struct og_vm *vm = x->vm;

	if (vm->id < 0)
		return og_err_set(err, -EINVAL, "a VM without ID");
	if (vm->memory < 0)
		return og_err_set(err, -EINVAL, "VM %d: no TEMPLATE/MEMORY",
				  vm->id);
	return 0;
}
