// SPDX-License-Identifier: Apache-2.0
#include "choose.h"

#include "best.h"
#include "candidate.h"
#include "rank.h"

struct cycle {
	struct og_message *msg;
	const struct og_choose_conf *conf;
	struct og_plan *plan;
	const struct og_watch *watch; /* NULL: nobody */
	struct og_rank *rank;
	struct og_wishes_defaults defaults;
	struct og_affinity affinity;
	int64_t *disk_mb; /* these three: one a VM of the message */
	bool *waits;
	bool *served;
	struct og_vm **order; /* all VMs, as they are served */
	struct og_verdicts *verdicts;
};

static enum og_policy policy_of(const struct cycle *c, const struct og_vm *vm)
{
	return vm->policy != OG_POLICY_DEFAULT ? vm->policy : c->conf->policy;
}

/* Why not, counted, and of the first host of a reason with its story. */
static void note_refusal(const struct og_seeker *s,
			 const struct og_candidate *cand, enum og_reason why,
			 struct og_reasons *reasons)
{
	og_autobuf story = OG_BUF_INIT;

	if (!og_reasons_add(reasons, why, cand->host->id))
		return;
	og_candidate_tell(s, cand, &why, &story);
	og_reasons_story(reasons, why, og_buf_text(&story));
}

static struct og_candidate best_host(struct cycle *c, struct og_seeker *s,
				     struct og_reasons *reasons)
{
	struct og_best best = { 0 };
	struct og_err err = { 0 };
	const struct og_ranked *order =
		og_rank_hosts(c->rank, s->vm->rank, &err);

	if (err.code)
		og_plan_note(c->plan, OG_WARN, s->vm->id,
			     "SCHED_RANK \"%.128s\" is ignored: %s",
			     s->vm->rank, err.msg);
	for (size_t i = 0; i < c->msg->n_hosts; i++) {
		struct og_shost *host = order[i].what;
		struct og_candidate cand;
		enum og_reason why;

		if (og_best_is_settled(&best, s->policy, order[i].rank,
				       c->conf->gpus_first))
			break;
		if (!og_vm_may_use(s->vm, host->id))
			continue;
		if (!og_candidate_judge(s, host, &cand, &why))
			note_refusal(s, &cand, why, reasons);
		else if (og_best_is_beaten(&best, &cand, s->policy,
					   order[i].rank, c->conf->gpus_first))
			best = (struct og_best){ cand, order[i].rank };
	}
	return best.cand;
}

/* Let ranks see what was placed. */
static void tell_ranks(struct cycle *c, const struct og_seeker *s,
		       const struct og_candidate *best)
{
	const struct og_names *names = &c->msg->names;
	struct og_attrs *host = &best->host->attrs;

	if (c->conf->as_rank)
		return;
	og_attrs_move(host, og_names_find(names, "RUNNING_VMS"), 1);
	og_attrs_move(host, og_names_find(names, "CPU_USAGE"),
		      (double)s->bond->cpu);
	og_attrs_move(host, og_names_find(names, "MEM_USAGE"),
		      (double)s->bond->memory);
	og_rank_moved(c->rank, best->host);
	if (!best->store->is_local && !s->storage.is_there)
		og_attrs_move(&best->store->attrs,
			      og_names_find(names, "FREE_MB"),
			      -(double)s->storage.mb);
	for (size_t i = 0; i < s->wishes.n_nics; i++)
		og_attrs_move(&s->wishes.nets[i]->attrs,
			      og_names_find(names, "USED_LEASES"), 1);
}

/* What oned will do with the plan, done to our copy. */
static void apply(struct cycle *c, const struct og_seeker *s,
		  const struct og_candidate *best)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_shost *host = best->host;

	og_oned_allocate(&host->share, s->vm, &alloc);
	og_shost_changed(host);
	host->cpu_used += s->bond->cpu;
	host->mem_used += s->bond->memory;
	host->running_vms++;
	OG_RESERVE(host->placed, host->n_placed + 1, host->cap_placed);
	host->placed[host->n_placed++] = s->vm->id;
	og_storage_take(best->store, host, &s->storage);
	/* rank counts the images of a resumed VM a second time. */
	if (!og_vm_is_moving(s->vm) && (c->conf->as_rank || !s->vm->is_resumed))
		og_storage_take_images(c->msg, s->vm);
	for (size_t i = 0; i < s->wishes.n_nics; i++)
		s->wishes.nets[i]->used_leases++;
	tell_ranks(c, s, best);
}

