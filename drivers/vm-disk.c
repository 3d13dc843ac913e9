// SPDX-License-Identifier: Apache-2.0
/*
 * DISK and CONTEXT. What a disk is follows from TYPE, or, for one that oned
 * makes empty (TYPE fs or swap), from DISK_TYPE; the tables below are oned's.
 */
#include <errno.h>
#include <strings.h>

#include "vm-device.h"
#include "vm-read.h"

enum { ID_MAX = 65535, ORDER_MAX = 9999, LETTERS_MAX = 4 };

static const struct type {
	const char *name;
	enum og_disk_kind kind;
	bool cdrom;
} types[] = {
	{ "FILE", OG_DISK_FILE, false },
	{ "CDROM", OG_DISK_FILE, true },
	{ "BLOCK", OG_DISK_BLOCK, false },
	{ "BLOCK_CDROM", OG_DISK_BLOCK, true },
	{ "RBD", OG_DISK_RBD, false },
	{ "RBD_CDROM", OG_DISK_RBD, true },
	{ "ISCSI", OG_DISK_ISCSI, false },
	{ "SHEEPDOG", OG_DISK_SHEEPDOG, false },
	{ "SHEEPDOG_CDROM", OG_DISK_SHEEPDOG, true },
	{ "GLUSTER", OG_DISK_GLUSTER, false },
	{ "GLUSTER_CDROM", OG_DISK_GLUSTER, true },
	{ "FILESYSTEM", OG_DISK_SHARE, false },
};

static const char *const formats[] = { "raw",	"qcow2", "qed",	 "qcow",
				       "vmdk",	"vdi",	 "vpc",	 "cow",
				       "bochs", "cloop", "dmg",	 "iso",
				       "fat",	"dir",	 "luks", "ploop",
				       NULL };
static const char *const caches[] = { "default",   "none",	 "writethrough",
				      "writeback", "directsync", "unsafe",
				      NULL };
static const char *const ios[] = { "threads", "native", "io_uring", NULL };
static const char *const discards[] = { "unmap", "ignore", NULL };
static const char *const buses[] = { "scsi", "sata" };

bool og_disks_have_share(const struct og_vm_disk *disks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (disks[i].kind == OG_DISK_SHARE)
			return true;
	return false;
}

/* What libvirt takes for the name of a disk in the guest. */
static int check_target(struct og_field f, struct og_err *err)
{
	static const char *const prefixes[] = { "sd", "hd", "vd", "xvd",
						"ubd" };
	const char *t = og_field_text(f, "TARGET");

	if (og_field_need(f, "TARGET", err) < 0)
		return -EINVAL;
	for (size_t i = 0; i < OG_COUNT(prefixes); i++) {
		size_t len = strlen(prefixes[i]), letters;

		if (strncmp(t, prefixes[i], len) != 0)
			continue;
		letters = strspn(t + len, "abcdefghijklmnopqrstuvwxyz");
		if (letters >= 1 && letters <= LETTERS_MAX && !t[len + letters])
			return 0;
	}
	return og_err_set(err, -EINVAL,
			  "%s has TARGET=\"%.64s\": it is sd, hd, vd, xvd or "
			  "ubd and letters, as sda",
			  f.what, t);
}

/* NULL: libvirt guesses for sd, which guests that run today depend on. */
static int read_bus(const struct og_vm *vm, struct og_vm_disk *disk,
		    struct og_err *err)
{
	disk->bus = vm->machine == OG_MACHINE_Q35 ? "sata" : "ide";
	if (disk->cdrom || (disk->target[0] != 's' && disk->target[0] != 'v'))
		return 0;
	disk->bus = disk->target[0] == 'v' ? "virtio" : NULL;
	for (size_t i = 0; !disk->bus && vm->sd_bus && i < OG_COUNT(buses); i++)
		if (strcasecmp(vm->sd_bus, buses[i]) == 0)
			disk->bus = buses[i];
	if (disk->bus || !vm->sd_bus)
		return 0;
	return og_err_set(err, -EINVAL,
			  "OS has SD_DISK_BUS=\"%.64s\": it is scsi or sata",
			  vm->sd_bus);
}

static int read_type(struct og_field f, struct og_vm_disk *disk,
		     struct og_err *err)
{
	bool is_volatile =
		og_field_is(f, "TYPE", "fs") || og_field_is(f, "TYPE", "swap");
	const char *name = is_volatile ? "DISK_TYPE" : "TYPE";
	const char *type = og_field_text(f, name);

