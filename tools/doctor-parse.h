/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What single files of a host say: /proc/cpuinfo, the kernel's command line
 * and release, a process' limits, passwd and group, udev's rules. Pure over
 * bytes that the caller has read and bounded; a file of another shape says
 * nothing, and that is no error.
 */
#ifndef OG_DOCTOR_PARSE_H
#define OG_DOCTOR_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum og_cpu_maker { OG_CPU_OTHER, OG_CPU_INTEL, OG_CPU_AMD };

struct og_cpuinfo {
	unsigned cpus;
	enum og_cpu_maker maker;
	bool has_flags; /* x86: other machines do not tell this way */
	bool vmx, svm;	/* on every CPU that has flags */
	bool in_vm;	/* runs on a hypervisor itself */
};

void og_cpuinfo_parse(const char *text, size_t len,
		      struct og_cpuinfo *ret_info);

/* A whole word of the command line: "iommu=pt", "nointremap". */
bool og_cmdline_has(const char *cmdline, const char *word);

/* What stands after "key=", of several the last; NULL: none. Freed by caller.
 */
char *og_cmdline_value(const char *cmdline, const char *key);

/* "6.1.0-18-amd64": major * 1000 + minor, 0 where it is no release. */
unsigned og_release_parse(const char *release);

#define OG_MEMLOCK_UNLIMITED INT64_MAX

/* Bytes that a process may lock, from /proc/<pid>/limits. -1: not there. */
int64_t og_limits_memlock(const char *text, size_t len);

/* Of a line of passwd. False: no such user. */
bool og_passwd_find(const char *text, size_t len, const char *name,
		    uint32_t *ret_uid, uint32_t *ret_gid);

/* The group's number. False: no such group. */
bool og_group_find(const char *text, size_t len, const char *name,
		   uint32_t *ret_gid);

/* Whether the user is a member of the group of this number. */
bool og_group_has(const char *text, size_t len, uint32_t gid, const char *user);

/* The group's name; NULL: no such group. The caller frees. */
char *og_group_name(const char *text, size_t len, uint32_t gid);

/* What a rule sets for SUBSYSTEM=="vfio". */
struct og_udev_rule {
	char *group;  /* NULL: not set */
	int32_t mode; /* -1: not set */
};

void og_udev_rule_free(struct og_udev_rule *rule);

/* The later rule wins, also over what `rule` holds already. */
void og_udev_parse(const char *text, size_t len, struct og_udev_rule *rule);

#endif
