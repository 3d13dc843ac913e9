// SPDX-License-Identifier: Apache-2.0
/* DISK and CONTEXT. What they may not hold is refused before. */
#include <errno.h>

#include "vm-field.h"
#include "vm-read.h"

enum { ID_MAX = 65535, ORDER_MAX = 9999 };

static int check_target(struct og_field f, struct og_err *err)
{
	const char *t = og_field_text(f, "TARGET");
	size_t letters;

	if (og_field_need(f, "TARGET", err) < 0)
		return -EINVAL;
	letters =
		strlen(t) > 2 ? strspn(t + 2, "abcdefghijklmnopqrstuvwxyz") : 0;
	if ((strncmp(t, "sd", 2) == 0 || strncmp(t, "hd", 2) == 0 ||
	     strncmp(t, "vd", 2) == 0) &&
	    letters >= 1 && letters <= 3 && !t[2 + letters])
		return 0;
	return og_err_set(err, -ENOTSUP,
			  "%s has TARGET=%.64s; onegpu-domain writes sd, hd "
			  "and vd targets only",
			  f.what, t);
}

static struct og_vm_disk *add_disk(struct og_vm *vm)
{
	OG_RESERVE(vm->disks, vm->n_disks + 1, vm->cap_disks);
	vm->disks[vm->n_disks] = (struct og_vm_disk){ 0 };
	return &vm->disks[vm->n_disks++];
}

/* QEMU's command line takes no other characters in a serial number. */
static int check_serial(struct og_field f, const char *serial,
			struct og_err *err)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+- ";

	if (!serial || !serial[strspn(serial, safe)])
		return 0;
	return og_err_set(err, -EINVAL,
			  "%s has SERIAL=\"%.64s\": letters, digits, blanks "
			  "and _.+- only",
			  f.what, serial);
}

static int read_disk(struct og_field f, struct og_vm_disk *disk,
		     struct og_err *err)
{
	int r;

	r = check_target(f, err);
	if (r < 0)
		return r;
	if (og_field_need(f, "TYPE", err) < 0)
		return -EINVAL;
	disk->target = og_field_text(f, "TARGET");
	disk->kind =
		og_field_is(f, "TYPE", "CDROM") ? OG_DISK_CDROM : OG_DISK_FILE;
	/* The format of the image itself wins over what a template wished. */
	disk->format = og_field_text(f, "FORMAT");
	if (!disk->format)
		disk->format = og_field_text(f, "DRIVER");
	disk->cache = og_field_text(f, "CACHE");
	disk->io = og_field_text(f, "IO");
	disk->discard = og_field_text(f, "DISCARD");
	disk->serial = og_field_text(f, "SERIAL");
	og_field_bool(f, "READONLY", &disk->readonly);
	if (check_serial(f, disk->serial, err) < 0)
		return -EINVAL;
	return og_field_int(f, "ORDER", 1, ORDER_MAX, &disk->order, err);
}

static int read_disks(const struct og_xml_node *tmpl, struct og_vm *vm,
		      struct og_err *err)
{
	int r;

	og_xml_each (node, tmpl, "DISK") {
		struct og_field f = { node, "a DISK" };
		struct og_vm_disk *disk = add_disk(vm);
		og_autofree char *what = NULL;

		if (og_field_need(f, "DISK_ID", err) < 0)
			return -EINVAL;
		r = og_field_int(f, "DISK_ID", 0, ID_MAX, &disk->id, err);
		if (r < 0)
			return r;
		what = og_asprintf("DISK %d", disk->id);
		f.what = what;
		r = read_disk(f, disk, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_context(const struct og_xml_node *tmpl, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "CONTEXT"), "CONTEXT" };
	struct og_vm_disk *disk;
	int r;

	if (!og_xml_child(f.node, NULL))
		return 0;
	r = check_target(f, err);
	if (r < 0)
		return r;
	if (og_field_need(f, "DISK_ID", err) < 0)
		return -EINVAL;
	disk = add_disk(vm);
	disk->kind = OG_DISK_CONTEXT;
	disk->target = og_field_text(f, "TARGET");
	return og_field_int(f, "DISK_ID", 0, ID_MAX, &disk->id, err);
}

int og_vm_read_disks(const struct og_xml_node *tmpl, struct og_vm *vm,
		     struct og_err *err)
{
	int r = read_disks(tmpl, vm, err);

	return r < 0 ? r : read_context(tmpl, vm, err);
}
