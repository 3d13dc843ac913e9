// SPDX-License-Identifier: Apache-2.0
#include "group.h"

#include "mem.h"
#include "num.h"

void og_ids_free(struct og_ids *ids)
{
	free(ids->list);
	*ids = (struct og_ids){ 0 };
}

void og_group_init(struct og_group *group)
{
	*group = (struct og_group){ .id = -1 };
}

void og_group_free(struct og_group *group)
{
	for (size_t i = 0; i < group->n_roles; i++) {
		struct og_role *role = &group->roles[i];

		free(role->name);
		og_ids_free(&role->vms);
		og_ids_free(&role->hosts);
		og_ids_free(&role->not_hosts);
	}
	for (size_t i = 0; i < group->n_rules; i++)
		free(group->rules[i].names);
	free(group->roles);
	free(group->rules);
	og_group_init(group);
}

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

void og_ids_add(struct og_ids *ids, int32_t id)
{
	OG_RESERVE(ids->list, ids->n + 1, ids->cap);
	ids->list[ids->n++] = id;
}

void og_ids_sort(struct og_ids *ids)
{
	size_t n = 0;

	if (ids->n < 2)
		return;
	qsort(ids->list, ids->n, sizeof(*ids->list), cmp_id);
	for (size_t i = 0; i < ids->n; i++)
		if (n == 0 || ids->list[n - 1] != ids->list[i])
			ids->list[n++] = ids->list[i];
	ids->n = n;
}

bool og_ids_has(const struct og_ids *ids, int32_t id)
{
	return ids->n &&
	       bsearch(&id, ids->list, ids->n, sizeof(id), cmp_id) != NULL;
}

/* The next part of a list with commas, white space cut; false at its end. */
static bool next_part(const char **at, const char **ret_part, size_t *ret_len)
{
	static const char space[] = " \t\r\n";
	const char *part = *at;
	size_t len;

	if (!part)
		return false;
	len = strcspn(part, ",");
	*at = part[len] ? part + len + 1 : NULL;
	while (len && strchr(space, *part))
		part++, len--;
	while (len && strchr(space, part[len - 1]))
		len--;
	*ret_part = part;
	*ret_len = len;
	return true;
}

void og_ids_parse(struct og_ids *ids, const char *text)
{
	const char *part;
	size_t len;
	int id;

	while (next_part(&text, &part, &len))
		if (og_num_int(part, len, 0, INT32_MAX, &id) == 0)
			og_ids_add(ids, id);
	og_ids_sort(ids);
}

struct og_role *og_group_add_role(struct og_group *group)
{
	OG_RESERVE(group->roles, group->n_roles + 1, group->cap_roles);
	group->roles[group->n_roles] = (struct og_role){ .id = -1 };
	return &group->roles[group->n_roles++];
}

void og_group_add_rule(struct og_group *group, enum og_togetherness policy,
		       const char *names)
{
	OG_RESERVE(group->rules, group->n_rules + 1, group->cap_rules);
	group->rules[group->n_rules++] = (struct og_rule){
		.policy = policy,
		.names = og_strdup(names),
	};
}

static uint32_t role_bit(const struct og_role *role)
{
	return role->id >= 0 && role->id < OG_GROUP_ROLES
		       ? UINT32_C(1) << role->id
		       : 0;
}

static bool find_bit(const struct og_group *group, const char *name, size_t len,
		     uint32_t *ret_bit)
{
	for (size_t i = 0; i < group->n_roles; i++) {
		const struct og_role *role = &group->roles[i];

		if (!role->name || strlen(role->name) != len ||
		    strncmp(role->name, name, len) != 0)
			continue;
		*ret_bit = role_bit(role);
		return true;
	}
	return false;
}

static uint32_t translate(const struct og_group *group, const char *names)
{
	uint32_t bits = 0, bit;
	const char *part;
	size_t len;

	while (next_part(&names, &part, &len)) {
		if (len == 0)
			continue;
		if (!find_bit(group, part, len, &bit))
			return 0;
		bits |= bit;
	}
	return bits;
}

/* Join what overlaps until nothing does: at most 32 rules stay apart. */
static void join_rules(struct og_group *group)
{
	uint32_t joined[OG_GROUP_ROLES];
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < group->n_rules; i++) {
		uint32_t bits = group->rules[i].roles;

		if (group->rules[i].policy != OG_AFFINED) {
			group->rules[kept++] = group->rules[i];
			continue;
		}
		for (size_t j = 0; j < n;) {
			if (!(joined[j] & bits)) {
				j++;
				continue;
			}
			bits |= joined[j];
			joined[j] = joined[--n];
		}
		if (bits)
			joined[n++] = bits;
	}
	group->n_rules = kept;
	/* The lowest set of bits first, as rank takes them. */
	while (n) {
		size_t low = 0;

		for (size_t j = 1; j < n; j++)
			if (joined[j] < joined[low])
				low = j;
		group->rules[group->n_rules++] = (struct og_rule){
			.policy = OG_AFFINED,
			.roles = joined[low],
		};
		joined[low] = joined[--n];
	}
}

void og_group_finish(struct og_group *group)
{
	for (size_t i = 0; i < group->n_rules; i++) {
		struct og_rule *rule = &group->rules[i];

		rule->roles = translate(group, rule->names);
		free(rule->names);
		rule->names = NULL;
	}
	join_rules(group);
}

void og_group_members(const struct og_group *group, uint32_t roles,
		      struct og_ids *ret_vms)
{
	struct og_ids vms = { 0 };

	for (size_t i = 0; i < group->n_roles; i++) {
		const struct og_role *role = &group->roles[i];

		if (!(role_bit(role) & roles))
			continue;
		for (size_t j = 0; j < role->vms.n; j++)
			og_ids_add(&vms, role->vms.list[j]);
	}
	og_ids_sort(&vms);
	*ret_vms = vms;
}
