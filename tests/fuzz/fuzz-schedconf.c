// SPDX-License-Identifier: Apache-2.0
/*
 * An onegpu.yaml from anybody: refused with words, or a configuration whose
 * expressions are ones.
 */
#include <stdint.h>

#include "conf.h"
#include "expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_expr_free) struct og_expr expr = { 0 };

	if (!text || og_expr_parse(text, &names, &expr, NULL) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_sched_conf_free) struct og_sched_conf conf;
	struct og_err err = { 0 };

	og_sched_conf_init(&conf);
	if (og_sched_conf_parse((const char *)data, size, &conf, &err) < 0) {
		if (!err.msg[0])
			abort();
		return 0;
	}
	check(conf.choose.host_rank);
	check(conf.choose.store_rank);
	check(conf.choose.net_rank);
	return 0;
}
