// SPDX-License-Identifier: Apache-2.0
/* <VM>: identity, capacity, OS, CPU_MODEL and FEATURES; then its devices. */
#include "vm.h"

#include <errno.h>
#include <stdint.h>

#include "vm-field.h"
#include "vm-read.h"

enum {
	KIB_PER_MIB = 1024,
	VCPUS_MAX = 4096,
	IOTHREADS_MAX = 1024,
};

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

void og_vm_free(struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		free(vm->cells[i].cpus);
	free(vm->cells);
	free(vm->pci);
	free(vm->disks);
	free(vm->nics);
	*vm = (struct og_vm){ 0 };
}

void og_vm_cpus(const struct og_vm *vm, struct og_cpuset *ret_set)
{
	*ret_set = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < vm->n_cells; i++)
		for (size_t j = 0; j < vm->cells[i].n_cpus; j++)
			og_cpuset_add(ret_set, (unsigned)vm->cells[i].cpus[j]);
}

static int check_name(struct og_field f, const char *name, const char *extra,
		      struct og_err *err)
{
	const char *text = og_field_text(f, name);
	size_t good = 0;

	if (!text)
		return 0;
	while (text[good] &&
	       (strchr(name_chars, text[good]) || strchr(extra, text[good])))
		good++;
	if (!text[good])
		return 0;
	return og_err_set(err, -EINVAL,
			  "%s has %s=\"%.64s\": '%c' does not belong there",
			  f.what, name, text, text[good]);
}

static int read_identity(const struct og_xml_node *root, struct og_vm *vm,
			 struct og_err *err)
{
	struct og_field f = { root, "<VM>" };
	int r;

	if (og_field_need(f, "NAME", err) < 0)
		return -EINVAL;
	vm->name = og_field_text(f, "NAME");
	vm->uname = og_field_text(f, "UNAME");
	vm->gname = og_field_text(f, "GNAME");
	r = og_field_int(f, "UID", -1, INT32_MAX, &vm->uid, err);
	if (r < 0)
		return r;
	r = og_field_int(f, "GID", -1, INT32_MAX, &vm->gid, err);
	if (r < 0)
		return r;
	return og_field_i64(f, "STIME", 0, INT64_MAX, &vm->stime, err);
}

/* The last record is the host it goes to. */
static int read_history(const struct og_xml_node *root, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { NULL, "HISTORY" };
	int r;

	og_xml_each (record, og_xml_child(root, "HISTORY_RECORDS"), "HISTORY")
		f.node = record;
	if (!f.node)
		return og_err_set(err, -EINVAL,
				  "HISTORY_RECORDS is empty: oned has not "
				  "placed this VM on a host");
	if (og_field_need(f, "DS_ID", err) < 0)
		return -EINVAL;
	r = og_field_int(f, "DS_ID", 0, INT32_MAX, &vm->datastore, err);
	if (r < 0)
		return r;
	return og_field_i64(f, "STIME", 0, INT64_MAX, &vm->deployed, err);
}

static int read_capacity(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf, struct og_vm *vm,
			 struct og_err *err)
{
	struct og_field f = { tmpl, "TEMPLATE", conf, NULL };
	int64_t mib = 0;
	int r;

	if (og_field_need(f, "MEMORY", err) < 0 ||
	    og_field_need(f, "CPU", err) < 0)
		return -EINVAL;
	r = og_field_i64(f, "MEMORY", 1, INT64_MAX / KIB_PER_MIB / 1024, &mib,
			 err);
	if (r < 0)
		return r;
	vm->memory = mib * KIB_PER_MIB;
	r = og_field_millionths(f, "CPU", &vm->cpu_millionths, err);
	if (r < 0)
		return r;
	vm->vcpus = 1;
	vm->vcpus_given = og_field_text(f, "VCPU") != NULL;
	r = og_field_u32(f, "VCPU", VCPUS_MAX, &vm->vcpus, err);
	if (r < 0)
		return r;
	if (!vm->vcpus)
		return og_err_set(err, -EINVAL, "TEMPLATE has VCPU=0");
	vm->emulator = og_field_text(f, "EMULATOR");
	if (!vm->emulator || vm->emulator[0] != '/')
		return og_err_set(err, -EINVAL,
				  "TEMPLATE has EMULATOR=\"%.64s\": it must be "
				  "an absolute path",
				  vm->emulator ? vm->emulator : "");
	return 0;
}

static int check_uuid(struct og_field f, struct og_err *err)
{
	const char *uuid = og_field_text(f, "UUID");
	bool ok = !uuid || strlen(uuid) == 36;

	for (size_t i = 0; uuid && ok && i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		ok = dash ? uuid[i] == '-'
			  : strchr("0123456789abcdefABCDEF", uuid[i]) != NULL;
	}
	if (ok)
		return 0;
	return og_err_set(err, -EINVAL, "%s has UUID=\"%.64s\", which is none",
			  f.what, uuid);
}

