/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oned's own allocation, predicted: (host share, VM) -> what oned 7.5 will do
 * with them, its faults included. `place` can only choose the host; this says
 * what that choice means.
 *
 * The rules were read from oned 7.5.80 and confirmed on a running one: PCI
 * devices first (by address, else the first free match by ascending ADDRESS,
 * blind to NUMA), CPUs and memory second. tests/oned-replay compares this
 * with what oned's code did, case by case.
 */
#ifndef OG_ONED_H
#define OG_ONED_H

#include "host.h"
#include "vm.h"

/* What of the fit test failed; OG_FIT_OK when oned accepts the host. */
enum og_fit_verdict { OG_FIT_OK, OG_FIT_PCI, OG_FIT_NUMA };

struct og_oned_pci {
	int32_t device; /* index in the host's devices, -1: got none */
	bool has_guest; /* oned found a guest address */
	/* In a NUMA tree: libvirt's index of the bus. 0: flat. */
	uint32_t bus_index;
	uint32_t guest_bus, guest_slot; /* VM_ADDRESS "bb:ss.0" */
};

struct og_oned_vnode {
	bool placed;
	int32_t node, memory_node;
	int32_t *cpus; /* in the order oned lists them */
	size_t n_cpus;
};

struct og_oned_alloc {
	bool pci_ok, numa_ok;
	/*
	 * A DISTANCE list was too short to answer: oned reads past its end
	 * there and nobody can say what it does. Counts as a failure.
	 */
	bool unpredictable;
	/*
	 * Granted, but with VMS_THREAD above 1 oned counts a CPU once for each
	 * VM that may share it and lists it only once for one VM: where the
	 * list cannot be filled it writes none. Counts as a failure.
	 */
	bool unlisted;
	bool has_topology;	  /* THREADS and CORES were written */
	uint32_t threads, cores;  /* per core, per socket */
	struct og_oned_pci *pcis; /* one a request of the VM, same order */
	size_t n_pcis;
	struct og_oned_vnode *vnodes;
	size_t n_vnodes;
};

void og_oned_alloc_free(struct og_oned_alloc *alloc);

/*
 * oned's fit test for devices and NUMA (capacity is a comparison of numbers
 * and left to the caller): devices by request, every vnode on the untouched
 * host.
 */
enum og_fit_verdict og_oned_fit(const struct og_host *host,
				const struct og_vm *vm);

/*
 * Allocate as oned would and mark it in the host: CPUs, cores, memory, pages
 * and devices are the VM's afterwards, as far as oned got. The caller frees
 * the result.
 */
void og_oned_allocate(struct og_host *host, const struct og_vm *vm,
		      struct og_oned_alloc *ret_alloc);

/*
 * Where would it put the VM? Like og_oned_allocate(), on an untouched host:
 * nodes and devices are told, CPU lists are not.
 */
void og_oned_predict(const struct og_host *host, const struct og_vm *vm,
		     struct og_oned_alloc *ret_alloc);

#endif
