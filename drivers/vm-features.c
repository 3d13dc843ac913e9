// SPDX-License-Identifier: Apache-2.0
/* FEATURES, HYPERV_OPTIONS and HYPERV_TIMERS. */
#include <errno.h>

#include "vm-device.h"
#include "vm-read.h"
#include "vm-text.h"

enum { IOTHREADS_MAX = 1024 };

/* What is no number is one queue, as with oned. */
static void read_scsi_queues(struct og_field f, struct og_vm *vm)
{
	const char *text = og_field_text(f, "VIRTIO_SCSI_QUEUES");
	const char *ignored = NULL;

	vm->scsi_queues = 1;
	og_device_queues(text, "", vm->vcpus, &vm->scsi_queues, &ignored);
	if (ignored)
		vm->features.ignored_queues = text;
}

static void read_numbers(struct og_field f, struct og_vm *vm)
{
	int64_t hole = 0, threads = 0;

	vm->blk_queues = og_field_text(f, "VIRTIO_BLK_QUEUES");
	og_field_lax(f, "IOTHREADS", IOTHREADS_MAX, &threads,
		     &vm->features.ignored_number);
	og_field_lax(f, "PCIHOLE64", INT64_MAX / 1024, &hole,
		     &vm->features.ignored_number);
	vm->iothreads = (uint32_t)threads;
	vm->features.pcihole64 = (uint64_t)hole;
	read_scsi_queues(f, vm);
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
