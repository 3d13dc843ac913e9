/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps secrets and devices apart: oned's TPM, MEMORY_ENCRYPTION and
 * IOMMU vectors. Plain data; strings are lent by the VM's document or by the
 * configuration, options are owned.
 */
#ifndef OG_VM_GUARD_H
#define OG_VM_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum og_sev { OG_SEV_NONE, OG_SEV, OG_SEV_ES };

enum og_iommu_mode {
	OG_IOMMU_NONE,
	OG_IOMMU_SINGLE, /* one for the guest */
	OG_IOMMU_DEVICE, /* one for each dedicated root that asks for it */
};

struct og_vm_option {
	char *name, *value;
};

struct og_vm_iommu {
	enum og_iommu_mode mode;
	const char *model;
	struct og_vm_option *options;
	size_t n_options, cap_options;
};

struct og_vm_guard {
	const char *tpm; /* model; NULL: none */
	enum og_sev sev;
	const char *unknown;	/* an encryption that we cannot write */
	uint32_t memory_offset; /* MiB that QEMU may hold beside the memory */
	struct og_vm_iommu iommu;
};

void og_vm_guard_free(struct og_vm_guard *guard);

#endif
