// SPDX-License-Identifier: Apache-2.0
/*
 * What the node's last word is worth: two tables, of hosts that are half full
 * and of hosts under churn. Nothing is timed. With a number, other sequences
 * than those of the documents: a rule must not be made for these.
 */
#include <stdio.h>

#include "churn.h"
#include "num.h"

enum { HOSTS = 400, SEQUENCES = 200, STEPS = 400 };

static const unsigned node_counts[] = { 2, 4, 8 };

static double share(size_t part, size_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static int churn(struct og_churn_conf conf, uint64_t seed, struct og_churn *sum,
		 struct og_err *err)
{
	int r = 0;

	*sum = (struct og_churn){ 0 };
	for (unsigned i = 0; i < SEQUENCES && r == 0; i++) {
		conf.seed = seed + 1000003ULL * (i + 1) + conf.nodes;
		r = og_churn_run(&conf, sum, err);
	}
	return r;
}

static const struct {
	const char *name;
	unsigned threads, memory;
	struct og_churn_mix mix;
} mixes[] = {
	{ "THREAD, one vnode", 1, 256, { 0, 0, 0, 0 } },
	{ "THREAD of 2, one vnode", 2, 256, { 0, 0, 0, 0 } },
	{ "CORE, one vnode", 2, 256, { 0, 0, 100, 0 } },
	{ "CORE and THREAD of 2", 2, 256, { 0, 0, 50, 0 } },
	{ "half with 2 vnodes", 2, 256, { 50, 0, 0, 0 } },
	{ "half on huge pages", 2, 256, { 0, 50, 0, 0 } },
	{ "little memory", 2, 144, { 0, 0, 0, 0 } },
};

static void print_row(const char *name, const struct og_churn_conf *conf,
		      const struct og_churn *sum)
{
	printf("%-24s %5u %7zu %5.1f%% %5.1f%% %5.1f%% %6.3f%% %6.3f%% %6.3f%% "
	       "%6.3f%% %6.3f%% %6zu %6zu\n",
	       name, conf->nodes, sum->starts,
	       share(sum->oned_local, sum->oned_could),
	       share(sum->node_local, sum->node_could),
	       share(sum->near, sum->with_gpus),
	       share(sum->spread, sum->starts), share(sum->merged, sum->starts),
	       share(sum->apart, sum->starts), share(sum->broken, sum->starts),
	       share(sum->far_pages, sum->starts), sum->shared_cpus,
	       sum->overdrawn + sum->refused);
}

static int print_churn(uint64_t seed, struct og_err *err)
{
	printf("%d sequences of %d starts and stops, a host of 64 cores and 8 "
	       "GPUs, up to 90 %% load, VMs of\n1 to 8 cores and 0 to 2 GPUs. "
	       "Local (oned, node): of the VMs for which a local place was "
	       "free.\nNear: of all VMs with GPUs, those beside one or "
	       "more.\n\n",
	       SEQUENCES, STEPS);
	printf("%-24s %5s %7s %6s %6s %6s %7s %7s %7s %7s %7s %6s %6s\n", "VMs",
	       "nodes", "starts", "oned", "node", "near", "spread", "merged",
	       "apart", "broken", "nopages", "shared", "over");
	for (size_t m = 0; m < OG_COUNT(mixes); m++) {
		for (size_t n = 0; n < OG_COUNT(node_counts); n++) {
			struct og_churn sum;
			struct og_churn_conf conf = {
				.nodes = node_counts[n],
				.cores = 64,
				.threads = mixes[m].threads,
				.gpus = 8,
				.load = 90,
				.memory = mixes[m].memory,
				.steps = STEPS,
				.mix = mixes[m].mix,
			};
			int r = churn(conf, seed, &sum, err);

			if (r < 0)
				return r;
			print_row(mixes[m].name, &conf, &sum);
		}
	}
	return 0;
}

/*
 * A local place existed when oned's books had it: host and books are the same.
 */
static int print_half(struct og_err *err)
{
	struct og_churn all = { 0 };

	printf("%d random hosts that are half full, one VM with one GPU each; "
	       "of those for which a local place existed:\n\n",
	       HOSTS);
	printf("%5s %5s %11s %11s\n", "nodes", "VMs", "oned alone",
	       "with repin");
	for (size_t n = 0; n <= OG_COUNT(node_counts); n++) {
		struct og_churn sum = { 0 };
		bool last = n == OG_COUNT(node_counts);

		for (unsigned i = 0; i < HOSTS && !last; i++) {
			struct og_churn_conf conf = {
				.seed = 7919ULL * (i + 1) + node_counts[n],
				.nodes = node_counts[n],
				.cores = 64,
				.threads = 2,
				.gpus = 8,
				.load = 100,
				.memory = 256,
			};
			int r = og_churn_half(&conf, &sum, err);

			if (r < 0)
				return r;
		}
		all.oned_could += sum.oned_could;
		all.oned_local += sum.oned_local;
		all.node_local += sum.node_local;
		if (last)
			sum = all;
		if (last)
			printf("%5s", "all");
		else
			printf("%5u", node_counts[n]);
		printf(" %5zu %10.1f%% %10.1f%%\n", sum.oned_could,
		       share(sum.oned_local, sum.oned_could),
		       share(sum.node_local, sum.oned_could));
	}
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	struct og_err err = { 0 };
	int64_t seed = 0;

	if (argc > 2 || (argc == 2 && og_num_i64(argv[1], strlen(argv[1]), 1,
						 INT64_MAX / 2, &seed) < 0)) {
		fprintf(stderr, "usage: repin [NUMBER]\n");
		return 2;
	}
	if (print_half(&err) < 0 || print_churn((uint64_t)seed, &err) < 0) {
		fprintf(stderr, "repin: %s\n", err.msg);
		return 1;
	}
	return 0;
}
