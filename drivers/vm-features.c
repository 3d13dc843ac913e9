// SPDX-License-Identifier: Apache-2.0
/* FEATURES, HYPERV_OPTIONS and HYPERV_TIMERS. */
#include <errno.h>

#include "num.h"
#include "vm-field.h"
#include "vm-read.h"
#include "vm-text.h"

enum { IOTHREADS_MAX = 1024, QUEUES_MAX = 256 };

/* What is no number is one queue, as with oned. */
static void read_scsi_queues(struct og_field f, struct og_vm *vm)
{
	const char *text = og_field_text(f, "VIRTIO_SCSI_QUEUES");
	int queues = 1;

	if (og_field_is(f, "VIRTIO_SCSI_QUEUES", "auto"))
		return;
	if (text && og_num_int(text, strlen(text), 1, QUEUES_MAX, &queues) < 0)
		vm->features.ignored_queues = text;
	vm->scsi_queues = (uint32_t)queues;
}

static int read_numbers(struct og_field f, struct og_vm *vm, struct og_err *err)
{
	int64_t hole = 0;
	int r;

	vm->blk_queues = og_field_text(f, "VIRTIO_BLK_QUEUES");
	r = og_field_u32(f, "IOTHREADS", IOTHREADS_MAX, &vm->iothreads, err);
	if (r < 0)
		return r;
	r = og_field_i64(f, "PCIHOLE64", 0, INT64_MAX / 1024, &hole, err);
	if (r < 0)
		return r;
	vm->features.pcihole64 = (uint64_t)hole;
	read_scsi_queues(f, vm);
	return 0;
}

static int read_pieces(struct og_field f, struct og_vm_features *features,
		       struct og_err *err)
{
	if (features->hyperv) {
		features->hyperv_options = og_field_text(f, "HYPERV_OPTIONS");
		if (og_field_xml(f, "HYPERV_OPTIONS", err) < 0)
			return -EINVAL;
	}
	if (features->hyperv || features->localtime) {
		features->timers = og_field_text(f, "HYPERV_TIMERS");
		if (og_field_xml(f, "HYPERV_TIMERS", err) < 0)
			return -EINVAL;
	}
	return 0;
}

int og_vm_read_features(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "FEATURES"), "FEATURES", conf,
			      "FEATURES", true };
	struct og_vm_features *features = &vm->features;
	int r;

	og_field_bool(f, "ACPI", &features->acpi);
	og_field_bool(f, "APIC", &features->apic);
	og_field_bool(f, "PAE", &features->pae);
	og_field_bool(f, "RAS", &features->ras);
	og_field_bool(f, "HYPERV", &features->hyperv);
	og_field_bool(f, "LOCALTIME", &features->localtime);
	og_field_bool(f, "GUEST_AGENT", &features->guest_agent);
	og_field_bool(f, "KVM_HIDDEN", &features->kvm_hidden);
	features->gic = og_field_text(f, "GIC");
	if (og_field_words(f, "GIC", "2 3 host", err) < 0)
		return -EINVAL;
	read_numbers(f, vm);
	return read_pieces(
		(struct og_field){ tmpl, "TEMPLATE", conf, NULL, true },
		features, err);
}