static int read_machine(struct og_vm *vm, struct og_err *err)
{
	const char *name = vm->machine_name;

	if (strcmp(name, "q35") == 0 || strncmp(name, "pc-q35-", 7) == 0)
		vm->machine = OG_MACHINE_Q35;
	else if (strcmp(name, "pc") == 0 ||
		 strncmp(name, "pc-i440fx-", 10) == 0)
		vm->machine = OG_MACHINE_PC;
	else
		return og_err_set(err, -ENOTSUP,
				  "OS has MACHINE=%.64s; onegpu-domain writes "
				  "q35 and pc machines only",
				  name);
	return 0;
}

static int read_os(const struct og_xml_node *tmpl,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "OS"), "OS", conf, "OS" };

	if (check_uuid(f, err) < 0 || check_name(f, "MACHINE", "", err) < 0)
		return -EINVAL;
	vm->uuid = og_field_text(f, "UUID");
	vm->arch = og_field_text(f, "ARCH");
	vm->machine_name = og_field_text(f, "MACHINE");
	if (!vm->arch || !vm->machine_name)
		return og_err_set(err, -EINVAL,
				  "OS has no %s and the configuration neither",
				  vm->arch ? "MACHINE" : "ARCH");
	if (og_field_is(f, "FIRMWARE", "UEFI"))
		vm->firmware = OG_FIRMWARE_UEFI;
	vm->sd_bus = og_field_text(f, "SD_DISK_BUS");
	og_field_bool(f, "FIRMWARE_SECURE", &vm->secure_boot);
	vm->secure_boot &= vm->firmware == OG_FIRMWARE_UEFI;
	return read_machine(vm, err);
}

static int read_cpu_and_features(const struct og_xml_node *tmpl,
				 const struct og_driver_conf *conf,
				 struct og_vm *vm, struct og_err *err)
{
	struct og_field cpu = { og_xml_child(tmpl, "CPU_MODEL"), "CPU_MODEL",
				conf, "CPU_MODEL" };
	struct og_field f = { og_xml_child(tmpl, "FEATURES"), "FEATURES", conf,
			      "FEATURES" };

	if (check_name(cpu, "MODEL", "", err) < 0 ||
	    check_name(cpu, "FEATURES", ", ", err) < 0)
		return -EINVAL;
	vm->cpu_model = og_field_text(cpu, "MODEL");
	vm->cpu_features = og_field_text(cpu, "FEATURES");
	og_field_bool(f, "ACPI", &vm->acpi);
	og_field_bool(f, "APIC", &vm->apic);
	og_field_bool(f, "PAE", &vm->pae);
	og_field_bool(f, "GUEST_AGENT", &vm->guest_agent);
	vm->blk_queues = og_field_text(f, "VIRTIO_BLK_QUEUES");
	if (og_field_u32(f, "IOTHREADS", IOTHREADS_MAX, &vm->iothreads, err) <
	    0)
		return -EINVAL;
	if (og_field_is(f, "VIRTIO_SCSI_QUEUES", "auto"))
		return 0;
	return og_field_u32(f, "VIRTIO_SCSI_QUEUES", 256, &vm->scsi_queues,
			    err);
}

static int read_template(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf, struct og_vm *vm,
			 struct og_err *err)
{
	int r;

	if (!tmpl)
		return og_err_set(err, -EINVAL, "<VM> has no TEMPLATE");
	r = read_capacity(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	r = read_os(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	r = og_vm_read_topology(tmpl, vm, err);
	if (r < 0)
		return r;
	return og_vm_read_pci(tmpl, conf, vm, err);
}

static int read_vm(const struct og_xml_node *root,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err)
{
	int r;

	r = read_identity(root, vm, err);
	if (r < 0)
		return r;
	r = read_template(og_xml_child(root, "TEMPLATE"), conf, vm, err);
	if (r < 0)
		return r;
	return read_history(root, vm, err);
}

int og_vm_read(const struct og_xml_node *root,
	       const struct og_driver_conf *conf, struct og_vm *ret_vm,
	       struct og_err *err)
{
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	struct og_field f = { root, "<VM>" };
	int r;

	if (strcmp(og_xml_name(root), "VM") != 0)
		return og_err_set(err, -EINVAL,
				  "the root element is <%.64s>, not <VM>",
				  og_xml_name(root));
	if (og_field_need(f, "ID", err) < 0)
		return -EINVAL;
	r = og_field_int(f, "ID", 0, INT32_MAX - 1, &vm.id, err);
	if (r < 0)
		return r;
	r = read_vm(root, conf, &vm, err);
	if (r < 0) {
		og_err_prefix(err, "VM %d", vm.id);
		return r;
	}
	*ret_vm = vm;
	vm = (struct og_vm){ 0 };
	return 0;
}

int og_vm_read_guest(const struct og_xml_node *root,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err)
{
	const struct og_xml_node *tmpl = og_xml_child(root, "TEMPLATE");
	int r;

	r = read_cpu_and_features(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_devices(tmpl, conf, vm, err);
	return r < 0 ? og_err_prefix(err, "VM %d", vm->id) : 0;
}
