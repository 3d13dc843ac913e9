// SPDX-License-Identifier: Apache-2.0
#include "rank.h"

/*
 * ORDERS: how many sorted orders are kept; the oldest makes room. PENDING:
 * from how many changed hosts on sorting anew is cheaper.
 */
enum { ORDERS = 8, PENDING = 8 };

struct order {
	char *text;
	struct og_expr expr;
	struct og_ranked *hosts;
	size_t seen; /* how much of `moved` is in it */
};

struct og_rank {
	struct og_message *msg;
	char *fallback;
	bool is_live;
	struct order orders[ORDERS];
	size_t n_orders, oldest;
	struct og_shost **moved; /* in the order they changed */
	size_t n_moved, cap_moved;
};

const char *og_rank_host_policy(int policy)
{
	static const char *const texts[] = { "RUNNING_VMS", "- RUNNING_VMS",
					     "FREE_CPU", NULL, "PRIORITY" };

	return policy >= 0 && (size_t)policy < OG_COUNT(texts) ? texts[policy]
							       : NULL;
}

const char *og_rank_store_policy(int policy)
{
	static const char *const texts[] = { "- FREE_MB", "FREE_MB", NULL,
					     "PRIORITY" };

	return policy >= 0 && (size_t)policy < OG_COUNT(texts) ? texts[policy]
							       : NULL;
}

const char *og_rank_net_policy(int policy)
{
	static const char *const texts[] = { "USED_LEASES", "- USED_LEASES",
					     NULL, "PRIORITY" };

	return policy >= 0 && (size_t)policy < OG_COUNT(texts) ? texts[policy]
							       : NULL;
}

static int cmp_ranked(const void *a, const void *b)
{
	const struct og_ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return (x->id < y->id) - (x->id > y->id);
}

void og_ranked_sort(struct og_ranked *list, size_t n)
{
	if (n > 1)
		qsort(list, n, sizeof(*list), cmp_ranked);
}

static void order_free(struct order *o)
{
	free(o->text);
	free(o->hosts);
	og_expr_free(&o->expr);
	*o = (struct order){ 0 };
}

struct og_rank *og_rank_new(struct og_message *msg, const char *fallback,
			    bool is_live)
{
	struct og_rank *rank = og_calloc(1, sizeof(*rank));

	rank->msg = msg;
	rank->fallback = og_strdup(fallback);
	rank->is_live = is_live;
	return rank;
}

void og_rank_free(struct og_rank *rank)
{
	if (!rank)
		return;
	for (size_t i = 0; i < rank->n_orders; i++)
		order_free(&rank->orders[i]);
	free(rank->fallback);
	free(rank->moved);
	free(rank);
}

void og_rank_freep(struct og_rank **rank)
{
	og_rank_free(*rank);
}

static void sort_order(const struct og_rank *rank, struct order *o)
{
	for (size_t i = 0; i < rank->msg->n_hosts; i++) {
		struct og_shost *host = &rank->msg->hosts[i];

		o->hosts[i] = (struct og_ranked){
			.what = host,
			.id = host->id,
			.rank = og_expr_rank(&o->expr, &host->attrs),
		};
	}
	og_ranked_sort(o->hosts, rank->msg->n_hosts);
	o->seen = rank->n_moved;
}

/* Let one host rise or sink to its place. */
static void move_host(const struct og_rank *rank, struct order *o,
		      const struct og_shost *host)
{
	struct og_ranked *list = o->hosts, one;
	size_t n = rank->msg->n_hosts, i = 0;

	while (list[i].what != host)
		i++;
	one = list[i];
	one.rank = og_expr_rank(&o->expr, &host->attrs);
	for (; i + 1 < n && cmp_ranked(&one, &list[i + 1]) > 0; i++)
		list[i] = list[i + 1];
	for (; i > 0 && cmp_ranked(&one, &list[i - 1]) < 0; i--)
		list[i] = list[i - 1];
	list[i] = one;
}

static void refresh(const struct og_rank *rank, struct order *o)
{
	if (rank->n_moved - o->seen > PENDING)
		sort_order(rank, o);
	for (; o->seen < rank->n_moved; o->seen++)
		move_host(rank, o, rank->moved[o->seen]);
}

static struct order *add_order(struct og_rank *rank)
{
	struct order *o;

	if (rank->n_orders < ORDERS)
		return &rank->orders[rank->n_orders++];
	o = &rank->orders[rank->oldest];
	rank->oldest = (rank->oldest + 1) % ORDERS;
	order_free(o);
	return o;
}

const struct og_ranked *og_rank_hosts(struct og_rank *rank, const char *text,
				      struct og_err *err)
{
	const char *wanted = text && *text ? text : rank->fallback;
	struct og_expr expr = { 0 };
	struct order *o;

	for (size_t i = 0; i < rank->n_orders; i++) {
		o = &rank->orders[i];
		if (strcmp(o->text, wanted) != 0)
			continue;
		refresh(rank, o);
		return o->hosts;
	}
	if (og_expr_parse(wanted, &rank->msg->names, &expr, err) < 0)
		wanted = ""; /* the empty expression: all are equal */
	o = add_order(rank);
	*o = (struct order){
		.text = og_strdup(wanted),
		.expr = expr,
		.hosts = og_calloc(rank->msg->n_hosts, sizeof(*o->hosts)),
	};
	sort_order(rank, o);
	return o->hosts;
}

void og_rank_moved(struct og_rank *rank, struct og_shost *host)
{
	if (!rank->is_live)
		return;
	OG_RESERVE(rank->moved, rank->n_moved + 1, rank->cap_moved);
	rank->moved[rank->n_moved++] = host;
}
