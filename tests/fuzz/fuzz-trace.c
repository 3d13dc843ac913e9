// SPDX-License-Identifier: Apache-2.0
/* A trace that was read obeys the bounds that its users count on. */
#include <stdint.h>

#include "trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_trace_free) struct og_trace trace = { 0 };
	const char *text = (const char *)data;
	struct og_err err = { 0 };

	if (og_trace_parse_hosts(&trace, text, size, &err) < 0 && !err.msg[0])
		abort();
	err = (struct og_err){ 0 };
	if (og_trace_parse_tasks(&trace, text, size, &err) < 0 && !err.msg[0])
		abort();
	for (size_t i = 0; i < trace.n_hosts; i++) {
		const struct og_trace_host *host = &trace.hosts[i];

		if (!host->cpus || host->cpus % 2 || host->gpus > 16 ||
		    host->memory <= 0 ||
		    !memchr(host->name, '\0', sizeof(host->name)))
			abort();
	}
	for (size_t i = 0; i < trace.n_tasks; i++)
		if (!trace.tasks[i].cpu_milli || trace.tasks[i].gpus > 16 ||
		    trace.tasks[i].gpu_milli > 1000 ||
		    trace.tasks[i].memory < 0 || trace.tasks[i].created < 0)
			abort();
	return 0;
}
