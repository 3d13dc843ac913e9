// SPDX-License-Identifier: Apache-2.0
/* PCI, DISK and NIC vectors of a VM. */
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

static struct og_pci_request *pci_of(void *ctx)
{
	struct og_vm *vm = vm_of(ctx);

	return &vm->pcis[vm->n_pcis - 1];
}

int og_vmxml_pci_open(void *ctx, struct og_err *err)
{
	struct og_vm *vm = vm_of(ctx);

	(void)err;
	if (vm->n_pcis == OG_VMXML_PCIS) {
		if (!vm->fault)
			vm->fault = og_asprintf("more than %d PCI devices",
						OG_VMXML_PCIS);
		return 0;
	}
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
	pci_of(ctx)->pci_id = (int32_t)og_schedxml_optional(
		text, len, 0, INT32_MAX - 1, pci_of(ctx)->pci_id);
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

int og_vmxml_disk_open(void *ctx, struct og_err *err)
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
	self(ctx)->disk.size_mb =
		og_schedxml_optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(disk_snapshots)
{
	(void)err;
	self(ctx)->disk.snapshot_mb =
		og_schedxml_optional(text, len, 0, INT32_MAX, 0);
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

int og_vmxml_disk_close(void *ctx, const char *text, size_t len,
			struct og_err *err)
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

int og_vmxml_nic_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->nic_id = 0;
	self(ctx)->nic_auto = false;
	return 0;
}

CLOSE(nic_id)
{
	(void)err;
	self(ctx)->nic_id =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(nic_mode)
{
	(void)len, (void)err;
	self(ctx)->nic_auto = strcasecmp(text, "auto") == 0;
	return 0;
}

int og_vmxml_nic_close(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	(void)text, (void)len, (void)err;
	if (self(ctx)->nic_auto && vm_of(ctx)->auto_nic < 0)
		vm_of(ctx)->auto_nic = self(ctx)->nic_id;
	return 0;
}

const struct og_xml_elem og_vmxml_pci[] = {
	{ .name = "PCI_ID", .close = pci_id },
	{ .name = "SHORT_ADDRESS", .close = pci_address },
	{ .name = "VENDOR", .close = pci_vendor },
	{ .name = "DEVICE", .close = pci_device },
	{ .name = "CLASS", .close = pci_class },
	{ .name = "ROOT", .close = pci_root },
	{ .name = "VM_BUS", .close = pci_vm_bus },
	{ 0 },
};

const struct og_xml_elem og_vmxml_disk[] = {
	{ .name = "TYPE", .close = disk_type },
	{ .name = "SIZE", .close = disk_size },
	{ .name = "CLONE", .close = disk_clone },
	{ .name = "CLONE_TARGET", .close = disk_clone_target },
	{ .name = "LN_TARGET", .close = disk_link_target },
	{ .name = "DISK_SNAPSHOT_TOTAL_SIZE", .close = disk_snapshots },
	{ 0 },
};

const struct og_xml_elem og_vmxml_nic[] = {
	{ .name = "NIC_ID", .close = nic_id },
	{ .name = "NETWORK_MODE", .close = nic_mode },
	{ 0 },
};