	if (og_field_need(f, "TYPE", err) < 0)
		return -EINVAL;
	for (size_t i = 0; type && i < OG_COUNT(types); i++) {
		if (strcmp(type, types[i].name) != 0)
			continue;
		disk->kind = types[i].kind;
		disk->cdrom = types[i].cdrom;
		/* A CD-ROM image is a file or what its datastore has. */
		if (strcmp(type, "CDROM") == 0 &&
		    og_field_is(f, "DISK_TYPE", "BLOCK"))
			disk->kind = OG_DISK_BLOCK;
		if (disk->kind == OG_DISK_FILE &&
		    og_field_is(f, "DISK_TYPE", "RBD"))
			disk->kind = OG_DISK_RBD;
		return 0;
	}
	if (is_volatile && !type)
		return 0; /* oned's oldest: a file */
	return og_err_set(err, -ENOTSUP,
			  "%s has %s=\"%.64s\", which no datastore makes",
			  f.what, name, type);
}

/* Where its data are, other than in the VM's own folder. */
static void read_source(struct og_field f, struct og_vm_disk *disk)
{
	static const struct {
		const char *hosts, *user, *secret;
	} names[] = {
		[OG_DISK_RBD] = { "CEPH_HOST", "CEPH_USER", "CEPH_SECRET" },
		[OG_DISK_ISCSI] = { "ISCSI_HOST", "ISCSI_USER", "ISCSI_USAGE" },
		[OG_DISK_SHEEPDOG] = { "SHEEPDOG_HOST", NULL, NULL },
		[OG_DISK_GLUSTER] = { "GLUSTER_HOST", NULL, NULL },
		[OG_DISK_SHARE] = { NULL, NULL, NULL },
	};
	const char *clone = og_field_text(f, "CLONE");
	const char *iqn = og_field_text(f, "ISCSI_IQN");

	disk->clone = clone && strcmp(clone, "YES") == 0;
	disk->source = og_field_text(f, "SOURCE");
	if (disk->kind == OG_DISK_ISCSI && iqn)
		disk->source = iqn;
	disk->pool = og_field_text(f, "POOL_NAME");
	disk->volume = og_field_text(f, "GLUSTER_VOLUME");
	disk->tag = og_field_text(f, "MOUNT_TAG");
	if (names[disk->kind].hosts)
		disk->hosts = og_field_text(f, names[disk->kind].hosts);
	if (names[disk->kind].user) {
		disk->user = og_field_text(f, names[disk->kind].user);
		disk->secret = og_field_text(f, names[disk->kind].secret);
	}
}

static int check_source(struct og_field f, const struct og_vm_disk *disk,
			struct og_err *err)
{
	const char *needs = NULL;

	if (!disk->source && disk->kind != OG_DISK_RBD)
		needs = disk->kind == OG_DISK_ISCSI ? "SOURCE and no ISCSI_IQN"
						    : "SOURCE";
	if (disk->kind == OG_DISK_GLUSTER && !disk->volume)
		needs = "GLUSTER_VOLUME";
	if (disk->kind == OG_DISK_SHARE && !disk->tag)
		needs = "MOUNT_TAG";
	if (!needs || disk->kind == OG_DISK_FILE || disk->kind == OG_DISK_BLOCK)
		return 0;
	return og_err_set(err, -EINVAL, "%s has no %s", f.what, needs);
}

/* oned sets DRIVER to the image's FORMAT; where they differ, that is true. */
static int read_format(struct og_field f, struct og_vm_disk *disk,
		       struct og_err *err)
{
	bool is_known = og_xml_value(f.node, "FORMAT") != NULL;

	disk->format = "raw";
	if (strcmp(og_field_text(f, "TYPE"), "CDROM") == 0)
		return 0;
	if (og_device_word(f, is_known ? "FORMAT" : "DRIVER", formats,
			   &disk->format, err) < 0)
		return -EINVAL;
	/* The image of a CD, of which QEMU knows the bytes and no format. */
	if (strcmp(disk->format, "iso") == 0)
		disk->format = "raw";
	return 0;
}

static int read_driver(struct og_field f, const struct og_vm *vm,
		       struct og_vm_disk *disk, struct og_err *err)
{
	uint32_t vcpus = vm->vcpus_given ? vm->vcpus : 0;
	const char *queues = og_field_text(f, "VIRTIO_BLK_QUEUES");

	disk->cache = "default";
	if (read_format(f, disk, err) < 0)
		return -EINVAL;
	if (og_device_word(f, "CACHE", caches, &disk->cache, err) < 0 ||
	    og_device_word(f, "IO", ios, &disk->io, err) < 0 ||
	    og_device_word(f, "DISCARD", discards, &disk->discard, err) < 0)
		return -EINVAL;
	og_device_queues(queues ? queues : vm->blk_queues, "VIRTIO_BLK_QUEUES",
			 vcpus, &disk->queues, &disk->ignored);
	return 0;
}

/* Alone where it names one of those there are; else any serves. */
static uint32_t wished_thread(struct og_field f)
{
	uint32_t n = 0;

	if (og_field_u32(f, "IOTHREAD", UINT16_MAX, &n, NULL) < 0)
		return 0;
	return n;
}

