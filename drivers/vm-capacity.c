// SPDX-License-Identifier: Apache-2.0
/* CPU, VCPU, MEMORY, what they may grow to, and who runs them. */
#include <errno.h>

#include "vm-field.h"
#include "vm-read.h"

enum {
	KIB_PER_MIB = 1024,
	VCPUS_MAX = 4096,
	SLOTS_MAX = 255, /* QEMU has 256 at most */
};

static const int64_t mib_max = INT64_MAX / KIB_PER_MIB / 1024;

static int read_vcpus(struct og_field f, struct og_vm *vm, struct og_err *err)
{
	uint32_t most = 0;
	int r;

	vm->vcpus = 1;
	r = og_field_u32(f, "VCPU_MAX", VCPUS_MAX, &most, err);
	if (r < 0)
		return r;
	vm->vcpus_max_given = og_field_text(f, "VCPU_MAX") != NULL;
	if (vm->vcpus_max_given)
		vm->vcpus = most;
	vm->vcpus_given = vm->vcpus_max_given || og_field_text(f, "VCPU");
	r = og_field_u32(f, "VCPU", VCPUS_MAX, &vm->vcpus, err);
	if (r < 0)
		return r;
	if (!vm->vcpus)
		return og_err_set(err, -EINVAL, "TEMPLATE has VCPU=0");
	vm->vcpus_max = vm->vcpus_max_given ? most : vm->vcpus;
	if (vm->vcpus_max < vm->vcpus)
		return og_err_set(err, -EINVAL,
				  "TEMPLATE has VCPU=%u, more than its "
				  "VCPU_MAX=%u",
				  vm->vcpus, vm->vcpus_max);
	return 0;
}

static int read_memory(struct og_field f, struct og_vm *vm, struct og_err *err)
{
	struct og_field own = { f.node, f.what };
	int64_t mib = 0, most = 0;
	int r;

	if (og_field_need(own, "MEMORY", err) < 0)
		return -EINVAL;
	r = og_field_i64(own, "MEMORY", 1, mib_max, &mib, err);
	if (r < 0)
		return r;
	r = og_field_i64(own, "MEMORY_MAX", 0, mib_max, &most, err);
	if (r < 0)
		return r;
	vm->memory = mib * KIB_PER_MIB;
	vm->memory_max = most > mib ? most * KIB_PER_MIB : 0;
	vm->hotplug = vm->memory_max &&
		      og_field_is(own, "MEMORY_RESIZE_MODE", "HOTPLUG");
	return og_field_u32(f, "MEMORY_SLOTS", SLOTS_MAX, &vm->memory_slots,
			    err);
}

/* What only the administrator decides. */
static int read_node(struct og_field f, struct og_vm *vm, struct og_err *err)
{
	struct og_field conf = { NULL, "onegpu-driver.yaml", f.conf, NULL };
	const char *cpus = og_field_text(conf, "EMULATOR_CPUS");

	vm->emulator = og_field_text(f, "EMULATOR");
	if (!vm->emulator || vm->emulator[0] != '/')
		return og_err_set(err, -EINVAL,
				  "TEMPLATE has EMULATOR=\"%.64s\": it must be "
				  "an absolute path",
				  vm->emulator ? vm->emulator : "");
	if (cpus && og_cpuset_parse(cpus, strlen(cpus), &vm->emulator_cpus) < 0)
		return og_err_set(err, -EINVAL,
				  "EMULATOR_CPUS=\"%.64s\" is no list of CPUs",
				  cpus);
	vm->cgroups2 = og_field_is(conf, "CGROUPS_VERSION", "2");
	return 0;
}

int og_vm_read_capacity(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { tmpl, "TEMPLATE", conf, NULL };
	int r;

	if (og_field_need(f, "CPU", err) < 0)
		return -EINVAL;
	r = og_field_millionths(f, "CPU", &vm->cpu_millionths, err);
	if (r == 0)
		r = read_memory(f, vm, err);
	if (r == 0)
		r = read_vcpus(f, vm, err);
	return r < 0 ? r : read_node(f, vm, err);
}
