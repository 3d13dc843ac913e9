// SPDX-License-Identifier: Apache-2.0
#include "choose.h"

#include "locality.h"
#include "reasons.h"

enum {
	STATE_PENDING = 1,
	STATE_ACTIVE = 3,
};

struct cycle {
	struct og_message *msg;
	const struct og_choose_conf *conf;
	struct og_plan *plan;
	/* Hosts by (running VMs, id): the order of striping. */
	struct og_shost **order;
};

struct candidate {
	struct og_shost *host; /* NULL: none */
	struct og_store *store;
	enum og_locality locality;
	struct og_locality_story story;
};

static int cmp_order(const struct og_shost *a, const struct og_shost *b)
{
	if (a->running_vms != b->running_vms)
		return a->running_vms < b->running_vms ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int cmp_order_ptr(const void *a, const void *b)
{
	return cmp_order(*(struct og_shost *const *)a,
			 *(struct og_shost *const *)b);
}

/* One host got a VM: let it sink to its new place. */
static void reorder(struct cycle *c, const struct og_shost *host)
{
	size_t i = 0;

	while (c->order[i] != host)
		i++;
	for (; i + 1 < c->msg->n_hosts &&
	       cmp_order(c->order[i], c->order[i + 1]) > 0;
	     i++) {
		struct og_shost *next = c->order[i + 1];

		c->order[i + 1] = c->order[i];
		c->order[i] = next;
	}
}

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static bool is_allowed(const struct og_vm *vm, int32_t host)
{
	return vm->n_hosts &&
	       bsearch(&host, vm->hosts, vm->n_hosts, sizeof(host), cmp_id);
}

/* RESCHED of a VM that has no host yet is no wish to leave it. */
static bool is_moving(const struct og_vm *vm)
{
	return vm->resched && vm->state == STATE_ACTIVE;
}

/* A VM that was stopped or is to move has its disks counted already. */
static bool is_counted(const struct og_vm *vm, const struct og_store *store)
{
	return vm->last_store >= 0 && !store->is_local;
}

static int64_t local_room(const struct og_shost *host,
			  const struct og_store *store)
{
	for (size_t i = 0; i < host->n_local; i++)
		if (host->local[i].id == store->id)
			return host->local[i].free_mb;
	return host->free_disk_mb;
}

static int64_t store_room(const struct og_shost *host,
			  const struct og_store *store)
{
	return store->is_local ? local_room(host, store) : og_store_room(store);
}

static bool store_fits(const struct og_vm *vm, const struct og_shost *host,
		       const struct og_store *store)
{
	int64_t need = is_counted(vm, store) ? 0 : vm->disk_mb;

	if (store->type != OG_STORE_SYSTEM ||
	    !og_store_in_cluster(store, host->cluster))
		return false;
	if (!store->is_local && !og_store_is_monitored(store))
		return false;
	return need == 0 || store_room(host, store) > need;
}

/* Striping: the datastore with most room; a VM to migrate keeps its own. */
static struct og_store *choose_store(const struct cycle *c,
				     const struct og_vm *vm,
				     const struct og_shost *host)
{
	struct og_store *best = NULL;
	int64_t best_room = 0;

	if (is_moving(vm))
		return og_message_store(c->msg, vm->last_store);
	for (size_t i = 0; i < vm->n_stores; i++) {
		struct og_store *s = og_message_store(c->msg, vm->stores[i]);
		int64_t room;

		if (!s || !store_fits(vm, host, s))
			continue;
		room = store_room(host, s);
		if (best && room <= best_room)
			continue;
		best = s;
		best_room = room;
	}
	return best;
}

static bool has_capacity(const struct og_vm *vm, const struct og_shost *host,
			 enum og_reason *ret_why)
{
	if (host->cpu_max - host->cpu_used < vm->cpu) {
		*ret_why = OG_REASON_CPU;
		return false;
	}
	if (host->mem_max - host->mem_used < vm->memory) {
		*ret_why = OG_REASON_MEMORY;
		return false;
	}
	return true;
}

static enum og_policy policy_of(const struct cycle *c, const struct og_vm *vm)
{
	return vm->policy != OG_POLICY_DEFAULT ? vm->policy : c->conf->policy;
}

/*
 * Is the policy content? `required` asks for oned's own outcome: what the
 * node may mend later is no promise that place can make.
 */
static bool is_content(const struct cycle *c, const struct og_vm *vm,
		       struct candidate *cand)
{
	if (policy_of(c, vm) != OG_POLICY_REQUIRED || vm->n_pcis == 0)
		return true;
	if (!og_vm_has_nodes(vm)) {
		snprintf(cand->story.text, sizeof(cand->story.text),
			 "without a TOPOLOGY with PIN_POLICY nothing is "
			 "pinned");
		return false;
	}
	return cand->locality == OG_LOCAL;
}

/* Everything oned and the policy say about one host. True: it can be used. */
static bool judge(const struct cycle *c, const struct og_vm *vm,
		  struct og_shost *host, struct candidate *ret_cand,
		  enum og_reason *ret_why)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };

	ret_cand->story.text[0] = '\0';
	if (host->fault) {
		*ret_why = OG_REASON_FAULT;
		return false;
	}
	if (is_moving(vm) && host->id == vm->last_host) {
		*ret_why = OG_REASON_CURRENT;
		return false;
	}
	if (!has_capacity(vm, host, ret_why))
		return false;
	switch (og_oned_fit(&host->share, vm)) {
	case OG_FIT_PCI:
		*ret_why = OG_REASON_PCI;
		return false;
	case OG_FIT_NUMA:
		*ret_why = OG_REASON_NUMA;
		return false;
	case OG_FIT_OK:
		break;
	}
	og_oned_predict(&host->share, vm, &alloc);
	ret_cand->host = host;
	ret_cand->locality =
		og_locality_judge(&host->share, vm, &alloc, &ret_cand->story);
	if (ret_cand->locality == OG_ALLOC_FAILS) {
		*ret_why = OG_REASON_FAILS;
		return false;
	}
	if (!is_content(c, vm, ret_cand)) {
		*ret_why = OG_REASON_POLICY;
		return false;
	}
	ret_cand->store = choose_store(c, vm, host);
	*ret_why = OG_REASON_STORE;
	return ret_cand->store != NULL;
}

