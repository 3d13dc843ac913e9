/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs as sysfs tells of them: which are online and which are threads of one
 * core. All fail by code alone, as lib/root's reads do.
 */
#ifndef OG_SYSCPU_H
#define OG_SYSCPU_H

#include "cpuset.h"
#include "root.h"

/* -EINVAL where the list names none. */
int og_syscpu_online(const struct og_root *root, struct og_cpuset *ret_cpus);

/* Kept from the scheduler at boot (isolcpus); none where there is no list. */
int og_syscpu_isolated(const struct og_root *root, struct og_cpuset *ret_cpus);

/* The online threads of this CPU's core, itself among them. */
int og_syscpu_siblings(const struct og_root *root, int cpu,
		       struct og_cpuset *ret_cpus);

/* The package it is in. -ERANGE for -1, where firmware does not tell. */
int og_syscpu_package_id(const struct og_root *root, int cpu, int32_t *ret_id);

/* The online CPUs of the same package, itself among them. */
int og_syscpu_package_mates(const struct og_root *root, int cpu,
			    struct og_cpuset *ret_cpus);

/* The kernel's number of the core: unique in its package only. */
int og_syscpu_core_id(const struct og_root *root, int cpu, int32_t *ret_id);

#endif
