// SPDX-License-Identifier: Apache-2.0
/* DISK, CONTEXT, NIC and GRAPHICS. What they may not hold is refused before. */
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

/* Words that libvirt's schema takes as they are: no markup, no spaces. */
static int check_model(struct og_field f, const char *model, struct og_err *err)
{
	size_t len = model ? strlen(model) : 0;

	if (len == strspn(model ? model : "",
			  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "0123456789_-"))
		return 0;
	return og_err_set(err, -EINVAL,
			  "%s has MODEL=\"%.64s\", which is no model's name",
			  f.what, model);
}

static int read_nic(struct og_field f, struct og_vm_nic *nic,
		    struct og_err *err)
{
	if (!og_field_text(f, "BRIDGE"))
		return og_err_set(err, -ENOTSUP,
				  "%s has no BRIDGE; onegpu-domain writes "
				  "bridged interfaces only",
				  f.what);
	nic->bridge = og_field_text(f, "BRIDGE");
	nic->ovs = og_field_is(f, "BRIDGE_TYPE", "openvswitch");
	nic->mac = og_field_text(f, "MAC");
	nic->target = og_field_text(f, "TARGET");
	nic->model = og_field_text(f, "MODEL");
	if (check_model(f, nic->model, err) < 0)
		return -EINVAL;
	if (!og_field_is(f, "VIRTIO_QUEUES", "auto") &&
	    og_field_u32(f, "VIRTIO_QUEUES", 256, &nic->queues, err) < 0)
		return -EINVAL;
	return og_field_int(f, "ORDER", 1, ORDER_MAX, &nic->order, err);
}

static int read_nics(const struct og_xml_node *tmpl, struct og_vm *vm,
		     struct og_err *err)
{
	int r;

	og_xml_each (node, tmpl, "NIC") {
		struct og_field f = { node, "NIC" };
		og_autofree char *what = NULL;
		struct og_vm_nic *nic;

		OG_RESERVE(vm->nics, vm->n_nics + 1, vm->cap_nics);
		nic = &vm->nics[vm->n_nics++];
		*nic = (struct og_vm_nic){ .id = (int)vm->n_nics - 1 };
		r = og_field_int(f, "NIC_ID", 0, ID_MAX, &nic->id, err);
		if (r < 0)
			return r;
		what = og_asprintf("NIC %d", nic->id);
		f.what = what;
		r = read_nic(f, nic, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_graphics(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf, struct og_vm *vm,
			 struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "GRAPHICS"), "GRAPHICS", conf,
			      "GRAPHICS" };
	struct og_vm_graphics *gfx = &vm->graphics;
	bool wants_password = false;
	int port = 0;

	if (!og_xml_child(f.node, NULL))
		return 0;
	if (og_field_need(f, "TYPE", err) < 0)
		return -EINVAL;
	gfx->vnc = true;
	gfx->listen = og_field_text(f, "LISTEN");
	gfx->port = og_field_text(f, "PORT");
	gfx->password = og_field_text(f, "PASSWD");
	gfx->keymap = og_field_text(f, "KEYMAP");
	og_field_bool(f, "RANDOM_PASSWD", &wants_password);
	if (wants_password && !gfx->password)
		return og_err_set(err, -EINVAL,
				  "GRAPHICS has RANDOM_PASSWD but no PASSWD: "
				  "oned did not make one");
	return og_field_int(f, "PORT", -1, 65535, &port, err);
}

int og_vm_read_devices(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err)
{
	int r;

	r = read_disks(tmpl, vm, err);
	if (r < 0)
		return r;
	r = read_context(tmpl, vm, err);
	if (r < 0)
		return r;
	r = read_nics(tmpl, vm, err);
	if (r < 0)
		return r;
	return read_graphics(tmpl, conf, vm, err);
}