/*
 * Hosts come in striping order, so the first local one is the best there is
 * and ends the search.
 */
static struct candidate best_host(const struct cycle *c, const struct og_vm *vm,
				  struct og_reasons *reasons)
{
	bool any = policy_of(c, vm) == OG_POLICY_NONE;
	struct candidate best = { 0 };

	for (size_t i = 0; i < c->msg->n_hosts; i++) {
		struct og_shost *host = c->order[i];
		struct candidate cand = { 0 };
		enum og_reason why;

		if (!is_allowed(vm, host->id))
			continue;
		if (!judge(c, vm, host, &cand, &why)) {
			og_reasons_add(reasons, why, host->id,
				       cand.story.text[0] ? cand.story.text
							  : host->fault);
			continue;
		}
		if (!best.host || cand.locality < best.locality)
			best = cand;
		if (any || best.locality == OG_LOCAL)
			break;
	}
	return best;
}

/* What oned will do with the plan, done to our copy. */
static void apply(struct cycle *c, const struct og_vm *vm,
		  const struct candidate *best)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_shost *host = best->host;

	og_oned_allocate(&host->share, vm, &alloc);
	host->cpu_used += vm->cpu;
	host->mem_used += vm->memory;
	host->running_vms++;
	reorder(c, host);
	if (is_counted(vm, best->store))
		return;
	if (!best->store->is_local) {
		best->store->free_mb -= vm->disk_mb;
		best->store->used_mb += vm->disk_mb;
		return;
	}
	host->free_disk_mb -= vm->disk_mb;
	for (size_t i = 0; i < host->n_local; i++)
		if (host->local[i].id == best->store->id)
			host->local[i].free_mb -= vm->disk_mb;
}

