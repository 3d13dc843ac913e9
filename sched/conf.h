/* SPDX-License-Identifier: Apache-2.0 */
/*
 * onegpu.yaml: what an administrator wants of the scheduler. The knobs of
 * OpenNebula's rank.conf under their names, upper or lower case, and our own.
 */
#ifndef OG_CONF_H
#define OG_CONF_H

#include "choose.h"
#include "err.h"

struct og_sched_conf {
	struct og_choose_conf choose; /* its texts are constants or `own` */
	char *own[3];
};

/* Striping of everything, no limit, PCI_NUMA_POLICY preferred. */
void og_sched_conf_init(struct og_sched_conf *conf);
void og_sched_conf_free(struct og_sched_conf *conf);

/*
 * Errors name the line, the key and what it takes; an unknown key is refused
 * with the nearest known one.
 */
int og_sched_conf_parse(const char *text, size_t len,
			struct og_sched_conf *ret_conf, struct og_err *err);

/* The same of a file; errors name it too. */
int og_sched_conf_read(const char *path, struct og_sched_conf *ret_conf,
		       struct og_err *err);

/*
 * Where it is looked for when nobody names it: etc/schedulers/onegpu.yaml
 * below `location` (ONE_LOCATION, or NULL), then in /etc/one. The caller frees
 * it; NULL where neither exists.
 */
char *og_sched_conf_find(const char *location);

#endif
