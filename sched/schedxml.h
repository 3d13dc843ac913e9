/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oned's VM and HOST documents as tables for lib/xmlread. A document's own
 * context embeds struct og_schedxml as its FIRST member and points it at the
 * VM or host being filled.
 *
 * What oned itself would ignore in a template (a THREADS that is no number)
 * is ignored here; what makes a VM meaningless (no MEMORY) is an error.
 */
#ifndef OG_SCHEDXML_H
#define OG_SCHEDXML_H

#include "hostxml.h"
#include "shost.h"
#include "vm.h"

/* The disk at hand: its parts come in any order. */
struct og_disk {
	int64_t size_mb, snapshot_mb;
	bool is_volatile, is_clone;
	bool clone_to_system, link_to_system;
};

struct og_schedxml {
	struct og_hostxml share; /* first: lib/hostxml expects it there */
	struct og_shost *host;	 /* set on <HOST>, through the calls below */
	struct og_vm *vm;	 /* set on <VM> */
	struct og_disk disk;
	int32_t nic_id;
	bool nic_auto;
};

/* Children of <VM> and of <HOST>. */
extern const struct og_xml_elem og_schedxml_vm[];
extern const struct og_xml_elem og_schedxml_host[];

/* Begin and end one; the end checks what must be there. */
void og_schedxml_vm_begin(struct og_schedxml *x, struct og_vm *vm);
int og_schedxml_vm_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_host_begin(struct og_schedxml *x, struct og_shost *host);
int og_schedxml_host_end(struct og_schedxml *x, struct og_err *err);

#endif
