// SPDX-License-Identifier: Apache-2.0
/* The VM half of schedxml.h; its devices are in vmxml-devices.c. */
#include <errno.h>
#include <limits.h>
#include <strings.h>

#include "num.h"
#include "vmxml.h"

static struct og_schedxml *self(void *ctx)
{
	return ctx;
}

static struct og_vm *vm_of(void *ctx)
{
	return self(ctx)->vm;
}

CLOSE(vm_id)
{
	int64_t value;
	int r = og_schedxml_required(text, len, 0, INT32_MAX, &value, err);

	if (r == 0)
		vm_of(ctx)->id = (int32_t)value;
	return r;
}

CLOSE(vm_state)
{
	int64_t value;
	int r = og_schedxml_required(text, len, 0, INT32_MAX, &value, err);

	if (r == 0)
		vm_of(ctx)->state = (int32_t)value;
	return r;
}

CLOSE(vm_lcm_state)
{
	(void)err;
	vm_of(ctx)->lcm_state =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(vm_resched)
{
	(void)err;
	vm_of(ctx)->resched = og_schedxml_optional(text, len, 0, 1, 0) == 1;
	return 0;
}

/* oned's arithmetic: a float, times 100, cut off. */
static int hundredths(const char *text, int64_t *ret_value)
{
	char *end;
	float cpu = strtof(text, &end) * 100;

	if (end == text || *end || !(cpu >= 0 && cpu < (float)INT32_MAX))
		return -EINVAL;
	*ret_value = (int64_t)cpu;
	return 0;
}

/* Users write it: one that is none must not keep other VMs waiting. */
CLOSE(vm_cpu)
{
	struct og_vm *vm = vm_of(ctx);

	(void)len, (void)err;
	if (hundredths(text, &vm->cpu) < 0 && !vm->fault)
		vm->fault =
			og_asprintf("CPU \"%.64s\" is no number of CPUs", text);
	return 0;
}

CLOSE(vm_memory)
{
	int r = og_schedxml_required(text, len, 0, INT64_MAX / 4096,
				     &vm_of(ctx)->memory, err);

	if (r == 0)
		vm_of(ctx)->memory *= 1024;
	return r;
}

CLOSE(vm_vcpu)
{
	(void)err;
	vm_of(ctx)->vcpu =
		(uint32_t)og_schedxml_optional(text, len, 0, INT32_MAX, 0);
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
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(topology_hugepage)
{
	(void)err;
	vm_of(ctx)->hugepage_mb =
		(uint64_t)og_schedxml_optional(text, len, 0, 1024 * 1024, 0);
	return 0;
}

CLOSE(topology_threads)
{
	(void)err;
	vm_of(ctx)->threads =
		(uint32_t)og_schedxml_optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(topology_sockets)
{
	(void)err;
	vm_of(ctx)->sockets =
		(uint32_t)og_schedxml_optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(policy)
{
	struct og_vm *vm = vm_of(ctx);

	(void)len, (void)err;
	if (og_policy_parse(text, &vm->policy) < 0 && !vm->fault)
		vm->fault = og_asprintf("PCI_NUMA_POLICY \"%.64s\" is none of "
					"required, socket, preferred, none",
					text);
	return 0;
}

static int vnode_open(void *ctx, struct og_err *err)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	if (vm->n_vnodes == OG_VMXML_VNODES) {
		if (!vm->fault)
			vm->fault = og_asprintf("more than %d NUMA nodes",
						OG_VMXML_VNODES);
		return 0;
	}
	OG_RESERVE(vm->vnodes, vm->n_vnodes + 1, vm->cap_vnodes);
	vm->vnodes[vm->n_vnodes++] = (struct og_vnode_request){ 0 };
	return 0;
}

CLOSE(vnode_cpus)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	vm->vnodes[vm->n_vnodes - 1].cpus =
		(uint32_t)og_schedxml_optional(text, len, 0, OG_CPU_MAX, 0);
	return 0;
}

CLOSE(vnode_memory)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	vm->vnodes[vm->n_vnodes - 1].memory =
		og_schedxml_optional(text, len, 0, OG_MEMORY_MAX, 0);
	return 0;
}

CLOSE(os_machine)
{
	(void)len, (void)err;
	vm_of(ctx)->is_flat_slot =
		!strstr(text, "q35") && !strstr(text, "virt");
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
	float value = 0;

	(void)len, (void)err;
	if (og_attr_number(text, &value))
		vm_of(ctx)->priority = (double)value;
	return 0;
}

CLOSE(history_host)
{
	(void)err;
	vm_of(ctx)->last_host =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(history_store)
{
	(void)err;
	vm_of(ctx)->last_store =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

/* oned's numbers of what ended the last history record. */
enum { ACTION_UNDEPLOY = 5, ACTION_UNDEPLOY_HARD = 6, ACTION_STOP = 9 };

CLOSE(history_action)
{
	int64_t action = og_schedxml_optional(text, len, 0, INT32_MAX, -1);

	(void)err;
	vm_of(ctx)->is_resumed = action == ACTION_UNDEPLOY ||
				 action == ACTION_UNDEPLOY_HARD ||
				 action == ACTION_STOP;
	return 0;
}

CLOSE(requirements)
{
	(void)text, (void)err;
	if (len)
		vm_of(ctx)->has_requirements = true;
	return 0;
}

static void keep_text(char **where, const char *text, size_t len)
{
	free(*where);
	*where = len ? og_strndup(text, len) : NULL;
}

CLOSE(user_sched_rank)
{
	(void)err;
	if (len)
		keep_text(&vm_of(ctx)->rank, text, len);
	self(ctx)->has_sched_rank = len > 0;
	return 0;
}

/* The name of old: SCHED_RANK wins. */
CLOSE(user_rank)
{
	(void)err;
	if (!self(ctx)->has_sched_rank)
		keep_text(&vm_of(ctx)->rank, text, len);
	return 0;
}

CLOSE(user_store_rank)
{
	(void)err;
	keep_text(&vm_of(ctx)->store_rank, text, len);
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
	{ .name = "PCI", .children = og_vmxml_pci, .open = og_vmxml_pci_open },
	{ .name = "DISK",
	  .children = og_vmxml_disk,
	  .open = og_vmxml_disk_open,
	  .close = og_vmxml_disk_close },
	{ .name = "NIC",
	  .children = og_vmxml_nic,
	  .open = og_vmxml_nic_open,
	  .close = og_vmxml_nic_close },
	{ .name = "AUTOMATIC_REQUIREMENTS", .close = requirements },
	{ .name = "VMGROUP", .children = none, .open = group_open },
	{ 0 },
};

static const struct og_xml_elem user_elems[] = {
	{ .name = "USER_PRIORITY", .close = user_priority },
	{ .name = "SCHED_PCI_NUMA_POLICY", .close = policy },
	{ .name = "SCHED_RANK", .close = user_sched_rank },
	{ .name = "RANK", .close = user_rank },
	{ .name = "SCHED_DS_RANK", .close = user_store_rank },
	{ .name = "SCHED_REQUIREMENTS", .close = requirements },
	{ 0 },
};

static const struct og_xml_elem history_elems[] = {
	{ .name = "HID", .close = history_host },
	{ .name = "DS_ID", .close = history_store },
	{ .name = "ACTION", .close = history_action },
	{ 0 },
};

static const struct og_xml_elem histories_elems[] = {
	{ .name = "HISTORY", .children = history_elems },
	{ 0 },
};

const struct og_xml_elem og_schedxml_vm[] = {
	{ .name = "ID", .close = vm_id },
	{ .name = "STATE", .close = vm_state },
	{ .name = "LCM_STATE", .close = vm_lcm_state },
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
	x->has_sched_rank = false;
}

int og_schedxml_vm_end(struct og_schedxml *x, struct og_err *err)
{
	struct og_vm *vm = x->vm;

	if (vm->id < 0)
		return og_err_set(err, -EINVAL, "a VM without ID");
	if (vm->memory < 0)
		return og_err_set(err, -EINVAL, "VM %d: no TEMPLATE/MEMORY",
				  vm->id);
	return 0;
}
