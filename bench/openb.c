// SPDX-License-Identifier: Apache-2.0
/*
 * How well VMs are placed: `openb FOLDER` replays a production trace with
 * OpenNebula's own ways and with ours, beside what nobody can exceed, and
 * prints one table. Exit 0; 1 where it could not, or a CPU was given twice.
 */
#include <stdio.h>
#include <unistd.h>

#include "replay.h"

struct result {
	const struct og_trace *trace;
	struct og_bound bound;
	struct og_replay rank, ours, first; /* first: gpus_first */
};

static int run(const struct og_trace *trace, struct result *ret_result,
	       struct og_err *err)
{
	static const struct og_replay_conf rank = {
		.choose = { .policy = OG_POLICY_NONE, .as_rank = true },
	};
	static const struct og_replay_conf ours = {
		.choose = { .policy = OG_POLICY_PREFERRED },
		.node_settles = true,
	};
	static const struct og_replay_conf first = {
		.choose = { .policy = OG_POLICY_PREFERRED, .gpus_first = true },
		.node_settles = true,
	};
	og_cleanup(og_message_free) struct og_message empty = { 0 };
	struct result result = { .trace = trace };
	int r = og_cluster_build(trace, &empty, err);

	if (r < 0)
		return r;
	og_bound_compute(trace, &empty, &result.bound);
	r = og_replay_run(trace, &rank, &result.rank, err);
	if (r == 0)
		r = og_replay_run(trace, &ours, &result.ours, err);
	if (r == 0)
		r = og_replay_run(trace, &first, &result.first, err);
	if (r == 0)
		*ret_result = result;
	return r;
}

static void put_row(struct og_buf *out, const char *what, const char *rank,
		    const char *ours, const char *first, const char *bound)
{
	og_buf_fmt(out, "| %-42s | %9s | %9s | %10s | %9s |\n", what, rank,
		   ours, first, bound);
}

static double percent(double part, double whole)
{
	return whole > 0 ? 100 * part / whole : 0;
}

/* A row of one replay each: a count or a number with decimals. */
typedef double value_fn(const struct og_replay *replay);

static char *tell(double value, bool is_count)
{
	return is_count ? og_asprintf("%.0f", value)
			: og_asprintf("%.2f", value);
}

static void put_values(struct og_buf *out, const struct result *r,
		       const char *what, value_fn *value, bool is_count,
		       const char *bound)
{
	og_autofree char *rank = tell(value(&r->rank), is_count);
	og_autofree char *ours = tell(value(&r->ours), is_count);
	og_autofree char *first = tell(value(&r->first), is_count);

	put_row(out, what, rank, ours, first, bound);
}

static void put_count(struct og_buf *out, const struct result *r,
		      const char *what, value_fn *value, size_t bound)
{
	og_autofree char *text = og_asprintf("%zu", bound);

	put_values(out, r, what, value, true, text);
}

#define VALUE(name, expression)                       \
	static double name(const struct og_replay *p) \
	{                                             \
		return (double)(expression);          \
	}
VALUE(placed, p->placed)
VALUE(skipped, p->skipped)
VALUE(gpu_vms, p->gpu_vms)
VALUE(multi, p->multi)
VALUE(local, p->local)
VALUE(percent_local, percent((double)p->local, (double)p->gpu_vms))
VALUE(gpus, p->gpus)
VALUE(first_skip, p->has_refusal ? p->first_at : p->gpus)
VALUE(moved, p->moved)
VALUE(spread, p->spread)
VALUE(twice, p->twice)
VALUE(mean_ms, p->mean_ms)
VALUE(worst_ms, p->worst_ms)
VALUE(free_at_end, p->rooms[p->n_rooms - 1].free_gpus)

static char *tell_lost(const struct og_replay *replay, size_t load,
		       bool on_host)
{
	/* A replay that never reached a load has its end there. */
	const struct og_room *room =
		&replay->rooms[load < replay->n_rooms ? load
						      : replay->n_rooms - 1];

	return tell(percent(on_host ? room->lost_host : room->lost_node,
			    room->free_gpus),
		    false);
}

