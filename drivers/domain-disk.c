// SPDX-License-Identifier: Apache-2.0
/* Disks with their controllers. */
#include <strings.h>

#include "domain.h"

enum { SCSI_TARGETS = 256 };

/* "sda" is 0, "sdz" 25, "sdaa" 26. */
static unsigned target_number(const char *target)
{
	unsigned n = 0;

	for (const char *c = target + 2; *c; c++)
		n = n * 26 + (unsigned)(*c - 'a') + 1;
	return n - 1;
}

/*
 * sd disks get no bus, as with oned: libvirt's guess is what guests that run
 * today depend on.
 */
static const char *disk_bus(const struct og_vm *vm,
			    const struct og_vm_disk *disk)
{
	const char *old = vm->machine == OG_MACHINE_Q35 ? "sata" : "ide";

	if (disk->kind != OG_DISK_FILE || disk->target[0] == 'h')
		return old;
	return disk->target[0] == 'v' ? "virtio" : NULL;
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

static void add_driver(struct og_xml_node *node, const struct og_vm_disk *disk)
{
	const char *format = disk->format;
	struct og_xml_node *driver = og_xml_add(node, "driver", NULL);

	if (!format || strcasecmp(format, "iso") == 0)
		format = "raw";
	og_xml_set(driver, "name", "qemu");
	og_xml_set(driver, "type", format);
	og_xml_set(driver, "cache", disk->cache ? disk->cache : "none");
	if (disk->io)
		og_xml_set(driver, "io", disk->io);
	if (disk->kind == OG_DISK_CONTEXT)
		return;
	og_xml_set(driver, "discard", disk->discard ? disk->discard : "unmap");
}

/* `sata` counts the SATA controllers that CD-ROM drives have got so far. */
static void add_disk(struct og_xml_node *devices, const struct og_plan *plan,
		     const struct og_vm_disk *disk, unsigned *sata)
{
	og_autofree char *folder = og_domain_folder(plan);
	const char *bus = disk_bus(plan->vm, disk);
	unsigned number = target_number(disk->target);
	bool cdrom = disk->kind != OG_DISK_FILE;
	struct og_xml_node *node = og_xml_add(devices, "disk", NULL), *child;

	og_xml_set(node, "type", "file");
	og_xml_set(node, "device", cdrom ? "cdrom" : "disk");
	child = og_xml_add(node, "source", NULL);
	og_xml_setf(child, "file", "%s/disk.%d", folder, disk->id);
	child = og_xml_add(node, "target", NULL);
	og_xml_set(child, "dev", disk->target);
	if (bus)
		og_xml_set(child, "bus", bus);
	if (cdrom || disk->readonly)
		og_xml_add(node, "readonly", NULL);
	og_domain_add_boot(node, disk->order);
	if (disk->serial)
		og_xml_add(node, "serial", disk->serial);
	add_driver(node, disk);
	if (!bus && number < SCSI_TARGETS)
		add_drive_address(node, 0, number);
	if (disk->kind == OG_DISK_CDROM && disk->target[0] == 's' &&
	    plan->vm->machine == OG_MACHINE_Q35)
		add_drive_address(node, ++*sata, 0);
}

void og_domain_add_disks(struct og_xml_node *devices,
			 const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *node, *driver;
	unsigned sata = 0;

	for (size_t i = 0; i < vm->n_disks; i++)
		add_disk(devices, plan, &vm->disks[i], &sata);
	for (unsigned i = 1; i <= sata; i++) {
		node = og_xml_add(devices, "controller", NULL);
		og_xml_set(node, "type", "sata");
		og_xml_setf(node, "index", "%u", i);
	}
	node = og_xml_add(devices, "controller", NULL);
	og_xml_set(node, "type", "scsi");
	og_xml_set(node, "index", "0");
	og_xml_set(node, "model", "virtio-scsi");
	driver = og_xml_add(node, "driver", NULL);
	og_xml_setf(driver, "queues", "%u",
		    vm->scsi_queues ? vm->scsi_queues : vm->vcpus);
}
