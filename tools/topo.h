/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host for people: its nodes, the GPUs and NICs where they hang, and the VMs
 * on it. Filled from the machine and libvirt (what is) or from oned's document
 * of the host (what oned believes); drawn, compared and printed by others.
 */
#ifndef OG_TOPO_H
#define OG_TOPO_H

#include "host.h"

enum og_topo_kind {
	OG_TOPO_OTHER,
	OG_TOPO_GPU,
	OG_TOPO_ACCELERATOR,
	OG_TOPO_NIC,
	OG_TOPO_NVSWITCH,
	OG_TOPO_CONSOLE, /* a board controller's display */
};

struct og_topo_device {
	struct og_bdf bdf;
	enum og_topo_kind kind;
	int32_t node;  /* -1 where unknown */
	bool has_root; /* whether the two below are known */
	uint32_t root_domain;
	uint8_t root_bus; /* of its root complex: domain and first bus */
	bool has_switch;
	struct og_bdf nearest_switch;
	char *name;    /* "L40S", or "10de:26b9" */
	char *ifname;  /* NULL: none */
	char *driver;  /* NULL: none */
	unsigned vfs;  /* virtual functions made of it */
	bool boot_vga; /* the host's display */
	bool is_vf;    /* a virtual function itself */
	char *vm;      /* name of the VM that has it; NULL: none */
	int32_t vm_id; /* OG_VM_NONE where that is not known */
};

struct og_topo_vm {
	char *name;
	int32_t id;		 /* OG_VM_NONE: not OpenNebula's */
	struct og_cpuset cpus;	 /* that it holds */
	struct og_cpuset floats; /* that it may run on and does not hold */
	struct og_cpuset memory; /* nodes its memory is bound to */
	int64_t memory_kib;	 /* bound, all together */
	char *moved;		 /* where oned had put it; NULL: there */
};

struct og_topo {
	char *name;    /* of the host; "" where it has none */
	bool believed; /* by oned: nothing is said of buses and drivers */
	struct og_host host;
	struct og_topo_device *devices; /* by address */
	size_t n_devices, cap_devices;
	struct og_topo_vm *vms; /* by id, then by name */
	size_t n_vms, cap_vms;
	char *vms_unknown; /* why; NULL: they are known */
};

void og_topo_free(struct og_topo *topo);

/* Append a zeroed one, lent until the next. */
struct og_topo_device *og_topo_add_device(struct og_topo *topo);
struct og_topo_vm *og_topo_add_vm(struct og_topo *topo);

/* Sort: nothing that is made of it depends on the order of the input. */
void og_topo_finish(struct og_topo *topo);

/*
 * The machine below `sysroot` (NULL: this one) and the domains that run:
 * `live` as lib/live reads it, NULL for libvirt, and for nothing on a
 * recording. Where libvirt was not asked for and does not answer, the VMs are
 * unknown. `with_names` asks onegpu-pci for the devices' names.
 */
int og_topo_read_host(const char *sysroot, const char *live, bool with_names,
		      struct og_topo *ret_topo, struct og_err *err);

/* What `onehost show -x` prints. */
int og_topo_read_belief(const char *xml, size_t len, struct og_topo *ret_topo,
			struct og_err *err);

/* --- questions --- */

enum og_topo_kind og_topo_kind_of(uint16_t vendor, uint16_t class_id);
const char *og_topo_kind_name(enum og_topo_kind kind);

/* The VM that holds the CPU: its index; -1 none; -2 more than one. */
enum { OG_TOPO_FREE = -1, OG_TOPO_SHARED = -2 };
int og_topo_vm_of_cpu(const struct og_topo *topo, int32_t cpu);
/* The index of the VM of that name, or -1. */
int og_topo_vm_index(const struct og_topo *topo, const char *name);

/* Nodes of the devices that the VM has. */
void og_topo_near(const struct og_topo *topo, size_t vm,
		  struct og_cpuset *ret_near);

enum og_topo_locality {
	OG_TOPO_NO_DEVICE,
	OG_TOPO_UNKNOWN, /* no device's node is known */
	OG_TOPO_UNPINNED,
	OG_TOPO_LOCAL,
	OG_TOPO_PARTIAL,
	OG_TOPO_REMOTE,
};
enum og_topo_locality og_topo_locality(const struct og_topo *topo, size_t vm);
const char *og_topo_locality_name(enum og_topo_locality locality);

#endif