static void warn_locality(struct cycle *c, const struct og_seeker *s,
			  const struct og_candidate *best)
{
	static const char *const ends[] = {
		[OG_MENDABLE] = "",
		[OG_SAME_SOCKET] = "stays in the same socket only: ",
		[OG_REMOTE] = "stays remote: ",
	};
	const struct og_shost *host = best->host;
	og_autobuf story = OG_BUF_INIT;

	if (s->policy == OG_POLICY_NONE || best->locality == OG_LOCAL)
		return;
	og_candidate_tell(s, best, NULL, &story);
	og_plan_note(c->plan, OG_WARN, s->vm->id, "host %d (%s): %s%s%s",
		     host->id, host->name, ends[best->locality],
		     og_buf_text(&story),
		     best->locality == OG_MENDABLE
			     ? ": the node must move its CPUs and memory there"
			     : "");
}

/* Why it cannot be placed whatever the hosts are. */
static bool can_serve(struct cycle *c, const struct og_vm *vm)
{
	const struct og_image_need *image = NULL;

	if (!og_vm_is_moving(vm) && !vm->is_resumed)
		image = og_storage_lacks_image(c->msg, vm);
	if (vm->fault)
		og_plan_note(c->plan, OG_ERROR, vm->id, "%s", vm->fault);
	else if (image)
		og_plan_note(c->plan, OG_ERROR, vm->id,
			     "image datastore %d has no room for %lld MB more",
			     image->store, (long long)image->mb);
	else
		return true;
	return false;
}

static void show(const struct cycle *c, const struct og_seeker *s,
		 const struct og_shost *host, const char *fault)
{
	if (c->watch)
		c->watch->see(c->watch->ctx, s, host, fault);
}

static void seek(struct cycle *c, struct og_seeker *s)
{
	og_autobuf text = OG_BUF_INIT;
	struct og_reasons reasons = { 0 };
	struct og_action action = { .vm = s->vm->id };
	struct og_candidate best = best_host(c, s, &reasons);
	enum og_reason why;

	show(c, s, best.host, NULL);
	if (!best.host) {
		og_reasons_tell(&reasons, &text);
		og_plan_note(c->plan, OG_ERROR, s->vm->id, "no host fits: %s",
			     text.len ? og_buf_text(&text)
				      : "its requirements allow none");
		return;
	}
	/* Hosts looked at since may have left their networks in the wishes. */
	if (!og_candidate_judge(s, best.host, &best, &why))
		abort();
	action.host = best.host->id;
	action.store = best.store->id;
	action.operation = og_vm_is_moving(s->vm) ? OG_MIGRATE : OG_DEPLOY;
	og_plan_add(c->plan, &action);
	for (size_t i = 0; i < s->wishes.n_nics; i++)
		og_plan_add_nic(c->plan, s->wishes.nics[i].nic,
				s->wishes.nets[i]->id);
	warn_locality(c, s, &best);
	apply(c, s, &best);
}

/* rank never asks whether there are devices for them too. */
static void find_mates(const struct cycle *c, struct og_seeker *s)
{
	const struct og_message *msg = c->msg;

	if (!s->bond->has_mates || c->conf->as_rank)
		return;
	s->mates = og_calloc(msg->n_vms, sizeof(struct og_vm *));
	for (size_t k = 0; k < msg->n_vms; k++) {
		const struct og_vm *vm = c->order[k];
		size_t at = (size_t)(vm - msg->vms);

		if ((vm->n_pcis || og_vm_has_nodes(vm)) && c->waits[at] &&
		    !c->served[at] && !vm->fault &&
		    og_affinity_follows(&c->affinity, at, s->index))
			s->mates[s->n_mates++] = vm;
	}
}

static void serve(struct cycle *c, size_t i)
{
	const struct og_vm *vm = &c->msg->vms[i];
	struct og_seeker s = {
		.vm = vm,
		.index = i,
		.policy = policy_of(c, vm),
		.affinity = &c->affinity,
		.bond = &c->affinity.bonds[i],
		.storage = { c->affinity.bonds[i].disk_mb,
			     og_vm_is_moving(vm) || vm->is_resumed },
		.max_host = c->conf->max_host,
		.same_nets = c->conf->same_nets,
		.verdicts = c->verdicts,
		.shape = og_verdicts_shape(vm),
	};
	struct og_err err = { 0 };

	c->served[i] = true;
	if (!can_serve(c, vm)) {
		show(c, &s, NULL, c->plan->notes[c->plan->n_notes - 1].text);
		return;
	}
	og_wishes_make(c->msg, vm, &c->defaults, &s.wishes, &err);
	if (err.code)
		og_plan_note(c->plan, OG_WARN, vm->id, "%s", err.msg);
	find_mates(c, &s);
	seek(c, &s);
	free(s.mates);
	og_wishes_free(&s.wishes);
}

