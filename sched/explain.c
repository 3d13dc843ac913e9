// SPDX-License-Identifier: Apache-2.0
#include "explain.h"

#include <errno.h>

static void free_host(struct og_explain_host *host)
{
	free(host->name);
	free(host->story);
	free(host->pcis);
	free(host->nodes);
	free(host->stores);
}

void og_explain_free(struct og_explain *explain)
{
	for (size_t i = 0; i < explain->n_vms; i++) {
		struct og_explain_vm *vm = &explain->vms[i];

		for (size_t k = 0; k < vm->n_hosts; k++)
			free_host(&vm->hosts[k]);
		free(vm->hosts);
		free(vm->vnodes);
		free(vm->fault);
		free(vm->change.text);
	}
	free(explain->vms);
	*explain = (struct og_explain){ 0 };
}

struct witness {
	struct og_message *msg;
	int32_t vm;
	struct og_explain explain;
};

static void fill_vm(const struct og_seeker *s, struct og_explain_vm *out)
{
	const struct og_vm *vm = s->vm;

	*out = (struct og_explain_vm){
		.id = vm->id,
		.policy = s->policy,
		.pin = vm->pin,
		.cpu = s->bond->cpu,
		.memory = s->bond->memory,
		.disk_mb = s->storage.mb,
		.hugepage_mb = vm->hugepage_mb,
	};
	if (!og_vm_has_nodes(vm))
		return;
	out->vnodes = og_calloc(vm->n_vnodes, sizeof(*out->vnodes));
	for (size_t i = 0; i < vm->n_vnodes; i++)
		out->vnodes[i] = vm->vnodes[i];
	out->n_vnodes = vm->n_vnodes;
}

static void ask_hosts(const struct witness *w, const struct og_seeker *s,
		      const struct og_shost *chosen, struct og_explain_vm *out)
{
	for (size_t i = 0; i < w->msg->n_hosts; i++) {
		struct og_shost *host = &w->msg->hosts[i];
		struct og_explain_host *h;

		if (!og_vm_may_use(s->vm, host->id)) {
			out->n_refused++;
			continue;
		}
		OG_RESERVE(out->hosts, out->n_hosts + 1, out->cap_hosts);
		h = &out->hosts[out->n_hosts++];
		og_explain_look(s, host, h);
		h->is_chosen = host == chosen;
	}
}

static void see(void *ctx, const struct og_seeker *s,
		const struct og_shost *host, const char *fault)
{
	struct witness *w = ctx;
	struct og_explain_vm *vm;

	if (w->vm != OG_EXPLAIN_ALL && w->vm != s->vm->id)
		return;
	OG_RESERVE(w->explain.vms, w->explain.n_vms + 1, w->explain.cap_vms);
	vm = &w->explain.vms[w->explain.n_vms++];
	fill_vm(s, vm);
	if (fault) {
		vm->fault = og_strdup(fault);
		return;
	}
	ask_hosts(w, s, host, vm);
	if (!host)
		og_explain_seek(s, w->msg, &vm->change);
}

static int check_vm(const struct og_message *msg, int32_t id,
		    struct og_err *err)
{
	for (size_t i = 0; i < msg->n_vms; i++) {
		if (msg->vms[i].id != id)
			continue;
		if (og_vm_waits(&msg->vms[i]))
			return 0;
		return og_err_set(err, -ENOENT,
				  "VM %d does not wait for a host: its state "
				  "is %d and it is not to be rescheduled",
				  id, msg->vms[i].state);
	}
	return og_err_set(err, -ENOENT,
			  "VM %d is not in the message: --vm takes the id of "
			  "a VM that waits",
			  id);
}

int og_explain(struct og_message *msg, const struct og_choose_conf *conf,
	       int32_t vm, struct og_explain *ret_explain, struct og_err *err)
{
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	struct witness w = { .msg = msg, .vm = vm };
	const struct og_watch watch = { .see = see, .ctx = &w };

	if (vm != OG_EXPLAIN_ALL && check_vm(msg, vm, err) < 0)
		return -ENOENT;
	og_choose_watched(msg, conf, &watch, &plan);
	*ret_explain = w.explain;
	return 0;
}
