// SPDX-License-Identifier: Apache-2.0
/*
 * A message from anybody: read it, and where that is possible choose and
 * write the plan. No action may name what the message does not hold.
 */
#include <stdint.h>

#include "choose.h"
#include "message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct og_message *msg, const struct og_plan *plan)
{
	for (size_t i = 0; i < plan->n_actions; i++)
		if (!og_message_host(msg, plan->actions[i].host) ||
		    !og_message_store(msg, plan->actions[i].store))
			abort();
	for (size_t i = 0; i < plan->n_nics; i++)
		if (!og_message_net(msg, plan->nics[i].net))
			abort();
}

static void run(const uint8_t *data, size_t size,
		const struct og_choose_conf *conf)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (og_message_read((const char *)data, size, &msg, &err) < 0) {
		if (!err.msg[0])
			abort();
		return;
	}
	og_choose(&msg, conf, &plan);
	check(&msg, &plan);
	og_plan_write(&plan, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct og_choose_conf ours = { .policy = OG_POLICY_PREFERRED };
	const struct og_choose_conf as_rank = {
		.policy = OG_POLICY_NONE,
		.max_host = 1,
		.memory_scale = 1.5,
		.same_nets = true,
		.as_rank = true,
	};

	const struct og_choose_conf strict = {
		.policy = OG_POLICY_SOCKET,
		.gpus_first = true,
	};

	run(data, size, &ours);
	run(data, size, &strict);
	run(data, size, &as_rank);
	return 0;
}
