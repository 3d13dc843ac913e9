/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which CPUs, memory nodes and PCI devices a VM has: as oned decided (the
 * VM's document) or as libvirt will do (the domain's).
 */
#ifndef OG_SEAT_H
#define OG_SEAT_H

#include "bdf.h"
#include "cpuset.h"

struct og_seat {
	char *name;
	int64_t vcpus;		 /* of the VM */
	int64_t pinned;		 /* vCPUs that are pinned to some CPU */
	struct og_cpuset cpus;	 /* all of them together */
	struct og_cpuset memory; /* host nodes its memory is bound to */
	struct og_bdf *devices;
	size_t n_devices;
};

/* The document of a VM: NAME, VCPU, NUMA_NODE and PCI of its TEMPLATE. */
int og_seat_of_vm(const char *xml, size_t len, struct og_seat *ret_seat,
		  struct og_err *err);

/* A libvirt domain: vcpupin, memnode (else memory of numatune), hostdev. */
int og_seat_of_domain(const char *xml, size_t len, struct og_seat *ret_seat,
		      struct og_err *err);

void og_seat_free(struct og_seat *seat);

#define og_autoseat og_cleanup(og_seat_free) struct og_seat

#endif