static void put_lost(struct og_buf *out, const struct result *r)
{
	for (int on_host = 1; on_host >= 0; on_host--) {
		put_row(out,
			on_host ? "% of free GPUs unusable on their host"
				: "% of free GPUs unusable on their node",
			"", "", "", "");
		for (size_t i = 0; i <= OG_REPLAY_LOADS; i++) {
			og_autofree char *rank =
				tell_lost(&r->rank, i, on_host);
			og_autofree char *ours =
				tell_lost(&r->ours, i, on_host);
			og_autofree char *first =
				tell_lost(&r->first, i, on_host);
			og_autofree char *where =
				i < OG_REPLAY_LOADS
					? og_asprintf("  at %u %% of GPUs in "
						      "use",
						      og_replay_loads[i])
					: og_strdup("  at the end");

			put_row(out, where, rank, ours, first, "");
		}
	}
}

static void put_table(struct og_buf *out, const struct result *r)
{
	put_row(out, "", "rank", "ours", "gpus_first", "bound");
	og_buf_str(out, "|--------------------------------------------|"
			"----------:|----------:|-----------:|----------:|\n");
	put_count(out, r, "VMs placed", placed, r->bound.vms);
	put_count(out, r, "VMs skipped", skipped,
		  r->trace->n_tasks - r->bound.vms);
	put_count(out, r, "GPU VMs placed", gpu_vms, r->bound.gpu_vms);
	put_count(out, r, "  of two GPUs or more", multi, r->bound.multi);
	put_count(out, r, "GPU VMs local", local, r->bound.local);
	put_values(out, r, "  % of GPU VMs placed", percent_local, false, "");
	put_count(out, r, "GPUs in use", gpus, r->bound.gpus);
	put_count(out, r, "  at the first GPU VM skipped", first_skip,
		  r->bound.gpus);
	put_count(out, r, "GPUs free at the end", free_at_end, 0);
	put_lost(out, r);
	put_count(out, r, "VMs moved on their node", moved, 0);
	put_count(out, r, "VMs spread over several nodes", spread, 0);
	put_count(out, r, "CPUs double-booked", twice, 0);
	put_values(out, r, "ms a decision, mean", mean_ms, false, "");
	put_values(out, r, "ms a decision, worst", worst_ms, false, "");
}

static void put_terms(struct og_buf *out)
{
	static const char *const terms[] = {
		"rank: hosts with fewest RUNNING_VMS first, of equals the "
		"highest "
		"id; the "
		"pins are oned's own, by our model of it. Hosts where oned's "
		"allocation would fail are left out, which is more than rank "
		"does.",
		"ours: policy preferred, and onegpu's driver on the nodes, "
		"which moves CPUs and memory (its own code); the pins are "
		"those after the move, while oned's books stay oned's.",
		"gpus_first: ours, with that knob of onegpu.yaml: the smaller "
		"loss of GPUs comes before rank.",
		"bound: the most VMs that the sum of all GPUs, of all CPUs or "
		"of all memory can carry, the smallest first, one resource at "
		"a time; local: of these, those that fit beside their GPUs on "
		"some empty host. No scheduler can exceed it; none need reach "
		"it.",
		"local: every virtual node has all CPUs and its memory on the "
		"node of a GPU of its VM, and every GPU has one.",
		"unusable: free GPUs lost on average to a GPU VM drawn from "
		"the trace (FGD's measure): on their host, where CPU, memory, "
		"GPUs or oned's fit test rule it out; on their node, where it "
		"does not fit beside them.",
		NULL,
	};

	og_buf_str(out, "\n");
	for (size_t i = 0; terms[i]; i++)
		og_buf_fmt(out, "- %s\n", terms[i]);
	og_buf_str(out, "\nAssumed:\n\n");
	for (size_t i = 0; og_cluster_assumptions[i]; i++)
		og_buf_fmt(out, "- %s\n", og_cluster_assumptions[i]);
}

int main(int argc, char **argv)
{
	og_cleanup(og_trace_free) struct og_trace trace = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	struct result result = { .trace = &trace };

	if (argc != 2) {
		fputs("Usage: openb FOLDER\n", stderr);
		return 2;
	}
	if (og_trace_read(argv[1], &trace, &err) < 0 ||
	    run(&trace, &result, &err) < 0) {
		fprintf(stderr, "openb: %s\n", err.msg);
		return 1;
	}
	og_buf_fmt(&out,
		   "Quality: the openb trace (Alibaba 2023), %zu hosts, %zu "
		   "tasks\n\n",
		   trace.n_hosts, trace.n_tasks);
	put_table(&out, &result);
	put_terms(&out);
	if (og_buf_write(&out, STDOUT_FILENO, "stdout", &err) < 0) {
		fprintf(stderr, "openb: %s\n", err.msg);
		return 1;
	}
	return result.rank.twice || result.ours.twice || result.first.twice;
}
