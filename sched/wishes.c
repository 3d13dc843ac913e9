// SPDX-License-Identifier: Apache-2.0
#include "wishes.h"

#include "rank.h"

void og_wishes_free(struct og_wishes *wishes)
{
	for (size_t i = 0; i < wishes->n_nics; i++)
		free(wishes->nics[i].nets);
	free(wishes->nics);
	free(wishes->nets);
	free(wishes->stores);
	*wishes = (struct og_wishes){ 0 };
}

/* A rank expression: somebody's own, which is ours to free, or the default. */
struct measure {
	struct og_expr own;
	const struct og_expr *expr;
};

static void measure_free(struct measure *m)
{
	og_expr_free(&m->own);
}

static void measure_make(struct measure *m, struct og_message *msg,
			 const char *text, const char *what,
			 const struct og_expr *fallback, struct og_err *err)
{
	struct og_err e = { 0 };

	*m = (struct measure){ .expr = fallback };
	if (!text || !*text)
		return;
	m->expr = &m->own;
	if (og_expr_parse(text, &msg->names, &m->own, &e) < 0) {
		*err = (struct og_err){ 0 };
		og_err_set(err, e.code, "%s \"%.128s\": %s", what, text, e.msg);
	}
}

static void order_stores(struct og_message *msg, const struct og_vm *vm,
			 const struct og_expr *expr, struct og_wishes *w)
{
	og_autofree struct og_ranked *list =
		og_calloc(vm->n_stores, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < vm->n_stores; i++) {
		struct og_store *s = og_message_store(msg, vm->stores[i]);

		if (s)
			list[n++] = (struct og_ranked){
				s, s->id, og_expr_rank(expr, &s->attrs)
			};
	}
	og_ranked_sort(list, n);
	w->stores = og_calloc(n, sizeof(struct og_store *));
	for (size_t i = 0; i < n; i++)
		w->stores[w->n_stores++] = list[i].what;
}

static void order_nets(struct og_message *msg, const struct og_nic_request *nic,
		       const struct og_expr *expr, struct og_net_wish *w)
{
	og_autofree struct og_ranked *list =
		og_calloc(nic->n_nets, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < nic->n_nets; i++) {
		struct og_net *net = og_message_net(msg, nic->nets[i]);

		if (net)
			list[n++] = (struct og_ranked){
				net, net->id, og_expr_rank(expr, &net->attrs)
			};
	}
	og_ranked_sort(list, n);
	*w = (struct og_net_wish){
		.nic = nic->id,
		.nets = og_calloc(n, sizeof(struct og_net *)),
	};
	for (size_t i = 0; i < n; i++)
		w->nets[w->n_nets++] = list[i].what;
}

static void keep_store(struct og_message *msg, const struct og_vm *vm,
		       struct og_wishes *w)
{
	struct og_store *own = og_message_store(msg, vm->last_store);

	w->stores = og_calloc(1, sizeof(struct og_store *));
	if (own)
		w->stores[w->n_stores++] = own;
}

void og_wishes_make(struct og_message *msg, const struct og_vm *vm,
		    const struct og_wishes_defaults *defaults,
		    struct og_wishes *ret_wishes, struct og_err *err)
{
	og_cleanup(measure_free) struct measure m = { 0 };
	struct og_wishes w = { 0 };

	if (og_vm_is_moving(vm)) {
		keep_store(msg, vm, &w);
		*ret_wishes = w;
		return;
	}
	measure_make(&m, msg, vm->store_rank, "SCHED_DS_RANK",
		     &defaults->store_rank, err);
	order_stores(msg, vm, m.expr, &w);
	w.nics = og_calloc(vm->n_nics, sizeof(*w.nics));
	w.nets = og_calloc(vm->n_nics, sizeof(struct og_net *));
	for (size_t i = 0; i < vm->n_nics; i++) {
		og_cleanup(measure_free) struct measure nic = { 0 };

		measure_make(&nic, msg, vm->nics[i].rank, "SCHED_RANK of a NIC",
			     &defaults->net_rank, err);
		order_nets(msg, &vm->nics[i], nic.expr, &w.nics[w.n_nics++]);
	}
	*ret_wishes = w;
}
