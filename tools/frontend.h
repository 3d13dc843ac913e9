/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `onegpu doctor --frontend`: what has to hold on OpenNebula's front-end for
 * onegpu to be asked and to be believed. Facts are read once, by
 * frontend-facts.c; the checks are pure and tell a finding as those of a host
 * do, see doctor.h.
 */
#ifndef OG_FRONTEND_H
#define OG_FRONTEND_H

#include "doctor.h"
#include "fronthosts.h"
#include "onedconf.h"
#include "probed.h"

enum og_step { OG_STEP_PROBES, OG_STEP_SCHED, OG_STEP_DRIVER, OG_STEPS };

/* As `onegpu install --only` has them. */
const char *og_step_name(enum og_step step);

enum og_front_state {
	OG_FRONT_OK,
	OG_FRONT_MISSING,
	OG_FRONT_OLDER,	  /* as another version laid it down */
	OG_FRONT_CHANGED, /* by somebody else */
	OG_FRONT_MODE,	  /* cannot be run */
	OG_FRONT_OWNER,
	OG_FRONT_EDITED, /* configuration */
	OG_FRONT_STALE,	 /* of a version that had it */
	OG_FRONT_ON,	 /* a script of OpenNebula's that runs */
	OG_FRONT_UNSEEN, /* nothing to compare it with */
	OG_FRONT_STATES,
};

struct og_front_file {
	enum og_front_state state;
	enum og_step step;
	char *path; /* below remotes/ */
};

/* What onegpu-install check says. */
struct og_front_tree {
	struct {
		bool there;
		char *version; /* that laid it down; "" in older books */
	} steps[OG_STEPS];
	struct og_front_file *files;
	size_t n_files, cap_files;
};

int og_front_tree_parse(const char *text, size_t len,
			struct og_front_tree *ret_tree, struct og_err *err);
void og_front_tree_free(struct og_front_tree *tree);

/* What onegpu-pci printed on a host, by --probed. */
struct og_front_probed {
	char *host; /* its name */
	struct og_probed devices;
};

struct og_front_facts {
	const char *remotes, *oned_conf; /* paths; borrowed */
	const char *own_version;
	char *version;	   /* of remotes/VERSION; NULL: could not be read */
	char **schedulers; /* folders of remotes/scheduler */
	size_t n_schedulers;
	/* Whether something was laid down since the last `onehost sync`. */
	bool unsynced;
	struct og_front_tree tree;
	char *oned_unseen; /* why `oned` is empty; NULL: it is not */
	struct og_onedconf oned;
	char *hosts_unseen; /* why `hosts` is empty; NULL: it is not */
	struct og_fronthosts hosts;
	struct og_front_probed *probed;
	size_t n_probed, cap_probed;
};

struct og_front_places {
	const char *remotes, *oned_conf;
	const char *hosts;  /* file; "-": stdin; NULL: ask onehost */
	const char *probed; /* folder; NULL: none */
	const char *version;
};

/*
 * -EINVAL where remotes is not OpenNebula's, or what was given by name cannot
 * be read; what is looked for by itself is then unseen.
 */
int og_front_facts_read(const struct og_front_places *places,
			struct og_front_facts *ret_facts, struct og_err *err);
void og_front_facts_free(struct og_front_facts *facts);

enum { OG_FRONT_CHECKS = 13 };

typedef void og_front_fn(const struct og_front_facts *facts,
			 struct og_finding *finding);

struct og_front_check {
	const char *name;
	og_front_fn *fn;
};

extern const struct og_front_check og_front_checks[OG_FRONT_CHECKS];

og_front_fn og_front_version, og_front_probes, og_front_replaced,
	og_front_sched, og_front_driver, og_front_machines, og_front_sched_mad,
	og_front_vm_mad, og_front_monitoring, og_front_synced, og_front_pinned,
	og_front_nodes, og_front_devices;

struct og_front_report {
	const struct og_front_facts *facts; /* borrowed */
	struct og_finding findings[OG_FRONT_CHECKS];
};

void og_front_run(const struct og_front_facts *facts,
		  struct og_front_report *ret_report);
void og_front_report_free(struct og_front_report *report);
enum og_doctor_status og_front_worst(const struct og_front_report *report);

/* The number before the first dot; 0 where it is none. */
unsigned og_front_major(const char *version);

#endif
