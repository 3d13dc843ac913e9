/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual machine as oned allocated it: its <VM> document, read once into
 * plain data. Everything below decides and writes from this and never looks
 * at the document again.
 *
 * Strings are lent by the document, which must live as long; NULL where the
 * VM does not say. Units: memory in KiB, ids as oned's.
 *
 * What changes the guest is written or refused by name: a VM must not lose a
 * disk or a password to us. oned's own bookkeeping is passed over.
 */
#ifndef OG_VM_H
#define OG_VM_H

#include "conf.h"
#include "numafit.h"
#include "vm-disk.h"
#include "vm-display.h"
#include "vm-features.h"
#include "vm-guard.h"
#include "vm-nic.h"
#include "vm-os.h"
#include "vm-pci.h"
#include "xmltree.h"

enum og_machine {
	OG_MACHINE_Q35,	 /* has PCI Express: q35, virt */
	OG_MACHINE_PC,	 /* has PCI */
	OG_MACHINE_OTHER /* we know nothing of its buses */
};

/* A guest NUMA cell: oned's NUMA_NODE vector. */
struct og_vm_cell {
	unsigned number;     /* of its vector, which DISTANCE and oned name */
	uint32_t vcpus;	     /* TOTAL_CPUS */
	int64_t memory;	     /* KiB */
	int32_t node;	     /* of its CPUs; -1: oned did not say */
	int32_t memory_node; /* MEMORY_NODE_ID, else NODE_ID; -1: none */
	int32_t *cpus;	     /* in oned's order; none: it failed to pin */
	size_t n_cpus;
	const char *distance; /* "0:10,1-2:21", as it stands there; or NULL */
};

struct og_vm {
	int id;
	int uid, gid;
	const char *name, *uname, *gname;
	int64_t stime, deployed; /* seconds since 1970 */
	int datastore;

	const char *uuid, *emulator, *arch, *machine_name;
	enum og_machine machine;
	bool emulated; /* domain type qemu */

	uint64_t cpu_millionths; /* CPU: 1 is 1000000 */
	uint32_t vcpus;
	bool vcpus_given;
	uint32_t vcpus_max; /* no less than vcpus */
	bool vcpus_max_given;
	int64_t memory;
	int64_t memory_max; /* KiB; 0: it cannot grow */
	bool hotplug;	    /* it grows by slots, not by a balloon */
	uint32_t memory_slots;
	bool cgroups2;
	struct og_cpuset emulator_cpus; /* empty: not given */
	const char *cpu_model, *cpu_features;

	bool has_topology;
	uint32_t sockets, cores, threads; /* 0: not given */
	enum og_pin pin;
	int64_t hugepage_kb; /* 0: ordinary memory */
	const char *mem_access;

	bool ignored_access; /* one that oned drops */
	int affinity;	     /* NODE_AFFINITY; -1: none */

	uint32_t scsi_queues;	/* 0: QEMU decides, as with oned */
	uint32_t iothreads;	/* of FEATURES; 0: none */
	const char *blk_queues; /* of FEATURES, as it stands there */
	const char *sd_bus;	/* OS/SD_DISK_BUS */

	struct og_vm_cell *cells;
	size_t n_cells, cap_cells;
	unsigned n_empty; /* vectors that make no cell: cells.h */
	struct og_vm_pci *pci;
	size_t n_pci, cap_pci;
	uint32_t root_ports; /* Q35_ROOT_PORTS; 0: as many as oned's 16 */
	bool flat_pci;	     /* Q35_NUMA_PCIE=NO: no expander buses */
	struct og_vm_disk *disks;
	size_t n_disks, cap_disks;
	bool lost_context; /* a CONTEXT that no disk was made for */
	struct og_vm_nic *nics;
	size_t n_nics, cap_nics;

	bool on_amd; /* the machine was asked, and has CPUs of AMD */
	struct og_vm_os os;
	struct og_vm_features features;
	struct og_vm_display display;
	struct og_vm_guard guard;
	const char **raws; /* checked XML */
	size_t n_raws, cap_raws;
};

void og_vm_free(struct og_vm *vm);

/*
 * What CPUs, memory and PCI tree are decided from: enough where a domain is
 * there already, and good for every VM that oned can place. `root` is the
 * document's root; what the VM does not say is lent by `conf`, which must live
 * as long. Errors begin with the VM's id once known.
 */
int og_vm_read(const struct og_xml_node *root,
	       const struct og_driver_conf *conf, struct og_vm *ret_vm,
	       struct og_err *err);

/* The kind of machine by its name, which may be NULL. */
enum og_machine og_vm_machine(const char *name, const char *arch);

/*
 * All the rest, for writing a domain from the VM alone. The VM is good for
 * og_vm_free() only where this fails.
 */
int og_vm_read_guest(const struct og_xml_node *root,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err);

/* All CPUs of all cells. */
void og_vm_cpus(const struct og_vm *vm, struct og_cpuset *ret_set);

#endif
