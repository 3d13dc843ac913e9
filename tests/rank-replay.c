// SPDX-License-Identifier: Apache-2.0
/*
 * rank-replay FILE.xml: replay recorded cycles of OpenNebula's rank.
 *
 * The file holds cases of a configuration (CONF), a whole message, the PLAN
 * that rank printed and its lines on stderr (REASONS). A VM is the same where
 * its operation, host, datastore and networks are, its place in the plan, and
 * whether an ERROR line is about it. Prints "N cases, M VMs, K differ", by
 * feature where some do, and the first difference in full; exit 0 only
 * without one.
 */
#include <errno.h>
#include <stdio.h>

#include "cases.h"
#include "choose.h"
#include "num.h"
#include "rank.h"

enum { N_FEATURES = 32 };

struct feature {
	char *name;
	unsigned cases, differ;
};

struct replay {
	unsigned cases, vms, differ;
	struct feature features[N_FEATURES];
	size_t n_features;
};

/* What became of one VM. */
struct fate {
	int32_t vm;
	char *action; /* "deploy host 3 store 101 nic 0:10", NULL: none */
	size_t place; /* in the plan */
	bool has_error;
};

struct fates {
	struct fate *list;
	size_t n, cap;
};

static void fates_free(struct fates *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->list[i].action);
	free(f->list);
	*f = (struct fates){ 0 };
}

static struct fate *fate_of(struct fates *f, int32_t vm)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].vm == vm)
			return &f->list[i];
	OG_RESERVE(f->list, f->n + 1, f->cap);
	f->list[f->n] = (struct fate){ .vm = vm };
	return &f->list[f->n++];
}

/* ---- what rank did, as recorded ---------------------------------------- */

static int number(struct og_slice in, const char *name, int otherwise)
{
	og_autofree char *text = og_slice_value(in, name);
	int value = otherwise;

	if (text)
		og_num_int(text, strlen(text), -1, INT32_MAX, &value);
	return value;
}

static void read_action(struct og_slice action, size_t place, struct fates *f)
{
	og_autofree char *operation = og_slice_value(action, "OPERATION");
	struct fate *fate = fate_of(f, number(action, "VM_ID", -1));
	og_autobuf text = OG_BUF_INIT;
	struct og_slice nic;

	og_buf_fmt(&text, "%s host %d store %d", operation,
		   number(action, "HOST_ID", -1), number(action, "DS_ID", -1));
	while (og_slice_next(&action, "NIC", &nic))
		og_buf_fmt(&text, " nic %d:%d", number(nic, "NIC_ID", -1),
			   number(nic, "NETWORK_ID", -1));
	fate->action = og_strdup(og_buf_text(&text));
	fate->place = place;
}

static void read_recorded(struct og_slice text, struct fates *f)
{
	struct og_slice rest = text, part;
	size_t place = 0;
	int vm;

	if (og_slice_next(&rest, "PLAN", &part))
		for (; og_slice_next(&part, "ACTION", &text); place++)
			read_action(text, place, f);
	while (og_slice_next(&rest, "LINE", &part)) {
		og_autofree char *line = og_strndup(part.text, part.len);
		const char *at = strstr(line, "ERROR: ");

		if (at && sscanf(at, "ERROR: %d", &vm) == 1)
			fate_of(f, vm)->has_error = true;
	}
}

/* ---- what we do --------------------------------------------------------- */

static void read_plan(const struct og_plan *plan, struct fates *f)
{
	for (size_t i = 0; i < plan->n_actions; i++) {
		const struct og_action *a = &plan->actions[i];
		struct fate *fate = fate_of(f, a->vm);
		og_autobuf text = OG_BUF_INIT;

		og_buf_fmt(&text, "%s host %d store %d",
			   a->operation == OG_MIGRATE ? "migrate" : "deploy",
			   a->host, a->store);
		for (size_t j = 0; j < a->n_nics; j++)
			og_buf_fmt(&text, " nic %d:%d",
				   plan->nics[a->first_nic + j].nic,
				   plan->nics[a->first_nic + j].net);
		fate->action = og_strdup(og_buf_text(&text));
		fate->place = i;
	}
	for (size_t i = 0; i < plan->n_notes; i++)
		if (plan->notes[i].level == OG_ERROR && plan->notes[i].vm >= 0)
			fate_of(f, plan->notes[i].vm)->has_error = true;
}

static const char *policy(int number, int custom, const char *own,
			  const char *(*text)(int))
{
	const char *expr = number == custom ? own : text(number);

	return expr ? expr : "";
}

