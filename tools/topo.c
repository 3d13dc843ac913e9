// SPDX-License-Identifier: Apache-2.0
#include "topo.h"

#include "nearness.h"

enum {
	BASE_NETWORK = 0x02,
	BASE_DISPLAY = 0x03,
	BASE_ACCELERATOR = 0x12,
	OTHER_BRIDGE = 0x0680,
	NVIDIA = 0x10de,
};

/*
 * Who makes displays that are no GPU: of board controllers (ASPEED, Matrox)
 * and of virtual machines (Cirrus as QEMU has it, Bochs, QXL).
 */
static const uint16_t console_makers[] = { 0x1a03, 0x102b, 0x1013, 0x1234,
					   0x1b36 };

static bool makes_consoles(uint16_t vendor)
{
	for (size_t i = 0; i < OG_COUNT(console_makers); i++)
		if (console_makers[i] == vendor)
			return true;
	return false;
}

static void free_device(struct og_topo_device *device)
{
	free(device->name);
	free(device->ifname);
	free(device->driver);
	free(device->vm);
}

void og_topo_free(struct og_topo *topo)
{
	for (size_t i = 0; i < topo->n_devices; i++)
		free_device(&topo->devices[i]);
	for (size_t i = 0; i < topo->n_vms; i++) {
		free(topo->vms[i].name);
		free(topo->vms[i].moved);
	}
	free(topo->devices);
	free(topo->vms);
	free(topo->vms_unknown);
	free(topo->name);
	og_host_free(&topo->host);
	*topo = (struct og_topo){ 0 };
}

struct og_topo_device *og_topo_add_device(struct og_topo *topo)
{
	OG_RESERVE(topo->devices, topo->n_devices + 1, topo->cap_devices);
	topo->devices[topo->n_devices] = (struct og_topo_device){
		.node = -1,
		.vm_id = OG_VM_NONE,
	};
	return &topo->devices[topo->n_devices++];
}

struct og_topo_vm *og_topo_add_vm(struct og_topo *topo)
{
	OG_RESERVE(topo->vms, topo->n_vms + 1, topo->cap_vms);
	topo->vms[topo->n_vms] = (struct og_topo_vm){ .id = OG_VM_NONE };
	return &topo->vms[topo->n_vms++];
}

static int by_address(const void *a, const void *b)
{
	const struct og_topo_device *x = a, *y = b;

	return og_bdf_cmp(&x->bdf, &y->bdf);
}

/* OpenNebula's first. */
static int by_id(const void *a, const void *b)
{
	const struct og_topo_vm *x = a, *y = b;
	uint32_t p = (uint32_t)x->id, q = (uint32_t)y->id;

	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(x->name, y->name);
}

void og_topo_finish(struct og_topo *topo)
{
	if (topo->n_devices)
		qsort(topo->devices, topo->n_devices, sizeof(*topo->devices),
		      by_address);
	if (topo->n_vms)
		qsort(topo->vms, topo->n_vms, sizeof(*topo->vms), by_id);
}

enum og_topo_kind og_topo_kind_of(uint16_t vendor, uint16_t class_id)
{
	if (class_id >> 8 == BASE_DISPLAY)
		return makes_consoles(vendor) ? OG_TOPO_CONSOLE : OG_TOPO_GPU;
	if (class_id >> 8 == BASE_NETWORK)
		return OG_TOPO_NIC;
	if (class_id >> 8 == BASE_ACCELERATOR)
		return OG_TOPO_ACCELERATOR;
	if (class_id == OTHER_BRIDGE && vendor == NVIDIA)
		return OG_TOPO_NVSWITCH;
	return OG_TOPO_OTHER;
}

const char *og_topo_kind_name(enum og_topo_kind kind)
{
	static const char *const names[] = {
		[OG_TOPO_OTHER] = "device",	 [OG_TOPO_GPU] = "GPU",
		[OG_TOPO_ACCELERATOR] = "ACC",	 [OG_TOPO_NIC] = "NIC",
		[OG_TOPO_NVSWITCH] = "NVSwitch", [OG_TOPO_CONSOLE] = "VGA",
	};

	return names[kind];
}

int og_topo_vm_of_cpu(const struct og_topo *topo, int32_t cpu)
{
	int found = OG_TOPO_FREE;

	for (size_t i = 0; i < topo->n_vms; i++) {
		if (!og_cpuset_has(&topo->vms[i].cpus, (unsigned)cpu))
			continue;
		if (found != OG_TOPO_FREE)
			return OG_TOPO_SHARED;
		found = (int)i;
	}
	return found;
}

int og_topo_vm_index(const struct og_topo *topo, const char *name)
{
	for (size_t i = 0; name && i < topo->n_vms; i++)
		if (strcmp(topo->vms[i].name, name) == 0)
			return (int)i;
	return -1;
}

void og_topo_near(const struct og_topo *topo, size_t vm,
		  struct og_cpuset *ret_near)
{
	*ret_near = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < topo->n_devices; i++) {
		const struct og_topo_device *device = &topo->devices[i];

		if (device->node >= 0 && device->vm &&
		    strcmp(device->vm, topo->vms[vm].name) == 0)
			og_cpuset_add(ret_near, (unsigned)device->node);
	}
}

static bool has_device(const struct og_topo *topo, size_t vm)
{
	for (size_t i = 0; i < topo->n_devices; i++)
		if (topo->devices[i].vm &&
		    strcmp(topo->devices[i].vm, topo->vms[vm].name) == 0)
			return true;
	return false;
}

enum og_topo_locality og_topo_locality(const struct og_topo *topo, size_t vm)
{
	const struct og_topo_vm *it = &topo->vms[vm];
	struct og_cpuset near, cpus = it->cpus;
	struct og_nearness count;

	if (!has_device(topo, vm))
		return OG_TOPO_NO_DEVICE;
	og_topo_near(topo, vm, &near);
	if (og_cpuset_is_empty(&near))
		return OG_TOPO_UNKNOWN;
	og_cpuset_or(&cpus, &it->floats);
	og_nearness_count(&topo->host, &near, &cpus, &it->memory, &count);
	if (count.cpus == 0)
		return OG_TOPO_UNPINNED;
	if (count.local_cpus == count.cpus && count.local_nodes == count.nodes)
		return OG_TOPO_LOCAL;
	return count.local_cpus || count.local_nodes ? OG_TOPO_PARTIAL
						     : OG_TOPO_REMOTE;
}

const char *og_topo_locality_name(enum og_topo_locality locality)
{
	static const char *const names[] = {
		[OG_TOPO_NO_DEVICE] = "no device",
		[OG_TOPO_UNKNOWN] = "unknown",
		[OG_TOPO_UNPINNED] = "not pinned",
		[OG_TOPO_LOCAL] = "local",
		[OG_TOPO_PARTIAL] = "partial",
		[OG_TOPO_REMOTE] = "remote",
	};

	return names[locality];
}
