// SPDX-License-Identifier: Apache-2.0
#include "affinity.h"

enum { ACTIVE = 3 }; /* STATE */

enum kind {
	BESIDE,	  /* where `vm` is */
	APART,	  /* where none of `ids` but itself is */
	ON,	  /* on one of `ids` */
	NOT_ON,	  /* on none of `ids` */
	LIKE_MATE /* on one that `vm`, an index, may use */
};

struct og_clause {
	enum kind kind;
	int32_t vm;		  /* an id or an index; itself in APART */
	const struct og_ids *ids; /* of a role, or of running members */
};

/* One set of VMs that must share a host. */
struct set {
	struct og_affinity *a;
	const struct og_ids *vms;
	const bool *waits;
};

void og_affinity_free(struct og_affinity *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->bonds[i].clauses);
	for (size_t i = 0; i < a->n_running; i++) {
		og_ids_free(a->running[i]);
		free(a->running[i]);
	}
	free(a->running);
	free(a->bonds);
	free(a->by_id);
	*a = (struct og_affinity){ 0 };
}

static int cmp_by_id(const void *a, const void *b)
{
	int32_t x = ((const struct og_vm_index *)a)->id;
	int32_t y = ((const struct og_vm_index *)b)->id;

	return (x > y) - (x < y);
}

/* The index of a VM, or -1 where the message does not have it. */
static ssize_t find_vm(const struct og_affinity *a, int32_t id)
{
	struct og_vm_index key = { .id = id };
	const struct og_vm_index *found = NULL;

	if (a->n)
		found = bsearch(&key, a->by_id, a->n, sizeof(key), cmp_by_id);
	return found ? (ssize_t)found->at : -1;
}

static ssize_t find_waiting(const struct set *s, int32_t id)
{
	ssize_t i = find_vm(s->a, id);

	return i >= 0 && s->waits[i] ? i : -1;
}

static void add_clause(struct og_bond *bond, struct og_clause clause)
{
	/* Mates bring the same ones again and again. */
	for (size_t i = 0; i < bond->n; i++)
		if (bond->clauses[i].kind == clause.kind &&
		    bond->clauses[i].vm == clause.vm &&
		    bond->clauses[i].ids == clause.ids)
			return;
	OG_RESERVE(bond->clauses, bond->n + 1, bond->cap);
	bond->clauses[bond->n++] = clause;
}

/* ---- together ---------------------------------------------------------- */

/*
 * Hosts where members run. Only VMs that carry their VMGROUP are looked at,
 * as in rank: oned sends it with every member.
 */
static const struct og_ids *running_hosts(const struct set *s)
{
	struct og_affinity *a = s->a;
	struct og_ids *hosts = og_calloc(1, sizeof(*hosts));

	OG_RESERVE(a->running, a->n_running + 1, a->cap_running);
	a->running[a->n_running++] = hosts;
	for (size_t i = 0; i < s->vms->n; i++) {
		ssize_t at = find_vm(a, s->vms->list[i]);
		const struct og_vm *vm;

		if (at < 0)
			continue;
		vm = &a->msg->vms[at];
		if (vm->in_group && vm->state == ACTIVE && vm->last_host >= 0)
			og_ids_add(hosts, vm->last_host);
	}
	og_ids_sort(hosts);
	return hosts;
}

