/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The openb trace (Alibaba clusterdata 2023) as it is: machines and tasks,
 * one a line, comma-separated, no quotes. What is laid over them is
 * bench/cluster's.
 */
#ifndef OG_TRACE_H
#define OG_TRACE_H

#include <stdint.h>

#include "err.h"

struct og_trace_host {
	char name[32];
	uint32_t cpus; /* logical CPUs: cpu_milli / 1000 */
	uint32_t gpus;
	int64_t memory; /* KiB */
};

struct og_trace_task {
	uint32_t cpu_milli;
	uint32_t gpus;
	uint32_t gpu_milli; /* of each GPU; below 1000 a share of one */
	int64_t memory;	    /* KiB */
	int64_t created;    /* s */
};

struct og_trace {
	struct og_trace_host *hosts; /* as listed */
	size_t n_hosts, cap_hosts;
	struct og_trace_task *tasks; /* by creation, then as listed */
	size_t n_tasks, cap_tasks;
};

void og_trace_free(struct og_trace *trace);

/* Append the machines or tasks of one file; errors begin with the line. */
int og_trace_parse_hosts(struct og_trace *trace, const char *text, size_t len,
			 struct og_err *err);
int og_trace_parse_tasks(struct og_trace *trace, const char *text, size_t len,
			 struct og_err *err);

/* Both files of a folder, tasks sorted. 0, or -errno with the file named. */
int og_trace_read(const char *folder, struct og_trace *ret_trace,
		  struct og_err *err);

#endif
