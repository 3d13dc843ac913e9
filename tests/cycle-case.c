// SPDX-License-Identifier: Apache-2.0
#include "cycle-case.h"

#include "harness.h"

static void tell_actions(const struct og_plan *plan, struct og_buf *out)
{
	for (size_t i = 0; i < plan->n_actions; i++) {
		const struct og_action *a = &plan->actions[i];

		og_buf_fmt(out, "%s%d%s%d/%d", i ? " " : "", a->vm,
			   a->operation == OG_MIGRATE ? ">>" : ">", a->host,
			   a->store);
		for (size_t j = 0; j < a->n_nics; j++)
			og_buf_fmt(out, "+%d:%d",
				   plan->nics[a->first_nic + j].nic,
				   plan->nics[a->first_nic + j].net);
	}
}

void og_cycle_check(const struct og_cycle_case *c)
{
	struct og_choose_conf conf = c->conf;
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autobuf actions = OG_BUF_INIT;
	og_autofree char *log = NULL;
	size_t len;
	FILE *f;

	conf.policy = c->policy ? c->policy : OG_POLICY_PREFERRED;
	og_text_message(&c->text, &msg);
	og_choose(&msg, &conf, &plan);
	tell_actions(&plan, &actions);
	ck_assert_msg(strcmp(og_buf_text(&actions), c->plan) == 0, "%s: %s",
		      c->name, og_buf_text(&actions));
	f = open_memstream(&log, &len);
	og_plan_log(&plan, f);
	fclose(f);
	ck_assert_msg(strcmp(log, c->log ? c->log : "") == 0, "%s: %s", c->name,
		      log);
}