static void warn_locality(struct cycle *c, const struct og_vm *vm,
			  const struct candidate *best)
{
	const struct og_shost *host = best->host;

	if (policy_of(c, vm) == OG_POLICY_NONE)
		return;
	if (best->locality == OG_MENDABLE)
		og_plan_note(c->plan, OG_WARN, vm->id,
			     "host %d (%s): %s: the node must move its CPUs "
			     "and memory there",
			     host->id, host->name, best->story.text);
	else if (best->locality == OG_REMOTE)
		og_plan_note(c->plan, OG_WARN, vm->id,
			     "host %d (%s): stays remote: %s", host->id,
			     host->name, best->story.text);
}

/* What this program does not decide yet keeps a VM waiting, and says so. */
static bool can_serve(struct cycle *c, const struct og_vm *vm)
{
	const char *fault = vm->fault;

	if (vm->auto_nic >= 0)
		og_plan_note(c->plan, OG_ERROR, vm->id,
			     "NIC %d has NETWORK_MODE=auto, which this "
			     "scheduler does not choose yet: name its NETWORK",
			     vm->auto_nic);
	else if (vm->in_group)
		og_plan_note(c->plan, OG_ERROR, vm->id,
			     "it is in a VM group, whose affinity this "
			     "scheduler does not keep yet");
	else if (fault)
		og_plan_note(c->plan, OG_ERROR, vm->id, "%s", fault);
	else
		return true;
	return false;
}

static void serve(struct cycle *c, const struct og_vm *vm)
{
	og_autobuf text = OG_BUF_INIT;
	struct og_reasons reasons = { 0 };
	struct og_action action = { .vm = vm->id };
	struct candidate best;

	if (!can_serve(c, vm))
		return;
	best = best_host(c, vm, &reasons);
	if (!best.host) {
		og_reasons_tell(&reasons, &text);
		og_plan_note(c->plan, OG_ERROR, vm->id, "no host fits: %s",
			     text.len ? og_buf_text(&text)
				      : "its requirements allow none");
		return;
	}
	action.host = best.host->id;
	action.store = best.store->id;
	action.operation = is_moving(vm) ? OG_MIGRATE : OG_DEPLOY;
	og_plan_add(c->plan, &action);
	warn_locality(c, vm, &best);
	apply(c, vm, &best);
}

static bool waits(const struct og_vm *vm)
{
	return vm->state == STATE_PENDING || is_moving(vm);
}

static int cmp_vm(const void *a, const void *b)
{
	const struct og_vm *x = *(struct og_vm *const *)a;
	const struct og_vm *y = *(struct og_vm *const *)b;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void tell_faults(struct cycle *c)
{
	for (size_t i = 0; i < c->msg->n_hosts; i++)
		if (c->msg->hosts[i].fault)
			og_plan_note(c->plan, OG_WARN, -1,
				     "host %d (%s) is left out: %s",
				     c->msg->hosts[i].id, c->msg->hosts[i].name,
				     c->msg->hosts[i].fault);
}

void og_choose(struct og_message *msg, const struct og_choose_conf *conf,
	       struct og_plan *ret_plan)
{
	struct og_plan plan = { 0 };
	og_autofree struct og_shost **order =
		og_calloc(msg->n_hosts, sizeof(*order));
	og_autofree struct og_vm **vms = og_calloc(msg->n_vms, sizeof(*vms));
	struct cycle c = { msg, conf, &plan, order };

	for (size_t i = 0; i < msg->n_hosts; i++)
		order[i] = &msg->hosts[i];
	qsort(order, msg->n_hosts, sizeof(*order), cmp_order_ptr);
	for (size_t i = 0; i < msg->n_vms; i++)
		vms[i] = &msg->vms[i];
	qsort(vms, msg->n_vms, sizeof(*vms), cmp_vm);
	tell_faults(&c);
	for (size_t i = 0; i < msg->n_vms; i++)
		if (waits(vms[i]))
			serve(&c, vms[i]);
	*ret_plan = plan;
}
