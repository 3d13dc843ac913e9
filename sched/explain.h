/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why is my VM pending? For every VM that waits: what each host that its
 * requirements allow says to it, and when all refuse, the smallest change
 * that would help.
 *
 * Each VM is explained at its turn in the cycle: the hosts are as oned will
 * have them once the VMs before it are placed. No change is guessed: each is
 * done to a copy of the VM, or of a host, and judged as a candidate.
 *
 * explain.c has the cycle, explain-host.c the numbers of one host,
 * explain-change.c the changes, explain-text.c and explain-json.c the two
 * forms that are printed.
 */
#ifndef OG_EXPLAIN_H
#define OG_EXPLAIN_H

#include "candidate.h"
#include "choose.h"
#include "together.h"

struct og_explain_node {
	int32_t id;
	/* Of the VM's pin policy: whole cores for CORE, else CPUs. */
	uint32_t cpus, cpus_free;
	int64_t memory, memory_free; /* KiB */
	int64_t pages, pages_free;   /* of its HUGEPAGE_SIZE; 0 without */
};

struct og_explain_pci {
	int32_t pci_id;
	char wants[32];	       /* "10de:26b9:0302", "e1:00.0" */
	size_t matching, held; /* devices of the host; held by VMs */
	bool is_given;	       /* oned would give `device`, of `node` */
	struct og_bdf device;
	int32_t node; /* -1: unknown */
};

struct og_explain_store {
	int32_t id;
	enum og_storage_verdict verdict;
	int64_t free_mb;
};

struct og_explain_host {
	int32_t id;
	char *name;
	bool fits, is_chosen;
	enum og_locality locality;   /* when it fits */
	enum og_reason why;	     /* when it does not: the first reason */
	char *story;		     /* more of either, "" for none */
	int64_t cpu_free;	     /* hundredths */
	int64_t memory_free;	     /* KiB */
	bool has_room_in_nodes;	     /* what oned's NUMA test says */
	struct og_explain_pci *pcis; /* one a request of the VM */
	size_t n_pcis;
	bool has_several; /* devices that oned would give; they share: */
	enum og_together share;
	struct og_explain_node *nodes; /* only where the VM is tied to nodes */
	size_t n_nodes;
	struct og_explain_store *stores;
	size_t n_stores;
};

/* In the order in which they are tried; the first that helps is told. */
enum og_change {
	OG_CHANGE_NONE,
	OG_CHANGE_WAIT,	  /* max_host: the next cycle */
	OG_CHANGE_POLICY, /* PCI_NUMA_POLICY=preferred */
	OG_CHANGE_PIN,	  /* PIN_POLICY=THREAD */
	OG_CHANGE_THREADS,
	OG_CHANGE_NODE, /* another NODE_AFFINITY */
	OG_CHANGE_PAGES,
	OG_CHANGE_DEVICE, /* amount: devices to be given back */
	OG_CHANGE_CPU,	  /* amount: hundredths fewer */
	OG_CHANGE_MEMORY, /* amount: MiB less */
	OG_CHANGE_DISK,	  /* amount: MB less in a system datastore */
	OG_CHANGE_GROUP,
	OG_CHANGE_STATE,	/* of the host */
	OG_CHANGE_REQUIREMENTS, /* a host they do not allow */
	OG_N_CHANGES,
};

struct og_explain_change {
	enum og_change kind;
	int32_t host; /* that would take it then */
	int64_t amount;
	char *text; /* one line for people; NULL for none */
};

struct og_explain_vm {
	int32_t id;
	char *fault; /* why no host could take it; then nothing follows */
	enum og_policy policy;
	enum og_pin pin;
	int64_t cpu, memory; /* hundredths, KiB: with those who must follow */
	int64_t disk_mb;
	uint64_t hugepage_mb;
	struct og_vnode_request *vnodes;
	size_t n_vnodes;
	struct og_explain_host *hosts; /* that it may use, ascending by id */
	size_t n_hosts, cap_hosts;
	size_t n_refused;		 /* hosts its requirements rule out */
	struct og_explain_change change; /* when no host fits */
};

struct og_explain {
	struct og_explain_vm *vms; /* in the order of the cycle */
	size_t n_vms, cap_vms;
};

enum { OG_EXPLAIN_ALL = -1 }; /* instead of the id of a VM */

/*
 * The cycle is done to the message, as og_choose() does it. -ENOENT where the
 * VM asked for is not there or does not wait.
 */
int og_explain(struct og_message *msg, const struct og_choose_conf *conf,
	       int32_t vm, struct og_explain *ret_explain, struct og_err *err);
void og_explain_free(struct og_explain *explain);

void og_explain_text(const struct og_explain *explain, struct og_buf *out);
void og_explain_json(const struct og_explain *explain, struct og_buf *out);

/* ---- between the files ------------------------------------------------- */

/* What the host says, `seeker` as the cycle has it; "fits" and after. */
void og_explain_look(const struct og_seeker *seeker, struct og_shost *host,
		     struct og_explain_host *ret_host);

/* Does a device of these ids answer the request? As oned's model has it. */
bool og_explain_matches(const struct og_vm *vm, size_t request,
			const struct og_device *dev);

/* The smallest change, or OG_CHANGE_NONE. */
void og_explain_seek(const struct og_seeker *seeker,
		     const struct og_message *msg,
		     struct og_explain_change *ret_change);

#endif
