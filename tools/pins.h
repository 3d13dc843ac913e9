/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which CPUs, memory nodes and PCI devices a VM has: as oned decided (the
 * VM's document) or as libvirt will do (the domain's).
 */
#ifndef OG_PINS_H
#define OG_PINS_H

#include "bdf.h"
#include "cpuset.h"

struct og_pins {
	char *name;
	int64_t vcpus;		 /* of the VM */
	int64_t pinned;		 /* vCPUs that are pinned to some CPU */
	struct og_cpuset cpus;	 /* all of them together */
	struct og_cpuset memory; /* host nodes its memory is bound to */
	struct og_bdf *devices;
	size_t n_devices;
};

/* The document of a VM: NAME, VCPU, NUMA_NODE and PCI of its TEMPLATE. */
int og_pins_of_vm(const char *xml, size_t len, struct og_pins *ret_pins,
		  struct og_err *err);

/* A libvirt domain: vcpupin, memnode (else memory of numatune), hostdev. */
int og_pins_of_domain(const char *xml, size_t len, struct og_pins *ret_pins,
		      struct og_err *err);

void og_pins_free(struct og_pins *pins);

#define og_autopins og_cleanup(og_pins_free) struct og_pins

#endif
