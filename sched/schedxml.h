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

#include "group.h"
#include "hostxml.h"
#include "net.h"
#include "shost.h"
#include "store.h"
#include "vm.h"

/* Which datastore a clone or a link of an image takes room of. */
enum og_disk_target { OG_DISK_NOWHERE, OG_DISK_SYSTEM, OG_DISK_SELF };

/* The disk at hand: its parts come in any order. */
struct og_disk {
	int64_t size_mb, snapshot_mb;
	int32_t store; /* of its image, -1: none */
	bool is_volatile, has_clone, is_clone;
	enum og_disk_target clone_target, link_target;
};

struct og_schedxml {
	struct og_hostxml share; /* first: lib/hostxml expects it there */
	struct og_shost *host;	 /* set on <HOST>, through the calls below */
	struct og_vm *vm;	 /* set on <VM> */
	struct og_store *store;	 /* set on <DATASTORE> */
	struct og_net *net;	 /* set on <VNET> */
	struct og_group *group;	 /* set on <VM_GROUP> */
	struct og_names *names;	 /* of attributes; NULL: they are not kept */
	struct og_disk disk;
	int32_t nic_id;
	bool nic_auto, has_sched_rank;
	char *nic_rank; /* the owner of this struct frees what is left */
};

/* Children of <VM>, <DATASTORE>, <HOST>, <VNET> and <VM_GROUP>. */
extern const struct og_xml_elem og_schedxml_vm[];
extern const struct og_xml_elem og_schedxml_store[];
extern const struct og_xml_elem og_schedxml_host[];
extern const struct og_xml_elem og_schedxml_net[];
extern const struct og_xml_elem og_schedxml_group[];

/* For the `leaf` of <DATASTORE>, <HOST> and <VNET>: keeps the numbers. */
int og_schedxml_store_leaf(void *ctx, const char *name, const char *text,
			   size_t len, struct og_err *err);
int og_schedxml_host_leaf(void *ctx, const char *name, const char *text,
			  size_t len, struct og_err *err);
int og_schedxml_net_leaf(void *ctx, const char *name, const char *text,
			 size_t len, struct og_err *err);

/* Begin and end one; the end checks what must be there. */
void og_schedxml_vm_begin(struct og_schedxml *x, struct og_vm *vm);
int og_schedxml_vm_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_host_begin(struct og_schedxml *x, struct og_shost *host);
int og_schedxml_host_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_store_begin(struct og_schedxml *x, struct og_store *store);
int og_schedxml_store_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_net_begin(struct og_schedxml *x, struct og_net *net);
int og_schedxml_net_end(struct og_schedxml *x, struct og_err *err);
void og_schedxml_group_begin(struct og_schedxml *x, struct og_group *group);
int og_schedxml_group_end(struct og_schedxml *x, struct og_err *err);

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
