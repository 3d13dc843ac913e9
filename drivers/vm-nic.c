// SPDX-License-Identifier: Apache-2.0
/* NIC. An alias of one is no device of its own, so NIC_ALIAS is not read. */
#include <errno.h>

#include "vm-device.h"
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

static int read_kind(struct og_field f, struct og_vm_nic *nic,
		     struct og_err *err)
{
	const char *type = og_field_text(f, "BRIDGE_TYPE");

	nic->bridge = og_field_text(f, "BRIDGE");
	nic->target = og_field_text(f, "TARGET");
	if (!nic->bridge || og_field_is(f, "NETWORK_MODE", "DUMMY"))
		nic->kind = OG_NIC_BARE;
	else if (type && strcmp(type, "openvswitch") == 0)
		nic->kind = OG_NIC_OVS;
	else if (type && strcmp(type, "openvswitch_dpdk") == 0)
		nic->kind = OG_NIC_VHOSTUSER;
	if (nic->kind != OG_NIC_VHOSTUSER)
		return 0;
	if (og_field_need(f, "TARGET", err) < 0)
		return -EINVAL;
	if (!strchr(nic->target, '/'))
		return 0;
	return og_err_set(err, -EINVAL,
			  "%s has TARGET=\"%.64s\", which is no name of a "
			  "socket",
			  f.what, nic->target);
}

static int read_bandwidth(struct og_field f, const char *const names[3],
			  struct og_vm_bandwidth *ret_bw, struct og_err *err)
{
	struct og_vm_bandwidth bw = { -1, -1, -1 };

	if (og_field_i64(f, names[0], 0, INT64_MAX, &bw.average, err) < 0 ||
	    og_field_i64(f, names[1], 0, INT64_MAX, &bw.peak, err) < 0 ||
	    og_field_i64(f, names[2], 0, INT64_MAX, &bw.burst, err) < 0)
		return -EINVAL;
	*ret_bw = bw;
	return 0;
}

static int read_nic(struct og_field f, const struct og_vm *vm,
		    struct og_vm_nic *nic, struct og_err *err)
{
	static const char *const in[] = { "INBOUND_AVG_BW", "INBOUND_PEAK_BW",
					  "INBOUND_PEAK_KB" };
	static const char *const out[] = { "OUTBOUND_AVG_BW",
					   "OUTBOUND_PEAK_BW",
					   "OUTBOUND_PEAK_KB" };

	if (read_kind(f, nic, err) < 0)
		return -EINVAL;
	nic->mac = og_field_text(f, "MAC");
	nic->script = og_field_text(f, "SCRIPT");
	nic->model = og_field_text(f, "MODEL");
	if (check_model(f, nic->model, err) < 0)
		return -EINVAL;
	if (nic->model && strcmp(nic->model, "virtio") == 0)
		og_device_queues(og_field_text(f, "VIRTIO_QUEUES"),
				 "VIRTIO_QUEUES",
				 vm->vcpus_given ? vm->vcpus : 0, &nic->queues,
				 &nic->ignored);
	nic->ip = og_field_text(f, "IP");
	nic->vrouter_ip = og_field_text(f, "VROUTER_IP");
	/* A filter lets an address through; without one there is none. */
	if (nic->ip)
		nic->filter = og_field_text(f, "FILTER");
	if (read_bandwidth(f, in, &nic->inbound, err) < 0 ||
	    read_bandwidth(f, out, &nic->outbound, err) < 0)
		return -EINVAL;
	return og_field_int(f, "ORDER", 1, ORDER_MAX, &nic->order, err);
}

int og_vm_read_nics(const struct og_xml_node *tmpl,
		    const struct og_driver_conf *conf, struct og_vm *vm,
		    struct og_err *err)
{
	int r;

	og_xml_each (node, tmpl, "NIC") {
		struct og_field f = { node, "NIC", conf, "NIC" };
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
		r = read_nic(f, vm, nic, err);
		if (r < 0)
			return r;
	}
	return 0;
}
