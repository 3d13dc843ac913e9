/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hosts that oned knows, as `onehost list --xml` and `onehost show --xml`
 * print them: what the checks of the front-end ask of each. What is wrong with
 * one host is noted in it, and the others are read.
 */
#ifndef OG_FRONTHOSTS_H
#define OG_FRONTHOSTS_H

#include "host.h"

/* A device's record. */
struct og_frontdev {
	struct og_bdf bdf;
	bool gpu;	  /* class 03 or 12 */
	bool from_onegpu; /* has what only onegpu's probe tells */
	char *node;	  /* NUMA_NODE as it stands there, NULL: none */
};

/* What an administrator set, by TEMPLATE's names. */
struct og_frontattr {
	char *name, *value;
};

struct og_fronthost {
	int32_t id, state, cluster;
	char *name, *im, *vm_mad;    /* NULL: not told */
	char *version, *arch, *pin;  /* of TEMPLATE; NULL: not told */
	char *error;		     /* the message; NULL: none */
	struct og_frontdev *devices; /* in their order */
	size_t n_devices, cap_devices;
	int32_t *vms;
	size_t n_vms, cap_vms;
	struct og_frontattr *attrs;
	size_t n_attrs, cap_attrs;
	struct og_host host; /* nodes and cores */
	struct og_err fault; /* of these, as place would refuse it */
};

struct og_fronthosts {
	struct og_fronthost *hosts;
	size_t n_hosts, cap_hosts;
};

/* OpenNebula's numbers for STATE. */
enum {
	OG_HOST_INIT = 0,
	OG_HOST_MONITORING = 1,
	OG_HOST_MONITORED = 2,
	OG_HOST_ERROR = 3,
	OG_HOST_DISABLED = 4,
	OG_HOST_MONITORING_ERROR = 5,
	OG_HOST_MONITORING_INIT = 6,
	OG_HOST_MONITORING_DISABLED = 7,
	OG_HOST_OFFLINE = 8,
};

/* A HOST_POOL or one HOST. */
int og_fronthosts_parse(const char *xml, size_t len,
			struct og_fronthosts *ret_hosts, struct og_err *err);
void og_fronthosts_free(struct og_fronthosts *hosts);

/* Whether its probes are those that onegpu's stand in for. */
bool og_fronthost_is_kvm(const struct og_fronthost *host);
size_t og_fronthost_gpus(const struct og_fronthost *host);

#endif