static int run(struct og_slice conf_text, struct og_slice message,
	       struct og_plan *ret_plan, size_t *ret_vms, struct og_err *err)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autofree char *rank = og_slice_value(conf_text, "RANK");
	og_autofree char *store_rank = og_slice_value(conf_text, "DS_RANK");
	og_autofree char *net_rank = og_slice_value(conf_text, "NIC_RANK");
	og_autofree char *different =
		og_slice_value(conf_text, "DIFFERENT_VNETS");
	og_autofree char *scale =
		og_slice_value(conf_text, "MEMORY_SYSTEM_DS_SCALE");
	struct og_choose_conf conf = {
		.policy = OG_POLICY_NONE, /* rank decides alone */
		.max_host = (uint32_t)number(conf_text, "MAX_HOST", 0),
		.host_rank =
			policy(number(conf_text, "POLICY", 1),
			       OG_RANK_HOST_CUSTOM, rank, og_rank_host_policy),
		.store_rank = policy(number(conf_text, "DS_POLICY", 1),
				     OG_RANK_STORE_CUSTOM, store_rank,
				     og_rank_store_policy),
		.net_rank = policy(number(conf_text, "NIC_POLICY", 1),
				   OG_RANK_NET_CUSTOM, net_rank,
				   og_rank_net_policy),
		.memory_scale = scale ? atof(scale) : 0,
		.same_nets = different && strcmp(different, "NO") == 0,
		.as_rank = true,
	};
	int r = og_message_read(message.text, message.len, &msg, err);

	if (r < 0)
		return r;
	og_choose(&msg, &conf, ret_plan);
	*ret_vms = msg.n_vms;
	return 0;
}

/* ---- comparing ---------------------------------------------------------- */

static void tell(const char *who, const struct fate *f)
{
	printf("  %s: %s%s\n", who, f->action ? f->action : "no action",
	       f->has_error ? ", an ERROR" : "");
	if (f->action)
		printf("  %s: place %zu of the plan\n", who, f->place + 1);
}

static bool is_same(const struct fate *a, const struct fate *b)
{
	if (a->has_error != b->has_error)
		return false;
	if (!a->action || !b->action)
		return a->action == b->action;
	return strcmp(a->action, b->action) == 0 && a->place == b->place;
}

static unsigned compare(struct fates *want, struct fates *got, bool tell_first,
			const struct og_plan *plan)
{
	unsigned differ = 0;

	for (size_t i = 0; i < got->n; i++)
		fate_of(want, got->list[i].vm);
	for (size_t i = 0; i < want->n; i++) {
		const struct fate *w = &want->list[i];
		const struct fate *g = fate_of(got, w->vm);

		if (is_same(w, g) || differ++ || !tell_first)
			continue;
		printf("first difference: VM %d\n", w->vm);
		tell("rank", w);
		tell("ours", g);
		og_plan_log(plan, stdout);
	}
	return differ;
}

static void count_feature(struct replay *rp, struct og_slice text,
			  unsigned differ)
{
	const char *at = memmem(text.text, text.len, "FEATURE=\"", 9);
	char name[32] = "";
	size_t i = 0;

	if (at)
		sscanf(at + 9, "%31[^\"]", name);
	while (i < rp->n_features && strcmp(rp->features[i].name, name) != 0)
		i++;
	if (i == N_FEATURES)
		return;
	if (i == rp->n_features)
		rp->features[rp->n_features++].name = og_strdup(name);
	rp->features[i].cases++;
	rp->features[i].differ += differ;
}

static int replay_case(void *ctx, unsigned number, struct og_slice text,
		       struct og_err *err)
{
	og_cleanup(fates_free) struct fates want = { 0 }, got = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	struct replay *rp = ctx;
	struct og_slice rest = text, conf, message;
	size_t n_vms = 0;
	unsigned differ;
	int r;

	if (!og_slice_next(&rest, "CONF", &conf) ||
	    !og_slice_next(&rest, "SCHEDULER_DRIVER_ACTION", &message))
		return og_err_set(err, -EINVAL,
				  "no CONF or no SCHEDULER_DRIVER_ACTION");
	r = run(conf, message, &plan, &n_vms, err);
	if (r < 0)
		return r;
	read_recorded(rest, &want);
	read_plan(&plan, &got);
	differ = compare(&want, &got, rp->differ == 0, &plan);
	if (differ && rp->differ == 0)
		printf("case %u: %.*s\n\n", number, (int)text.len, text.text);
	rp->cases++;
	rp->vms += (unsigned)n_vms;
	rp->differ += differ;
	count_feature(rp, text, differ);
	return 0;
}

int main(int argc, char **argv)
{
	struct replay rp = { 0 };
	struct og_err err = { 0 };

	if (argc != 2) {
		fputs("Usage: rank-replay FILE.xml\n", stderr);
		return 2;
	}
	if (og_cases_each(argv[1], replay_case, &rp, &err) < 0) {
		fprintf(stderr, "rank-replay: %s\n", err.msg);
		return 2;
	}
	printf("%u cases, %u VMs, %u differ\n", rp.cases, rp.vms, rp.differ);
	for (size_t i = 0; i < rp.n_features; i++) {
		if (rp.differ)
			printf("  %s: %u cases, %u VMs differ\n",
			       rp.features[i].name, rp.features[i].cases,
			       rp.features[i].differ);
		free(rp.features[i].name);
	}
	return rp.differ ? 1 : 0;
}
