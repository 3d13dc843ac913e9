/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether this host can run one VM: what OpenNebula's vm.xml asks for, and
 * what of it the host has. The decision is pure over the facts and a host
 * whose held CPUs and memory are marked.
 */
#ifndef OG_DOCTOR_VM_H
#define OG_DOCTOR_VM_H

#include "doctor.h"
#include "host.h"
#include "live.h"
#include "numafit.h"

/* A device that the VM asks for: by address, or by any of its ids. */
struct og_vm_device {
	bool has_address;
	struct og_bdf bdf;
	int32_t vendor, device, class_id; /* -1: any */
};

struct og_vm_cell {
	uint32_t cpus;
	int64_t memory; /* KiB */
};

struct og_vm_wish {
	int32_t id;
	char *name;
	uint32_t vcpus;
	int64_t memory; /* KiB */
	enum og_pin pin;
	uint32_t threads;
	uint64_t hugepage_kb; /* 0: ordinary memory */
	bool uefi;
	char *firmware; /* an image named by path; NULL: by word or none */
	struct og_vm_device *devices;
	size_t n_devices, cap_devices;
	struct og_vm_cell *cells; /* none: one of all CPUs and memory */
	size_t n_cells, cap_cells;
};

void og_vm_wish_free(struct og_vm_wish *wish);
int og_vm_wish_parse(const char *text, size_t len, struct og_vm_wish *ret_wish,
		     struct og_err *err);

enum { OG_VM_CHECKS = 4 };
extern const char *const og_vm_check_names[OG_VM_CHECKS];

struct og_vm_report {
	char *title;
	struct og_finding findings[OG_VM_CHECKS];
};

void og_vm_report_free(struct og_vm_report *report);

/*
 * `host` has nodes, CPUs and memory, with what other VMs hold; `root` is asked
 * for nothing but an image of firmware. `live` are the running domains.
 */
void og_vm_check(const struct og_doctor_report *doctor,
		 const struct og_vm_wish *wish, const struct og_host *host,
		 const struct og_live *live, bool has_firmware,
		 struct og_vm_report *ret_report);

#endif
