/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the machine of a VM can do: oned's FEATURES vector with what its
 * HYPERV brings. Plain data; strings are lent by the VM's document or by the
 * configuration.
 */
#ifndef OG_VM_FEATURES_H
#define OG_VM_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

struct og_vm_features {
	bool acpi, apic, pae, ras, guest_agent, localtime;
	bool kvm_hidden;
	bool hyperv;
	const char *hyperv_options, *timers; /* checked XML, or NULL */
	const char *gic;		     /* version; NULL: none */
	const char *ignored_queues; /* VIRTIO_SCSI_QUEUES that is none */
	const char *ignored_number; /* the name of one that is none */
	uint64_t pcihole64;	    /* KiB; 0: none */
};

#endif
