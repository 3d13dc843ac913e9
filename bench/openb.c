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
	struct og_replay rank, ours;
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
		*ret_result = result;
	return r;
}

static void put_row(struct og_buf *out, const char *what, const char *rank,
		    const char *ours, const char *bound)
{
	og_buf_fmt(out, "| %-42s | %9s | %9s | %9s |\n", what, rank, ours,
		   bound);
}

static void put_count(struct og_buf *out, const char *what, size_t rank,
		      size_t ours, size_t bound)
{
	og_buf_fmt(out, "| %-42s | %9zu | %9zu | %9zu |\n", what, rank, ours,
		   bound);
}

static void put_number(struct og_buf *out, const char *what, double rank,
		       double ours, const char *bound)
{
	og_buf_fmt(out, "| %-42s | %9.2f | %9.2f | %9s |\n", what, rank, ours,
		   bound);
}

static double percent(double part, double whole)
{
	return whole > 0 ? 100 * part / whole : 0;
}

static void put_lost_at(struct og_buf *out, const char *where,
			const struct og_room *rank, const struct og_room *ours,
			bool on_host)
{
	put_number(out, where,
		   percent(on_host ? rank->lost_host : rank->lost_node,
			   rank->free_gpus),
		   percent(on_host ? ours->lost_host : ours->lost_node,
			   ours->free_gpus),
		   "");
}

/* A replay that never reached a load has its end there. */
static const struct og_room *room_at(const struct og_replay *replay, size_t i)
{
	return &replay->rooms[i < replay->n_rooms ? i : replay->n_rooms - 1];
}

static void put_lost(struct og_buf *out, const struct result *r)
{
	for (int on_host = 1; on_host >= 0; on_host--) {
		put_row(out,
			on_host ? "% of free GPUs unusable on their host"
				: "% of free GPUs unusable on their node",
			"", "", "");
		for (size_t i = 0; i < OG_REPLAY_LOADS; i++) {
			og_autofree char *where =
				og_asprintf("  at %u %% of GPUs in use",
					    og_replay_loads[i]);

			put_lost_at(out, where, room_at(&r->rank, i),
				    room_at(&r->ours, i), on_host);
		}
		put_lost_at(out, "  at the end",
			    room_at(&r->rank, OG_REPLAY_LOADS),
			    room_at(&r->ours, OG_REPLAY_LOADS), on_host);
	}
}

static void put_table(struct og_buf *out, const struct result *r)
{
	const struct og_replay *rank = &r->rank, *ours = &r->ours;

	put_row(out, "", "rank", "ours", "bound");
	og_buf_str(out, "|--------------------------------------------|"
			"----------:|----------:|----------:|\n");
	put_count(out, "VMs placed", rank->placed, ours->placed, r->bound.vms);
	put_count(out, "VMs skipped", rank->skipped, ours->skipped,
		  r->trace->n_tasks - r->bound.vms);
	put_count(out, "GPU VMs placed", rank->gpu_vms, ours->gpu_vms,
		  r->bound.gpu_vms);
	put_count(out, "  of two GPUs or more", rank->multi, ours->multi,
		  r->bound.multi);
	put_count(out, "GPU VMs local", rank->local, ours->local,
		  r->bound.local);
	put_number(out, "  % of GPU VMs placed",
		   percent((double)rank->local, (double)rank->gpu_vms),
		   percent((double)ours->local, (double)ours->gpu_vms), "");
	put_count(out, "GPUs in use", rank->gpus, ours->gpus, r->bound.gpus);
	put_count(out, "  at the first GPU VM skipped",
		  rank->has_refusal ? rank->first_at : rank->gpus,
		  ours->has_refusal ? ours->first_at : ours->gpus,
		  r->bound.gpus);
	put_count(out, "GPUs free at the end",
		  room_at(rank, OG_REPLAY_LOADS)->free_gpus,
		  room_at(ours, OG_REPLAY_LOADS)->free_gpus, 0);
	put_lost(out, r);
	put_count(out, "VMs moved on their node", rank->moved, ours->moved, 0);
	put_count(out, "VMs spread over several nodes", rank->spread,
		  ours->spread, 0);
	put_count(out, "CPUs double-booked", rank->twice, ours->twice, 0);
	put_number(out, "ms a decision, mean", rank->mean_ms, ours->mean_ms,
		   "");
	put_number(out, "ms a decision, worst", rank->worst_ms, ours->worst_ms,
		   "");
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
	return result.rank.twice || result.ours.twice;
}
