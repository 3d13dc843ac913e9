/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A VM group: roles with their VMs, and rules between roles. Plain data; what
 * it means for a VM is in affinity.h.
 */
#ifndef OG_GROUP_H
#define OG_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OG_GROUP_ROLES = 32 }; /* ids of roles are below */

/* Of the VMs of a role among themselves, or of roles in a rule. */
enum og_togetherness { OG_ANYWHERE, OG_AFFINED, OG_ANTI_AFFINED };

/* Ascending, without repeats. */
struct og_ids {
	int32_t *list;
	size_t n, cap;
};

struct og_role {
	int32_t id; /* -1: none was given */
	char *name;
	enum og_togetherness policy;
	struct og_ids vms;	 /* members, running or not */
	struct og_ids hosts;	 /* HOST_AFFINED: only these */
	struct og_ids not_hosts; /* HOST_ANTI_AFFINED: none of these */
};

struct og_rule {
	enum og_togetherness policy;
	char *names;	/* "web,db", until og_group_finish() */
	uint32_t roles; /* a bit for each id */
};

struct og_group {
	int32_t id;
	struct og_role *roles;
	size_t n_roles, cap_roles;
	struct og_rule *rules;
	size_t n_rules, cap_rules;
};

void og_group_init(struct og_group *group);
void og_group_free(struct og_group *group);

/* "1,2, 30": numbers with commas between; others are left out. */
void og_ids_parse(struct og_ids *ids, const char *text);
void og_ids_add(struct og_ids *ids, int32_t id);
void og_ids_sort(struct og_ids *ids);
bool og_ids_has(const struct og_ids *ids, int32_t id);
void og_ids_free(struct og_ids *ids);

struct og_role *og_group_add_role(struct og_group *group);
void og_group_add_rule(struct og_group *group, enum og_togetherness policy,
		       const char *names);

/*
 * Everything was read: translate role names (a rule with an unknown one
 * means nothing) and join AFFINED rules that share a role, ascending.
 */
void og_group_finish(struct og_group *group);

/* The members of all roles in a set of bits. */
void og_group_members(const struct og_group *group, uint32_t roles,
		      struct og_ids *ret_vms);

#endif
