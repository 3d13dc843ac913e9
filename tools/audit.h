/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a running VM is, against where it was to be: the CPUs its threads may
 * run on and the nodes its memory is on, against the pins of its domain and
 * what our driver noted there. Read in audit-read, decided here, shown in
 * audit-show.
 */
#ifndef OG_AUDIT_H
#define OG_AUDIT_H

#include "host.h"
#include "lines.h"
#include "moves.h"
#include "numamaps.h"

struct og_audit_vcpu {
	int id;
	bool planned, seen;    /* whether the sets are known */
	struct og_cpuset plan; /* by the domain */
	struct og_cpuset cpus; /* that it may run on */
};

struct og_audit_device {
	struct og_bdf bdf;
	int32_t node; /* -1: unknown */
};

enum og_audit_locality {
	OG_AUDIT_NO_DEVICE,
	OG_AUDIT_UNKNOWN,
	OG_AUDIT_LOCAL,
	OG_AUDIT_PARTIAL,
	OG_AUDIT_REMOTE,
};

struct og_audit_vm {
	char *name;
	int32_t id;   /* OG_VM_NONE: not OpenNebula's */
	char *unseen; /* why its process could not be looked at; NULL: it was */
	struct og_audit_vcpu *vcpus; /* by id */
	size_t n_vcpus, cap_vcpus;
	struct og_audit_vcpu emulator;
	struct og_cpuset memory_plan; /* nodes; empty: any */
	struct og_numamaps *memory;   /* NULL until read */
	struct og_audit_device *devices;
	size_t n_devices, cap_devices;
	struct og_moves moves;
	/* Decided. */
	struct og_lines differs;
	enum og_audit_locality locality;
};

struct og_audit {
	struct og_host host;
	struct og_audit_vm *vms; /* by id, then by name */
	size_t n, cap;
};

void og_audit_free(struct og_audit *audit);

/* A vCPU of that number, made where there is none. Lent until the next. */
struct og_audit_vcpu *og_audit_vcpu(struct og_audit_vm *vm, int id);

/*
 * The machine below `sysroot` and the domains of `live`, as in tools/topo.
 * A process that cannot be looked at is no failure: its VM says so.
 */
int og_audit_read(const char *sysroot, const char *live,
		  struct og_audit *ret_audit, struct og_err *err);

/*
 * Fill in what differs and what is local. Memory counts as elsewhere from 1 %
 * of the VM's on: the heap of QEMU itself is not bound.
 */
void og_audit_decide(struct og_audit *audit);

/* Whether anything differs or was not seen. */
bool og_audit_has_differences(const struct og_audit *audit);

/* A line for each VM. */
void og_audit_to_text(const struct og_audit *audit, struct og_buf *out);
void og_audit_to_json(const struct og_audit *audit, struct og_buf *out);
/* As OpenNebula's agent reads it from a probe of vm/monitor. */
void og_audit_to_probe(const struct og_audit *audit, struct og_buf *out);

#endif
