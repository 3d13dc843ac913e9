// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "build.h"
#include "lib-suites.h"
#include "numafit.h"

enum { MAX_VNODES = 4 };

/* Four nodes, four cores of two threads each; CPU 8n + 2c + t. */
static const struct og_build four_nodes = {
	.nodes = 4,
	.cores = 4,
	.threads = 2,
	.memory = 1024 * OG_MIB,
	.hugepages = 256,
};

struct fit_case {
	const char *name;
	enum og_pin pin;		    /* 0: THREAD */
	struct og_vnode vnodes[MAX_VNODES]; /* ends with cpus 0 */
	const char *used, *isolated;	    /* CPU lists, NULL: none */
	unsigned vms_thread;
	uint32_t threads;
	uint64_t hugepage_kb;
	enum og_books books;
	int64_t kernel_free; /* KiB of each node, 0: not known */
	int pages_free;	     /* and its huge pages, plus 1 */
	int64_t held;	     /* KiB that others hold of each node */
	/* "node:cpus" of each vnode, or the error. */
	const char *want;
};

#define GIB (1024 * OG_MIB)

static const struct fit_case fits[] = {
	{ .name = "THREAD fills a core first",
	  .vnodes = { { 4, GIB, 1 } },
	  .want = "1:8-11" },
	{ .name = "CORE takes one CPU of each core",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 4, GIB, 1 } },
	  .want = "1:8,10,12,14" },
	{ .name = "CORE needs whole cores",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 4, GIB, 1 } },
	  .used = "9",
	  .want = "node 1: 3 whole cores are free, 4 needed" },
	{ .name = "CORE ignores THREADS",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 3, GIB, 1 } },
	  .threads = 2,
	  .want = "1:8,10,12" },
	{ .name = "CORE leaves an isolated CPU alone",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 2, GIB, 1 } },
	  .isolated = "8",
	  .want = "1:9-10" },
	{ .name = "CORE leaves an isolated core alone",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 4, GIB, 1 } },
	  .isolated = "8-9",
	  .want = "node 1: 3 whole cores are free, 4 needed" },
	{ .name = "THREAD leaves used and isolated CPUs alone",
	  .vnodes = { { 4, GIB, 1 } },
	  .used = "9-10",
	  .isolated = "11",
	  .want = "1:8,12-14" },
	{ .name = "THREADS 2 takes whole pairs",
	  .vnodes = { { 4, GIB, 1 } },
	  .used = "9",
	  .threads = 2,
	  .want = "1:10-13" },
	{ .name = "THREADS 2 has no use for single CPUs",
	  .vnodes = { { 4, GIB, 1 } },
	  .used = "9,10,12",
	  .threads = 2,
	  .want = "node 1: 2 CPUs are free, 4 needed" },
	{ .name = "SHARED counts like THREAD",
	  .pin = OG_PIN_SHARED,
	  .vnodes = { { 8, GIB, 1 } },
	  .used = "15",
	  .want = "node 1: 7 CPUs are free, 8 needed" },
	{ .name = "VMS_THREAD 2 gives a used CPU again",
	  .vnodes = { { 8, GIB, 1 } },
	  .used = "8-15",
	  .vms_thread = 2,
	  .want = "1:8-15" },
	{ .name = "VMS_THREAD 2 is two, not three",
	  .vnodes = { { 8, GIB, 1 } },
	  .used = "8,8",
	  .vms_thread = 2,
	  .want = "node 1: 7 CPUs are free, 8 needed" },
	{ .name = "too little memory",
	  .vnodes = { { 2, GIB + 1024, 1 } },
	  .want = "node 1: 1024 MiB of memory are free, 1025 are needed" },
	{ .name = "memory to the last KiB",
	  .vnodes = { { 2, GIB, 0 } },
	  .want = "0:0-1" },
	{ .name = "huge pages",
	  .vnodes = { { 2, 512 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .want = "1:8-9" },
	{ .name = "too few huge pages",
	  .vnodes = { { 2, 514 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .want = "node 1: 256 huge pages of 2048 KiB are free, 257 are "
		  "needed" },
	{ .name = "huge pages of a size nobody has",
	  .vnodes = { { 2, GIB, 1 } },
	  .hugepage_kb = 1048576,
	  .want = "node 1: 0 huge pages of 1048576 KiB are free, 1 are "
		  "needed" },
	{ .name = "two vnodes on two nodes",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 2, GIB, 3 }, { 2, GIB, 1 } },
	  .want = "3:24,26 1:8,10" },
	{ .name = "two vnodes on one node share its CPUs",
	  .vnodes = { { 4, GIB / 2, 1 }, { 4, GIB / 2, 1 } },
	  .want = "1:8-11 1:12-15" },
	{ .name = "two vnodes on one node share its memory",
	  .vnodes = { { 2, GIB / 2, 1 }, { 2, GIB / 2 + 1024, 1 } },
	  .want = "node 1: 512 MiB of memory are free, 513 are needed" },
	{ .name = "two vnodes on one node share its pages",
	  .vnodes = { { 2, 400 * OG_MIB, 1 }, { 2, 114 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .want = "node 1: 56 huge pages of 2048 KiB are free, 57 are "
		  "needed" },
	{ .name = "the second of two does not fit: nothing",
	  .pin = OG_PIN_CORE,
	  .vnodes = { { 2, GIB, 0 }, { 5, GIB, 1 } },
	  .want = "node 1: 4 whole cores are free, 5 needed" },
	{ .name = "no wish: the freest node",
	  .vnodes = { { 2, GIB, -1 } },
	  .used = "0,8,24",
	  .want = "2:16-17" },
	{ .name = "no wish: the lowest of equals",
	  .vnodes = { { 2, GIB, -1 } },
	  .want = "0:0-1" },
	{ .name = "no wish: not where another vnode wants to be",
	  .vnodes = { { 1, GIB / 4, -1 }, { 1, GIB / 4, 0 } },
	  .used = "8-12,16-20,24-28",
	  .want = "1:13 0:0" },
	{ .name = "no wish: there, if nowhere else",
	  .vnodes = { { 4, GIB / 4, -1 }, { 1, GIB / 4, 0 } },
	  .used = "8-12,16-20,24-28",
	  .want = "0:1-4 0:0" },
	{ .name = "a wish is served before no wish",
	  .vnodes = { { 8, GIB / 2, -1 }, { 8, GIB / 2, 0 } },
	  .want = "1:8-15 0:0-7" },
	{ .name = "no wish and no room",
	  .vnodes = { { 9, GIB, -1 } },
	  .want = "no node has 9 CPUs and 1024 MiB of memory free" },
	{ .name = "no wish and no pages",
	  .vnodes = { { 2, 514 * OG_MIB, -1 } },
	  .hugepage_kb = 2048,
	  .want = "no node has 2 CPUs and 257 huge pages of 2048 KiB free" },
	{ .name = "oned counts the pool as memory",
	  .vnodes = { { 2, 513 * OG_MIB, 1 } },
	  .want = "1:8-9" },
	{ .name = "a machine does not",
	  .vnodes = { { 2, 513 * OG_MIB, 1 } },
	  .books = OG_BOOKS_NODE,
	  .want = "node 1: 512 MiB of memory are free, 513 are needed" },
	{ .name = "beside the pool to the last KiB",
	  .vnodes = { { 2, 512 * OG_MIB, 1 } },
	  .books = OG_BOOKS_NODE,
	  .want = "1:8-9" },
	{ .name = "oned wants memory for pages too",
	  .vnodes = { { 2, 512 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .held = 513 * OG_MIB,
	  .want = "node 1: 511 MiB of memory are free, 512 are needed" },
	{ .name = "pages are the memory",
	  .vnodes = { { 2, 512 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .books = OG_BOOKS_NODE,
	  .held = 513 * OG_MIB,
	  .want = "1:8-9" },
	{ .name = "the kernel has less free than the books",
	  .vnodes = { { 2, 300 * OG_MIB, 1 } },
	  .books = OG_BOOKS_KERNEL,
	  .kernel_free = 299 * OG_MIB,
	  .want = "node 1: 299 MiB of memory are free, 300 are needed" },
	{ .name = "the kernel is not asked",
	  .vnodes = { { 2, 300 * OG_MIB, 1 } },
	  .books = OG_BOOKS_NODE,
	  .kernel_free = 299 * OG_MIB,
	  .want = "1:8-9" },
	{ .name = "the books have less free than the kernel",
	  .vnodes = { { 2, 300 * OG_MIB, 1 } },
	  .books = OG_BOOKS_KERNEL,
	  .kernel_free = 500 * OG_MIB,
	  .held = 300 * OG_MIB,
	  .want = "node 1: 212 MiB of memory are free, 300 are needed" },
	{ .name = "what the kernel has is not known",
	  .vnodes = { { 2, 300 * OG_MIB, 1 } },
	  .books = OG_BOOKS_KERNEL,
	  .want = "1:8-9" },
	{ .name = "the kernel has fewer pages free",
	  .vnodes = { { 2, 20 * OG_MIB, 1 } },
	  .hugepage_kb = 2048,
	  .books = OG_BOOKS_KERNEL,
	  .pages_free = 9 + 1,
	  .want = "node 1: 9 huge pages of 2048 KiB are free, 10 are "
		  "needed" },
	{ .name = "CPUs alone of an overdrawn node",
	  .vnodes = { { 2, 0, 1 } },
	  .books = OG_BOOKS_NODE,
	  .held = 2 * GIB,
	  .want = "1:8-9" },
	{ .name = "a node that is not there",
	  .vnodes = { { 1, GIB, 4 } },
	  .want = "node 4: the host has no such node" },
};

static void make_host(const struct fit_case *c, struct og_host *host)
{
	struct og_build build = four_nodes;

	build.vms_thread = c->vms_thread;
	og_build_host(host, &build);
	og_build_mark(host, c->used, og_build_use);
	og_build_mark(host, c->isolated, og_build_isolate);
	for (size_t i = 0; i < host->n_nodes; i++) {
		struct og_node *node = &host->nodes[i];

		node->mem_used = c->held;
		if (c->kernel_free)
			node->mem_free = c->kernel_free;
		if (c->pages_free)
			node->pages[0].free = (uint64_t)c->pages_free - 1;
	}
}

static struct og_fit_request make_request(const struct fit_case *c)
{
	struct og_fit_request req = {
		.pin = c->pin ? c->pin : OG_PIN_THREAD,
		.threads = c->threads,
		.hugepage_kb = c->hugepage_kb,
		.books = c->books,
		.vnodes = c->vnodes,
	};

	while (req.n_vnodes < MAX_VNODES && c->vnodes[req.n_vnodes].cpus)
		req.n_vnodes++;
	return req;
}

static void tell(const struct og_fit *fit, struct og_buf *out)
{
	for (size_t i = 0; i < fit->n_vnodes; i++) {
		const struct og_fit_vnode *v = &fit->vnodes[i];
		struct og_cpuset set = { 0 };

		ck_assert_int_eq(v->node, v->memory_node);
		for (size_t k = 0; k < v->n_cpus; k++)
			og_cpuset_add(&set, (unsigned)v->cpus[k]);
		og_buf_fmt(out, "%s%d:", i ? " " : "", v->node);
		og_cpuset_format(out, &set);
	}
}

START_TEST(fits_locally_or_says_why)
{
	const struct fit_case *c = &fits[_i];
	const struct og_fit_request req = make_request(c);
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_fit_free) struct og_fit got = { 0 };
	struct og_err err = { 0 };
	og_autobuf out = OG_BUF_INIT;
	int r;

	make_host(c, &host);
	r = og_fit_local(&host, &req, &got, &err);
	if (r == 0) {
		tell(&got, &out);
	} else {
		ck_assert_int_eq(r, -ENOSPC);
		ck_assert_ptr_null(got.vnodes);
		og_buf_str(&out, err.msg);
	}
	ck_assert_msg(strcmp(og_buf_text(&out), c->want) == 0, "%s: %s",
		      c->name, og_buf_text(&out));
	/* The question alone has the same answer. */
	ck_assert_int_eq(og_fit_local(&host, &req, NULL, NULL), r);
}
END_TEST

START_TEST(what_is_applied_is_gone)
{
	const struct og_vnode vnode = { 3, GIB / 2, 1 };
	struct og_fit_request req = {
		.pin = OG_PIN_CORE,
		.hugepage_kb = 2048,
		.vnodes = &vnode,
		.n_vnodes = 1,
	};
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_fit_free) struct og_fit got = { 0 };
	struct og_err err = { 0 };
	const struct og_node *node;

	og_build_host(&host, &four_nodes);
	ck_assert_int_eq(og_fit_local(&host, &req, &got, NULL), 0);
	og_fit_apply(&host, &req, &got, 77);
	node = og_host_node(&host, 1);
	ck_assert_int_eq(node->mem_used, GIB / 2);
	ck_assert_uint_eq(node->pages[0].used, 256);
	ck_assert(node->cores[0].dedicated);
	ck_assert_int_eq(node->cores[2].cpus[0].vm, 77);
	ck_assert_uint_eq(node->cores[2].cpus[0].users, 1);
	ck_assert(!node->cores[3].dedicated);
	ck_assert_uint_eq(og_fit_free_cpus(&host, node, OG_PIN_CORE, 1), 1);
	ck_assert_uint_eq(og_fit_free_cpus(&host, node, OG_PIN_THREAD, 1), 2);
	ck_assert_uint_eq(og_fit_free_cpus(&host, node, OG_PIN_THREAD, 0), 2);
	ck_assert_uint_eq(
		og_fit_free_cpus(&host, &host.nodes[0], OG_PIN_THREAD, 2), 8);
	ck_assert_int_eq(og_fit_local(&host, &req, NULL, &err), -ENOSPC);
	ck_assert_str_eq(err.msg, "node 1: 1 whole cores are free, 3 needed");
}
END_TEST

/* Books, huge pages; what is gone then, of 512 MiB, in KiB and pages. */
static const struct {
	enum og_books books;
	uint64_t hugepage_kb;
	int64_t used, free;
	uint64_t pages_used, pages_free;
} booked[] = {
	{ OG_BOOKS_ONED, 0, GIB / 2, GIB / 4, 0, 256 },
	{ OG_BOOKS_ONED, 2048, GIB / 2, GIB / 4, 256, 0 },
	{ OG_BOOKS_NODE, 0, GIB / 2, GIB / 4, 0, 256 },
	{ OG_BOOKS_NODE, 2048, 0, GIB / 4 * 3, 256, 0 },
	{ OG_BOOKS_KERNEL, 0, GIB / 2, GIB / 4, 0, 256 },
	{ OG_BOOKS_KERNEL, 2048, 0, GIB / 4 * 3, 256, 0 },
};

START_TEST(memory_is_booked_once)
{
	const struct og_vnode vnode = { 1, GIB / 2, 1 };
	struct og_fit_request req = {
		.pin = OG_PIN_THREAD,
		.hugepage_kb = booked[_i].hugepage_kb,
		.books = booked[_i].books,
		.vnodes = &vnode,
		.n_vnodes = 1,
	};
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_fit_free) struct og_fit got = { 0 };
	struct og_node *node;

	og_build_host(&host, &four_nodes);
	node = og_host_node(&host, 1);
	node->mem_free = GIB / 4 * 3;
	node->pages[0].free = 256;
	ck_assert_int_eq(og_fit_local(&host, &req, &got, NULL), 0);
	og_fit_apply(&host, &req, &got, 77);
	ck_assert_int_eq(node->mem_used, booked[_i].used);
	ck_assert_int_eq(node->mem_free, booked[_i].free);
	ck_assert_uint_eq(node->pages[0].used, booked[_i].pages_used);
	ck_assert_uint_eq(node->pages[0].free, booked[_i].pages_free);
}
END_TEST

START_TEST(nothing_asked_is_nothing_given)
{
	struct og_fit_request req = { .pin = OG_PIN_THREAD };
	og_cleanup(og_fit_free) struct og_fit got = { 0 };
	og_cleanup(og_host_free) struct og_host host;

	og_host_init(&host);
	ck_assert_int_eq(og_fit_local(&host, &req, &got, NULL), 0);
	ck_assert_uint_eq(got.n_vnodes, 0);
	og_fit_apply(&host, &req, &got, 1);
}
END_TEST

static const struct {
	const char *text;
	enum og_pin pin;
} pins[] = {
	{ "CORE", OG_PIN_CORE },     { "core", OG_PIN_CORE },
	{ "Thread", OG_PIN_THREAD }, { "SHARED", OG_PIN_SHARED },
	{ "NONE", OG_PIN_NONE },     { "", OG_PIN_NONE },
	{ "CORES", OG_PIN_NONE },    { NULL, OG_PIN_NONE },
};

START_TEST(pin_policies)
{
	ck_assert_int_eq(og_pin_parse(pins[_i].text), pins[_i].pin);
	ck_assert_int_eq(og_pin_parse(og_pin_name(pins[_i].pin)), pins[_i].pin);
}
END_TEST

Suite *og_suite_numafit(void)
{
	Suite *s = suite_create("numafit");
	TCase *tc = tcase_create("numafit");

	tcase_add_loop_test(tc, fits_locally_or_says_why, 0, OG_COUNT(fits));
	tcase_add_test(tc, what_is_applied_is_gone);
	tcase_add_loop_test(tc, memory_is_booked_once, 0, OG_COUNT(booked));
	tcase_add_test(tc, nothing_asked_is_nothing_given);
	tcase_add_loop_test(tc, pin_policies, 0, OG_COUNT(pins));
	suite_add_tcase(s, tc);
	return s;
}
