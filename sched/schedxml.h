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
#include "store.h"
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
	struct og_store *store;	 /* set on <DATASTORE> */
	struct og_disk disk;
	int32_t nic_id;
	bool nic_auto;
};

/* Children of <VM>, <DATASTORE> and <HOST>. */
extern const struct og_xml_elem og_schedxml_vm[];
extern const struct og_xml_elem og_schedxml_store[];
extern const struct og_xml_elem og_schedxml_host[];

/* Begin and end one; the end checks what must be there. */
void og_schedxml_vm_begin(struct og_schedxml *x, struct og_vm *vm);
int og_schedxml_vm_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_host_begin(struct og_schedxml *x, struct og_shost *host);
int og_schedxml_host_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_store_begin(struct og_schedxml *x, struct og_store *store);
int og_schedxml_store_end(struct og_schedxml *x, struct og_err *err);

/* A callback for the end of an element. */
#define CLOSE(fn)                                              \
	static int fn(void *ctx, const char *text, size_t len, \
		      struct og_err *err)

/* Values: a number that must be one; an id; one more id of a list. */
int og_schedxml_required(const char *text, size_t len, int64_t min, int64_t max,
			 int64_t *ret_value, struct og_err *err);
int og_schedxml_id(const char *text, size_t len, int32_t *ret_id,
		   struct og_err *err);
int og_schedxml_add_id(const char *text, size_t len, int32_t **arr, size_t *n,
		       size_t *cap, struct og_err *err);
/* A number, or what oned reads where there is none. */
int64_t og_schedxml_optional(const char *text, size_t len, int64_t min,
			     int64_t max, int64_t otherwise);

#endif
