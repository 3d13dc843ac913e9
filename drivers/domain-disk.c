// SPDX-License-Identifier: Apache-2.0
/* Disks and shares, with their controllers. */
#include "domain-disk.h"

enum { SCSI_TARGETS = 256 };

/* What disks take in turn: SATA controllers and I/O threads. */
struct dealt {
	unsigned sata;	 /* index of the next controller */
	unsigned thread; /* the next thread, from 1 */
};

/* "sda" is 0, "sdz" 25, "sdaa" 26. */
static unsigned target_number(const char *target)
{
	unsigned n = 0;

	for (const char *c = target + 2; *c; c++)
		n = n * 26 + (unsigned)(*c - 'a') + 1;
	return n - 1;
}

static void add_drive_address(struct og_xml_node *node, unsigned controller,
			      unsigned target)
{
	struct og_xml_node *address = og_xml_add(node, "address", NULL);

	og_xml_set(address, "type", "drive");
	og_xml_setf(address, "controller", "%u", controller);
	og_xml_set(address, "bus", "0");
	og_xml_setf(address, "target", "%u", target);
	og_xml_set(address, "unit", "0");
}

static bool is_on(const struct og_vm_disk *disk, const char *bus)
{
	return disk->bus && strcmp(disk->bus, bus) == 0;
}

/*
 * A place that does not depend on how many disks there are. A SATA controller
 * has one place of that sort, so each disk gets one; the first of q35 is the
 * machine's own, which the context takes. IDE knows no target but 0, and
 * libvirt refuses a domain that names another.
 */
static void add_place(struct og_xml_node *node, const struct og_vm_disk *disk,
		      struct dealt *dealt)
{
	unsigned number;

	if (strncmp(disk->target, "sd", 2) != 0 || disk->context)
		return;
	number = target_number(disk->target);
	if (is_on(disk, "sata"))
		add_drive_address(node, dealt->sata++, 0);
	else if (number < SCSI_TARGETS && (number == 0 || !is_on(disk, "ide")))
		add_drive_address(node, 0, number);
}

static unsigned thread_of(const struct og_vm *vm, const struct og_vm_disk *disk,
			  struct dealt *dealt)
{
	unsigned thread = dealt->thread;

	if (disk->iothread && disk->iothread <= vm->iothreads)
		return disk->iothread;
	dealt->thread = dealt->thread % vm->iothreads + 1;
	return thread;
}

static void add_driver(struct og_xml_node *node, const struct og_vm *vm,
		       const struct og_vm_disk *disk, struct dealt *dealt)
{
	struct og_xml_node *driver = og_xml_add(node, "driver", NULL);

	og_xml_set(driver, "name", "qemu");
	og_xml_set(driver, "type", disk->format);
	og_xml_set(driver, "cache", disk->cache);
	if (disk->io)
		og_xml_set(driver, "io", disk->io);
	if (disk->discard)
		og_xml_set(driver, "discard", disk->discard);
	if (!is_on(disk, "virtio"))
		return;
	if (vm->iothreads)
		og_xml_setf(driver, "iothread", "%u",
			    thread_of(vm, disk, dealt));
	if (disk->queues)
		og_xml_setf(driver, "queues", "%u", disk->queues);
}

static void add_secret(struct og_xml_node *node, const char *uuid)
{
	struct og_xml_node *encryption = og_xml_add(node, "encryption", NULL);
	struct og_xml_node *secret = og_xml_add(encryption, "secret", NULL);

	og_xml_set(encryption, "format", "luks");
	og_xml_set(secret, "type", "passphrase");
	og_xml_set(secret, "uuid", uuid);
}

/* A SCSI disk that is a block device is passed through with its own. */
static bool takes_serial(const struct og_vm_disk *disk)
{
	return disk->kind != OG_DISK_BLOCK || disk->cdrom ||
	       !is_on(disk, "scsi");
}

static void add_disk(struct og_xml_node *devices, const struct og_plan *plan,
		     const struct og_vm_disk *disk, struct dealt *dealt)
{
	struct og_xml_node *node, *target;

	if (disk->kind == OG_DISK_SHARE) {
		og_domain_add_share(devices, disk);
		return;
	}
	node = og_xml_add(devices, "disk", NULL);
	og_xml_set(node, "type", og_domain_disk_type(disk));
	og_xml_set(node, "device", disk->cdrom ? "cdrom" : "disk");
	og_domain_disk_source(node, plan, disk);
	target = og_xml_add(node, "target", NULL);
	og_xml_set(target, "dev", disk->target);
	if (disk->bus)
		og_xml_set(target, "bus", disk->bus);
	if (disk->luks)
		add_secret(node, disk->luks);
	og_domain_add_boot(node, disk->order);
	if (disk->readonly)
		og_xml_add(node, "readonly", NULL);
	if (disk->shareable)
		og_xml_add(node, "shareable", NULL);
	if (disk->serial && takes_serial(disk))
		og_xml_add(node, "serial", disk->serial);
	add_driver(node, plan->vm, disk, dealt);
	og_domain_disk_rates(node, &disk->rates);
	add_place(node, disk, dealt);
}

void og_domain_add_disks(struct og_xml_node *devices,
			 const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	unsigned first = vm->machine == OG_MACHINE_Q35 ? 1 : 0;
	struct dealt dealt = { .sata = first, .thread = 1 };
	struct og_xml_node *node, *driver;

	for (size_t i = 0; i < vm->n_disks; i++)
		add_disk(devices, plan, &vm->disks[i], &dealt);
	for (unsigned i = first; i < dealt.sata; i++) {
		node = og_xml_add(devices, "controller", NULL);
		og_xml_set(node, "type", "sata");
		og_xml_setf(node, "index", "%u", i);
	}
	node = og_xml_add(devices, "controller", NULL);
	og_xml_set(node, "type", "scsi");
	og_xml_set(node, "index", "0");
	og_xml_set(node, "model", "virtio-scsi");
	driver = og_xml_add(node, "driver", NULL);
	og_xml_setf(driver, "queues", "%u", vm->scsi_queues);
	if (vm->iothreads)
		og_xml_setf(driver, "iothread", "%u", dealt.thread);
}
