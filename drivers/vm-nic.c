// SPDX-License-Identifier: Apache-2.0
/* NIC. What it may not hold is refused before. */
#include <errno.h>

#include "vm-field.h"
#include "vm-read.h"

enum { ID_MAX = 65535, ORDER_MAX = 9999 };

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

int og_vm_read_nics(const struct og_xml_node *tmpl, struct og_vm *vm,
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