/* Neither is negative; nobody has that much, so the sum need not be exact. */
static int64_t plus(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* The leader claims what its mate needs, and the mate nothing. */
static void take_over(struct og_affinity *a, struct og_bond *leader,
		      struct og_bond *mate)
{
	/* rank counts whole CPUs there. */
	leader->cpu = plus(leader->cpu,
			   a->as_rank ? mate->cpu / 100 * 100 : mate->cpu);
	leader->memory = plus(leader->memory, mate->memory);
	leader->disk_mb = plus(leader->disk_mb, mate->disk_mb);
	mate->cpu = mate->memory = mate->disk_mb = 0;
}

static void follow(const struct set *s, size_t leader, size_t mate)
{
	struct og_affinity *a = s->a;
	struct og_bond *l = &a->bonds[leader], *m = &a->bonds[mate];
	const struct og_vm *vm = &a->msg->vms[mate];

	take_over(a, l, m);
	if (vm->has_requirements)
		add_clause(l, (struct og_clause){ .kind = LIKE_MATE,
						  .vm = (int32_t)mate });
	for (size_t i = 0; i < m->n; i++) {
		struct og_clause c = m->clauses[i];

		if (!a->as_rank && c.kind == BESIDE && og_ids_has(s->vms, c.vm))
			continue;
		add_clause(l, c);
	}
	m->leader = a->msg->vms[leader].id;
	l->has_mates = true;
	add_clause(m, (struct og_clause){ .kind = BESIDE, .vm = m->leader });
}

static void bind_to_hosts(const struct set *s, const struct og_ids *hosts)
{
	for (size_t i = 0; i < s->vms->n; i++) {
		ssize_t at = find_waiting(s, s->vms->list[i]);

		if (at >= 0)
			add_clause(&s->a->bonds[at],
				   (struct og_clause){ .kind = ON,
						       .vm = -1,
						       .ids = hosts });
	}
}

static void keep_together(const struct set *s)
{
	const struct og_ids *hosts;
	ssize_t leader = -1;

	if (s->vms->n < 2)
		return;
	hosts = running_hosts(s);
	if (hosts->n) {
		bind_to_hosts(s, hosts);
		return;
	}
	for (size_t i = 0; i < s->vms->n; i++) {
		ssize_t at = find_waiting(s, s->vms->list[i]);

		if (at >= 0 && leader >= 0)
			follow(s, (size_t)leader, (size_t)at);
		else if (at >= 0)
			leader = at;
	}
}

static void keep_affined(struct og_affinity *a, const struct og_group *group,
			 const bool *waits)
{
	for (size_t i = 0; i < group->n_roles; i++) {
		struct set s = { a, &group->roles[i].vms, waits };

		if (group->roles[i].policy == OG_AFFINED)
			keep_together(&s);
	}
	for (size_t i = 0; i < group->n_rules; i++) {
		og_cleanup(og_ids_free) struct og_ids vms = { 0 };
		struct set s = { a, &vms, waits };

		if (group->rules[i].policy != OG_AFFINED)
			continue;
		og_group_members(group, group->rules[i].roles, &vms);
		keep_together(&s);
	}
}

/* ---- apart, and hosts -------------------------------------------------- */

/* All waiting VMs of a role get the same clause. */
static void add_to_role(struct og_affinity *a, const struct og_role *role,
			const bool *waits, enum kind kind,
			const struct og_ids *ids)
{
	struct set s = { a, &role->vms, waits };

	for (size_t i = 0; i < role->vms.n; i++) {
		ssize_t at = find_waiting(&s, role->vms.list[i]);

		if (at >= 0)
			add_clause(&a->bonds[at],
				   (struct og_clause){ .kind = kind,
						       .vm = role->vms.list[i],
						       .ids = ids });
	}
}

static bool has_role(const struct og_rule *rule, const struct og_role *role)
{
	return role->id >= 0 && role->id < OG_GROUP_ROLES &&
	       rule->roles >> role->id & 1;
}

static void keep_roles_apart(struct og_affinity *a,
			     const struct og_group *group,
			     const struct og_rule *rule, const bool *waits)
{
	for (size_t i = 0; i < group->n_roles; i++)
		for (size_t j = 0; j < group->n_roles; j++)
			if (i != j && has_role(rule, &group->roles[i]) &&
			    has_role(rule, &group->roles[j]))
				add_to_role(a, &group->roles[i], waits, APART,
					    &group->roles[j].vms);
}

static void keep_apart(struct og_affinity *a, const struct og_group *group,
		       const bool *waits)
{
	for (size_t i = 0; i < group->n_roles; i++) {
		const struct og_role *role = &group->roles[i];

		if (role->policy == OG_ANTI_AFFINED && role->vms.n > 1)
			add_to_role(a, role, waits, APART, &role->vms);
		if (role->hosts.n)
			add_to_role(a, role, waits, ON, &role->hosts);
		if (role->not_hosts.n)
			add_to_role(a, role, waits, NOT_ON, &role->not_hosts);
	}
	for (size_t i = 0; i < group->n_rules; i++)
		if (group->rules[i].policy == OG_ANTI_AFFINED)
			keep_roles_apart(a, group, &group->rules[i], waits);
}

void og_affinity_make(const struct og_message *msg, const int64_t *disk_mb,
		      const bool *waits, bool as_rank,
		      struct og_affinity *ret_affinity)
{
	struct og_affinity a = {
		.msg = msg,
		.as_rank = as_rank,
		.bonds = og_calloc(msg->n_vms, sizeof(*a.bonds)),
		.n = msg->n_vms,
		.by_id = og_calloc(msg->n_vms, sizeof(*a.by_id)),
	};

	for (size_t i = 0; i < msg->n_vms; i++) {
		a.by_id[i] =
			(struct og_vm_index){ msg->vms[i].id, (uint32_t)i };
		a.bonds[i].cpu = msg->vms[i].cpu;
		a.bonds[i].memory = msg->vms[i].memory;
		a.bonds[i].disk_mb = disk_mb[i];
		a.bonds[i].leader = -1;
	}
	if (msg->n_vms > 1)
		qsort(a.by_id, msg->n_vms, sizeof(*a.by_id), cmp_by_id);
	for (size_t i = 0; i < msg->n_groups; i++) {
		keep_affined(&a, &msg->groups[i], waits);
		keep_apart(&a, &msg->groups[i], waits);
	}
	*ret_affinity = a;
}

/* ---- one host ---------------------------------------------------------- */

static bool is_among(const int32_t *list, size_t n, int32_t vm)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == vm)
			return true;
	return false;
}