/* libvirt refuses to start a guest with others, so say it early. */
static bool is_odd_serial(const char *serial)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+- ";

	return serial && serial[strspn(serial, safe)];
}

/* Whose files on the host the guest's root owns is no matter for users. */
static void read_maps(const struct og_driver_conf *conf,
		      struct og_vm_disk *disk)
{
	struct og_field f = { NULL, "DISK", conf, "DISK" };

	disk->uid_map = og_field_text(f, "UID_MAP");
	disk->gid_map = og_field_text(f, "GID_MAP");
}

static int read_disk(struct og_field f, const struct og_vm *vm,
		     struct og_vm_disk *disk, struct og_err *err)
{
	const char *shareable = og_field_text(f, "SHAREABLE");
	int r = read_type(f, disk, err);

	if (r < 0)
		return r;
	read_source(f, disk);
	if (check_source(f, disk, err) < 0)
		return -EINVAL;
	og_field_bool(f, "READONLY", &disk->readonly);
	if (disk->kind == OG_DISK_SHARE) {
		read_maps(f.conf, disk);
		return 0;
	}
	if (check_target(f, err) < 0)
		return -EINVAL;
	disk->target = og_field_text(f, "TARGET");
	if (read_bus(vm, disk, err) < 0 || read_driver(f, vm, disk, err) < 0)
		return -EINVAL;
	disk->iothread = wished_thread(f);
	disk->shareable = shareable && strcmp(shareable, "YES") == 0;
	disk->luks = og_field_text(f, "LUKS_SECRET");
	disk->serial = og_field_text(f, "SERIAL");
	disk->odd_serial = is_odd_serial(disk->serial);
	og_vm_rates_read(f, &disk->rates, &disk->ignored);
	return og_field_int(f, "ORDER", 1, ORDER_MAX, &disk->order, err);
}

static struct og_vm_disk *add_disk(struct og_vm *vm)
{
	OG_RESERVE(vm->disks, vm->n_disks + 1, vm->cap_disks);
	vm->disks[vm->n_disks] = (struct og_vm_disk){ 0 };
	return &vm->disks[vm->n_disks++];
}

static int read_disks(const struct og_xml_node *tmpl,
		      const struct og_driver_conf *conf, struct og_vm *vm,
		      struct og_err *err)
{
	int r;

	og_xml_each (node, tmpl, "DISK") {
		struct og_field f = { node, "a DISK", conf, "DISK" };
		struct og_vm_disk *disk = add_disk(vm);
		og_autofree char *what = NULL;

		if (og_field_need(f, "DISK_ID", err) < 0)
			return -EINVAL;
		r = og_field_int(f, "DISK_ID", 0, ID_MAX, &disk->id, err);
		if (r < 0)
			return r;
		what = og_asprintf("DISK %d", disk->id);
		f.what = what;
		r = read_disk(f, vm, disk, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The VM's own CD-ROM, which oned makes for contextualisation. */
static int read_context(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "CONTEXT"), "CONTEXT", NULL,
			      NULL };
	struct og_field store = { NULL, "CONTEXT", conf, NULL };
	struct og_vm_disk *disk;

	if (!og_xml_child(f.node, NULL))
		return 0;
	/* oned lets the VM run without. */
	vm->lost_context = !og_field_text(f, "TARGET");
	if (vm->lost_context)
		return 0;
	if (check_target(f, err) < 0 || og_field_need(f, "DISK_ID", err) < 0)
		return -EINVAL;
	disk = add_disk(vm);
	*disk = (struct og_vm_disk){
		.kind = og_field_is(store, "CONTEXT_DISK_TYPE", "BLOCK")
				? OG_DISK_BLOCK
				: OG_DISK_FILE,
		.cdrom = true,
		.context = true,
		.target = og_field_text(f, "TARGET"),
		.format = "raw",
		.cache = "none",
		.readonly = true,
	};
	if (read_bus(vm, disk, err) < 0)
		return -EINVAL;
	return og_field_int(f, "DISK_ID", 0, ID_MAX, &disk->id, err);
}

int og_vm_read_disks(const struct og_xml_node *tmpl,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err)
{
	int r = read_disks(tmpl, conf, vm, err);

	return r < 0 ? r : read_context(tmpl, conf, vm, err);
}

int og_disks_check(const struct og_vm_disk *disks, size_t count,
		   struct og_err *err)
{
	for (size_t i = 0; i < count; i++)
		if (disks[i].kind == OG_DISK_ISCSI && !disks[i].hosts)
			return og_err_set(err, -EINVAL,
					  "DISK %d has no ISCSI_HOST, without "
					  "which libvirtd may die",
					  disks[i].id);
	return 0;
}
