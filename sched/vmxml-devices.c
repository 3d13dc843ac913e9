// SPDX-License-Identifier: Apache-2.0
/* PCI, DISK and NIC vectors of a VM. */
#include <strings.h>

#include "num.h"
#include "vmxml.h"

/* More than any disk, and a thousand of them can be added up. */
static const int64_t DISK_MAX_MB = INT64_C(1) << 50;
/* Nor does anybody have that much of them. */
static const int64_t DISKS_MAX_MB = INT64_C(1) << 60;

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
		.vendor = OG_ID_ANY,
		.device = OG_ID_ANY,
		.class_id = OG_ID_ANY,
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
	struct og_pci_request *req = pci_of(ctx);
	char written[OG_BDF_TEXT] = "";

	(void)err;
	if (og_bdf_parse(text, len, &req->address) == 0)
		og_bdf_short(&req->address, written);
	req->has_address = len > 0;
	req->bad = strcmp(text, written) != 0;
	return 0;
}

/* As oned reads them: hex of any length, 0x before it or not. */
static int32_t hex_id(const char *text, size_t len)
{
	uint32_t id;

	if (len == 0)
		return OG_ID_ANY;
	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2, len -= 2;
	while (len > 1 && *text == '0')
		text++, len--;
	return og_num_hex(text, len, 7, &id) < 0 ? OG_ID_BAD : (int32_t)id;
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
	self(ctx)->disk = (struct og_disk){ .store = -1 };
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
		og_schedxml_optional(text, len, 0, DISK_MAX_MB, 0);
	return 0;
}

CLOSE(disk_snapshots)
{
	(void)err;
	self(ctx)->disk.snapshot_mb =
		og_schedxml_optional(text, len, 0, INT32_MAX, 0);
	return 0;
}

CLOSE(disk_store)
{
	(void)err;
	self(ctx)->disk.store =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

static enum og_disk_target target_of(const char *text)
{
	if (strcasecmp(text, "SYSTEM") == 0)
		return OG_DISK_SYSTEM;
	return strcasecmp(text, "SELF") == 0 ? OG_DISK_SELF : OG_DISK_NOWHERE;
}

CLOSE(disk_clone)
{
	(void)len, (void)err;
	self(ctx)->disk.has_clone = true;
	self(ctx)->disk.is_clone = strcasecmp(text, "YES") == 0;
	return 0;
}

CLOSE(disk_clone_target)
{
	(void)len, (void)err;
	self(ctx)->disk.clone_target = target_of(text);
	return 0;
}

CLOSE(disk_link_target)
{
	(void)len, (void)err;
	self(ctx)->disk.link_target = target_of(text);
	return 0;
}

static int64_t plus(int64_t a, int64_t b)
{
	return a + b < DISKS_MAX_MB ? a + b : DISKS_MAX_MB;
}

static void add_image(struct og_vm *vm, int32_t store, int64_t mb)
{
	for (size_t i = 0; i < vm->n_images; i++)
		if (vm->images[i].store == store) {
			vm->images[i].mb = plus(vm->images[i].mb, mb);
			return;
		}
	if (vm->n_images == OG_VMXML_IMAGES) {
		if (!vm->fault)
			vm->fault = og_asprintf("images of more than %d "
						"datastores",
						OG_VMXML_IMAGES);
		return;
	}
	OG_RESERVE(vm->images, vm->n_images + 1, vm->cap_images);
	vm->images[vm->n_images++] = (struct og_image_need){ store, mb };
}

/* Each disk counts in one datastore, or in none. */
static enum og_disk_target disk_target(const struct og_disk *d)
{
	if (d->is_volatile)
		return OG_DISK_SYSTEM;
	if (!d->has_clone)
		return OG_DISK_NOWHERE;
	return d->is_clone ? d->clone_target : d->link_target;
}

int og_vmxml_disk_close(void *ctx, const char *text, size_t len,
			struct og_err *err)
{
	const struct og_disk *d = &self(ctx)->disk;
	enum og_disk_target target = disk_target(d);
	struct og_vm *vm = vm_of(ctx);
	int64_t mb = d->size_mb + d->snapshot_mb;

	(void)text, (void)len, (void)err;
	/* Without a SIZE its snapshots do not count either. */
	if (!d->size_mb)
		return 0;
	if (target == OG_DISK_SYSTEM)
		vm->disk_mb = plus(vm->disk_mb, mb);
	else if (target == OG_DISK_SELF && d->store >= 0)
		add_image(vm, d->store, mb);
	return 0;
}

int og_vmxml_nic_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->nic_id = 0;
	self(ctx)->nic_auto = false;
	free(self(ctx)->nic_rank);
	self(ctx)->nic_rank = NULL;
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

CLOSE(nic_rank)
{
	(void)err;
	free(self(ctx)->nic_rank);
	self(ctx)->nic_rank = og_strndup(text, len);
	return 0;
}

int og_vmxml_nic_close(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	struct og_schedxml *x = self(ctx);
	struct og_vm *vm = vm_of(ctx);
	og_autofree char *rank = NULL;

	(void)text, (void)len, (void)err;
	rank = og_steal(x->nic_rank);
	if (!x->nic_auto)
		return 0;
	if (vm->n_nics == OG_VMXML_NICS) {
		if (!vm->fault)
			vm->fault = og_asprintf("more than %d NICs with "
						"NETWORK_MODE=auto",
						OG_VMXML_NICS);
		return 0;
	}
	if (vm->auto_nic < 0)
		vm->auto_nic = x->nic_id;
	OG_RESERVE(vm->nics, vm->n_nics + 1, vm->cap_nics);
	vm->nics[vm->n_nics++] = (struct og_nic_request){
		.id = x->nic_id,
		.rank = og_steal(rank),
	};
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
	{ .name = "DATASTORE_ID", .close = disk_store },
	{ .name = "DISK_SNAPSHOT_TOTAL_SIZE", .close = disk_snapshots },
	{ 0 },
};

const struct og_xml_elem og_vmxml_nic[] = {
	{ .name = "NIC_ID", .close = nic_id },
	{ .name = "NETWORK_MODE", .close = nic_mode },
	{ .name = "SCHED_RANK", .close = nic_rank },
	{ 0 },
};
