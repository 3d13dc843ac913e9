// SPDX-License-Identifier: Apache-2.0
/*
 * What must hold of every fit, whatever the host: random hosts and requests
 * from a fixed seed.
 */
#include "build.h"
#include "lib-suites.h"
#include "numafit.h"
#include "random.h"

enum { ROUNDS = 3000, MAX_VNODES = 3, VM = 1000 };

struct round {
	struct og_host host;
	struct og_vnode vnodes[MAX_VNODES];
	struct og_fit_request req;
};

static void make_host(struct og_random *rnd, struct og_host *host)
{
	const struct og_build build = {
		.nodes = 1 + og_random_below(rnd, 4),
		.cores = 1 + og_random_below(rnd, 6),
		.threads = 1u << og_random_below(rnd, 3),
		.memory = (int64_t)(1 + og_random_below(rnd, 8)) * 256 * OG_MIB,
		.hugepages = og_random_below(rnd, 1024),
		.vms_thread = 1 + og_random_below(rnd, 2),
	};
	uint32_t cpus = build.nodes * build.cores * build.threads;
	uint32_t load = og_random_below(rnd, 4);

	og_build_host(host, &build);
	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		if (og_random_below(rnd, 8) < load)
			og_build_use(host, (int32_t)cpu);
		if (og_random_below(rnd, 16) == 0)
			og_build_isolate(host, (int32_t)cpu);
	}
	for (size_t i = 0; i < host->n_nodes; i++) {
		struct og_node *node = &host->nodes[i];

		node->mem_used =
			(int64_t)og_random_below(rnd, 4) * 128 * OG_MIB;
		if (node->n_pages)
			node->pages[0].used = og_random_below(rnd, 256);
		if (og_random_below(rnd, 8) == 0)
			node->cores[0].dedicated = true;
	}
}

static void make_round(struct og_random *rnd, struct round *r)
{
	make_host(rnd, &r->host);
	r->req = (struct og_fit_request){
		.pin = OG_PIN_CORE + og_random_below(rnd, 3),
		.threads = og_random_below(rnd, 3),
		.hugepage_kb = og_random_below(rnd, 3) ? 0 : 2048,
		.vnodes = r->vnodes,
		.n_vnodes = 1 + og_random_below(rnd, MAX_VNODES),
	};
	for (size_t i = 0; i < r->req.n_vnodes; i++) {
		uint32_t nodes = (uint32_t)r->host.n_nodes;

		r->vnodes[i] = (struct og_vnode){
			.cpus = 1 + og_random_below(rnd, 6),
			.memory = (1 + og_random_below(rnd, 6)) * 128 * OG_MIB,
			.want = (int32_t)og_random_below(rnd, nodes + 1) - 1,
		};
	}
}

static uint64_t pages_used(const struct og_node *node)
{
	return node->n_pages ? node->pages[0].used : 0;
}

/* CPUs of one vnode: as many as asked, free ones, of its node, each once. */
static void check_cpus(const struct round *r, const struct og_fit_vnode *v,
		       const struct og_vnode *want, struct og_cpuset *given)
{
	const struct og_node *node = og_host_node(&r->host, v->node);

	ck_assert_ptr_nonnull(node);
	ck_assert_int_eq(v->memory_node, v->node);
	ck_assert(want->want < 0 || want->want == v->node);
	ck_assert_uint_eq(v->n_cpus, want->cpus);
	for (size_t i = 0; i < v->n_cpus; i++) {
		struct og_core *core = NULL;
		const struct og_cpu *cpu = og_node_cpu(node, v->cpus[i], &core);

		ck_assert_ptr_nonnull(cpu);
		ck_assert(!cpu->isolated);
		ck_assert_uint_lt(cpu->users, r->host.vms_thread);
		ck_assert(!core->dedicated);
		ck_assert(!og_cpuset_has(given, (unsigned)cpu->id));
		og_cpuset_add(given, (unsigned)cpu->id);
		if (r->req.pin == OG_PIN_CORE)
			for (size_t k = 0; k < core->n_cpus; k++)
				ck_assert_uint_eq(core->cpus[k].users, 0);
	}
}

static uint32_t free_cpus(const struct round *r, const struct og_host *host,
			  size_t i)
{
	return og_fit_free_cpus(host, &host->nodes[i], r->req.pin, 1);
}

static void check_applied(const struct round *r, const struct og_host *after)
{
	for (size_t i = 0; i < after->n_nodes; i++) {
		const struct og_node *was = &r->host.nodes[i];
		const struct og_node *now = &after->nodes[i];

		if (now->mem_used == was->mem_used)
			continue;
		ck_assert_int_le(now->mem_used, now->mem_total);
		if (r->req.hugepage_kb)
			ck_assert_uint_le(pages_used(now), now->pages[0].total);
		/* A CPU that two may share is as free after the first. */
		if (after->vms_thread == 1)
			ck_assert_uint_lt(free_cpus(r, after, i),
					  free_cpus(r, &r->host, i));
	}
}

START_TEST(every_fit_is_sound)
{
	struct og_random rnd = { .state = 20240607 };
	unsigned fits = 0;

	for (unsigned n = 0; n < ROUNDS; n++) {
		og_cleanup(og_fit_free) struct og_fit fit = { 0 };
		og_cleanup(og_host_free) struct og_host after;
		struct og_cpuset given = { 0 };
		struct og_err err = { 0 };
		struct round r;

		make_round(&rnd, &r);
		og_host_copy(&r.host, &after);
		if (og_fit_local(&r.host, &r.req, &fit, &err) == 0) {
			fits++;
			ck_assert_uint_eq(fit.n_vnodes, r.req.n_vnodes);
			for (size_t i = 0; i < fit.n_vnodes; i++)
				check_cpus(&r, &fit.vnodes[i], &r.vnodes[i],
					   &given);
			og_fit_apply(&after, &r.req, &fit, VM);
			check_applied(&r, &after);
		} else {
			ck_assert_str_ne(err.msg, "");
		}
		og_host_free(&r.host);
	}
	/* Neither answer may be rare, or the test looks at nothing. */
	ck_assert_uint_gt(fits, ROUNDS / 10);
	ck_assert_uint_lt(fits, ROUNDS - ROUNDS / 10);
}
END_TEST

Suite *og_suite_numafit_random(void)
{
	Suite *s = suite_create("numafit-random");
	TCase *tc = tcase_create("numafit-random");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_fit_is_sound);
	suite_add_tcase(s, tc);
	return s;
}