/* The VM that must be served before this one can be, or itself. */
static size_t first_of(const struct cycle *c, size_t i)
{
	for (;;) {
		ssize_t leader = og_affinity_leader(&c->affinity, i);

		if (leader < 0 || c->served[leader])
			return i;
		i = (size_t)leader;
	}
}

/*
 * Those who must be beside a VM come at once after it, or another VM could
 * take the devices that were counted for them.
 */
static void serve_with_mates(struct cycle *c, size_t i)
{
	serve(c, i);
	if (!c->affinity.bonds[i].has_mates)
		return;
	for (size_t k = 0; k < c->msg->n_vms; k++) {
		size_t at = (size_t)(c->order[k] - c->msg->vms);

		while (c->waits[at] && !c->served[at] &&
		       og_affinity_follows(&c->affinity, at, i))
			serve(c, first_of(c, at));
	}
}

static void serve_in_turn(struct cycle *c, size_t i)
{
	while (!c->served[i])
		if (c->conf->as_rank)
			serve(c, i);
		else
			serve_with_mates(c, first_of(c, i));
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

static const char *or_else(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

/* Expressions of the configuration were parsed when it was read. */
static void begin(struct cycle *c)
{
	const struct og_choose_conf *conf = c->conf;
	struct og_message *msg = c->msg;

	c->disk_mb = og_calloc(msg->n_vms, sizeof(*c->disk_mb));
	c->waits = og_calloc(msg->n_vms, sizeof(*c->waits));
	c->served = og_calloc(msg->n_vms, sizeof(*c->served));
	c->verdicts = og_verdicts_new();
	for (size_t i = 0; i < msg->n_vms; i++) {
		const struct og_vm *vm = &msg->vms[i];
		int64_t memory_mb = vm->memory / 1024;
		double mb = (double)memory_mb * conf->memory_scale;

		c->waits[i] = og_vm_waits(vm);
		c->disk_mb[i] = vm->disk_mb + (mb > 0 ? (int64_t)mb : 0);
	}
	for (size_t i = 0; i < msg->n_stores; i++)
		msg->stores[i].limit_rules = conf->as_rank;
	og_affinity_make(msg, c->disk_mb, c->waits, conf->as_rank,
			 &c->affinity);
	c->rank = og_rank_new(msg, or_else(conf->host_rank, "- RUNNING_VMS"),
			      !conf->as_rank);
	og_expr_parse(or_else(conf->store_rank, "FREE_MB"), &msg->names,
		      &c->defaults.store_rank, NULL);
	og_expr_parse(or_else(conf->net_rank, "- USED_LEASES"), &msg->names,
		      &c->defaults.net_rank, NULL);
}

static void end(struct cycle *c)
{
	og_expr_free(&c->defaults.store_rank);
	og_expr_free(&c->defaults.net_rank);
	og_rank_free(c->rank);
	og_affinity_free(&c->affinity);
	og_verdicts_free(c->verdicts);
	free(c->disk_mb);
	free(c->waits);
	free(c->served);
}

void og_choose(struct og_message *msg, const struct og_choose_conf *conf,
	       struct og_plan *ret_plan)
{
	og_choose_watched(msg, conf, NULL, ret_plan);
}

void og_choose_watched(struct og_message *msg,
		       const struct og_choose_conf *conf,
		       const struct og_watch *watch, struct og_plan *ret_plan)
{
	struct og_plan plan = { 0 };
	og_autofree struct og_vm **vms = og_calloc(msg->n_vms, sizeof(*vms));
	struct cycle c = {
		.msg = msg,
		.conf = conf,
		.plan = &plan,
		.watch = watch,
		.order = vms,
	};

	begin(&c);
	for (size_t i = 0; i < msg->n_vms; i++)
		vms[i] = &msg->vms[i];
	if (msg->n_vms > 1)
		qsort(vms, msg->n_vms, sizeof(*vms), cmp_vm);
	tell_faults(&c);
	for (size_t i = 0; i < msg->n_vms; i++) {
		size_t at = (size_t)(vms[i] - msg->vms);

		if (c.waits[at])
			serve_in_turn(&c, at);
	}
	end(&c);
	*ret_plan = plan;
}
