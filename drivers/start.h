/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of one VM from oned's documents to its domain, step by step: what
 * onegpu-deploy does on a node and onegpu-domain shows to a person. The steps
 * are called in the order in which they stand here; each may be left out but
 * those that read the configuration and the VM, decide and write.
 *
 * Errors are complete, with the VM's id where it is known.
 */
#ifndef OG_START_H
#define OG_START_H

#include "domain.h"
#include "guard.h"
#include "site.h"

struct og_start {
	struct og_driver_conf conf;
	struct og_site site;
	struct og_xml_doc *domain_doc; /* oned's, to refine; NULL: generate */
	struct og_xml_doc *vm_doc;
	struct og_vm vm;
	struct og_host host;
	bool has_host; /* the machine was looked at */
	struct og_pcidevs devs;
	struct og_guard_wish *wishes;
	size_t n_wishes;
	struct og_live live;
	bool has_live; /* what runs is known, and CPUs may be moved */
	struct og_moves moves;
	struct og_pcie tree;
	struct og_notes notes;
	size_t before_guard; /* so many notes are not of the guard */
};

void og_start_init(struct og_start *start);
void og_start_free(struct og_start *start);

/* onegpu-driver.yaml; NULL: the defaults. */
int og_start_conf(struct og_start *start, const char *path, struct og_err *err);

/* oned's <domain>, which is then refined and not written anew. */
int og_start_domain(struct og_start *start, const struct og_buf *text,
		    const char *what, struct og_err *err);

/* The <VM>; `what` names the document in errors. */
int og_start_vm(struct og_start *start, const struct og_buf *text,
		const char *what, struct og_err *err);

/* Whether its CPUs or devices are of any node at all: else the rest is idle. */
bool og_start_is_bound(const struct og_start *start);

/* The machine below `sysroot` (NULL: this one): nodes, cores, devices. */
int og_start_topology(struct og_start *start, const char *sysroot,
		      struct og_err *err);

/* Whether its devices may go, as the machine stands (guard.h). */
int og_start_guard(struct og_start *start, struct og_err *err);

/*
 * Under the lock, once what runs is known: whether its devices may go as the
 * machine stands now, when nobody can change it any more.
 */
int og_start_look_again(struct og_start *start, const char *sysroot,
			struct og_err *err);

/* Add what runs, as og_live_read() takes it; once for each source. */
int og_start_live(struct og_start *start, const char *from, struct og_err *err);

/* Whether none of its devices is held by what runs. */
int og_start_holders(struct og_start *start, struct og_err *err);

/* Which CPUs, memory and guest addresses it gets. */
int og_start_decide(struct og_start *start, struct og_err *err);

/* Append the domain. Only once: refining edits what was read. */
int og_start_write(struct og_start *start, struct og_buf *out,
		   struct og_err *err);

/* The notes so far as log lines. */
void og_start_log(const struct og_start *start, FILE *out);

#endif