static bool has_other(const int32_t *list, size_t n, const struct og_ids *ids,
		      int32_t self)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] != self && og_ids_has(ids, list[i]))
			return true;
	return false;
}

static bool holds(const struct og_affinity *a, const struct og_clause *c,
		  const struct og_shost *host)
{
	const struct og_vm *mate;

	switch (c->kind) {
	case BESIDE:
		return is_among(host->vms, host->n_vms, c->vm) ||
		       (!a->as_rank &&
			is_among(host->placed, host->n_placed, c->vm));
	case APART:
		return !has_other(host->vms, host->n_vms, c->ids, c->vm) &&
		       !has_other(host->placed, host->n_placed, c->ids, c->vm);
	case ON:
		return og_ids_has(c->ids, host->id);
	case NOT_ON:
		return !og_ids_has(c->ids, host->id);
	case LIKE_MATE:
		mate = &a->msg->vms[c->vm];
		return og_vm_may_use(mate, host->id);
	}
	return true;
}

ssize_t og_affinity_leader(const struct og_affinity *affinity, size_t vm)
{
	int32_t id = affinity->bonds[vm].leader;

	return id < 0 ? -1 : find_vm(affinity, id);
}

/* A VM may follow one that follows it: of several rules each has a leader. */
bool og_affinity_follows(const struct og_affinity *affinity, size_t vm,
			 size_t leader)
{
	size_t at = vm;

	for (size_t i = 0; i < OG_GROUP_ROLES; i++) {
		ssize_t next = og_affinity_leader(affinity, at);

		if (next < 0)
			return false;
		if ((size_t)next == leader)
			return vm != leader;
		at = (size_t)next;
	}
	return false;
}

bool og_affinity_allows(const struct og_affinity *affinity, size_t vm,
			const struct og_shost *host)
{
	const struct og_bond *bond = &affinity->bonds[vm];

	for (size_t i = 0; i < bond->n; i++)
		if (!holds(affinity, &bond->clauses[i], host))
			return false;
	return true;
}
