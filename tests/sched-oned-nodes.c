// SPDX-License-Identifier: Apache-2.0
/* Which nodes and CPUs oned gives, its faults included. */
#include "oned-case.h"
#include "sched-suites.h"

#define GPU_ON(n) .gpus = { { "e1:00.0", n } }, .pcis = { { "e1:00.0" } }

static const struct og_oned_case locality[] = {
	{ .name = "GPU on node 1, node 0 freer: node 0",
	  GPU_ON(1),
	  .used = "8-9",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "e1:00.0@13=31:00.0 | 0:0,2" },
	{ .name = "GPU on node 1, node 1 freer: node 1",
	  GPU_ON(1),
	  .used = "0-1",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "e1:00.0@13=31:00.0 | 1:8,10" },
	{ .name = "GPU on node 1 of an empty four-node host: node 3",
	  GPU_ON(1),
	  .nodes = 4,
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "e1:00.0@13=31:00.0 | 3:24,26" },
	{ .name = "GPU on node 0: the bonus of vnode 0 beats a freer node",
	  GPU_ON(0),
	  .used = "0-1",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "e1:00.0@4=21:00.0 | 0:2,4" },
	{ .name = "the bonus of vnode 1, where vnode 0 is already",
	  GPU_ON(1),
	  .pin = OG_PIN_CORE,
	  .cpus = { 2, 2 },
	  .want = "e1:00.0@13=31:00.0 | 1:8,10 1:12,14" },
	{ .name = "no bonus on a node without room",
	  GPU_ON(0),
	  .used = "0-5",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "e1:00.0@4=21:00.0 | 1:8,10" },
	{ .name = "no device: the freest node",
	  .used = "8",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 0:0,1" },
	{ .name = "no device: the highest of equals",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 1:8,9" },
};

static const struct og_oned_case memory[] = {
	{ .name = "memory of another node",
	  .used = "8-15",
	  .mem_used = { 1000 },
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 0m1:0,1" },
	{ .name = "memory here is better than a better score",
	  .used = "0-3",
	  .mem_used = { 0, 1000 },
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 0:4,5" },
	{ .name = "the same remote memory given twice",
	  .used = "8-15",
	  .mem_used = { 1024 },
	  .pin = OG_PIN_CORE,
	  .cpus = { 2, 2 },
	  .mem = 1024,
	  .want = "| 0m1:0,2 0m1:4,6" },
	{ .name = "DISTANCE too short to say",
	  .used = "8-15",
	  .mem_used = { 1024 },
	  .short_distance = true,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| unpredictable" },
	{ .name = "DISTANCE short, but not needed",
	  .used = "8-15",
	  .short_distance = true,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 0:0,1" },
	{ .name = "memory nowhere",
	  .mem_used = { 1024, 1024 },
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "huge pages",
	  .pages = { 0, 64 },
	  .used = "8-9",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .want = "| 1:10,11" },
	{ .name = "one huge page too few",
	  .pages = { 63, 63 },
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "free huge pages wrap below zero",
	  .pages = { 10, 256 },
	  .used = "8-15",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2, 2 },
	  .mem = 100,
	  .hugepage_mb = 2,
	  .want = "| 0m1:0,2 0:4,6" },
	{ .name = "huge pages without a pin: most free pages",
	  .pages = { 64, 65 },
	  .isolated = "10",
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .want = "| 1:8,9,11,12,13,14,15" },
	{ .name = "huge pages without a pin: the lowest of equals",
	  .pages = { 64, 64 },
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .want = "| 0:0,1,2,3,4,5,6,7" },
	{ .name = "huge pages without a pin: not without memory",
	  .pages = { 64, 65 },
	  .mem_used = { 0, 1000 },
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .want = "| 0:0,1,2,3,4,5,6,7" },
	{ .name = "huge pages without a pin: no node",
	  .pages = { 63, 63 },
	  .cpus = { 2 },
	  .hugepage_mb = 2,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "NODE_AFFINITY shares the whole node",
	  .used = "8-15",
	  .isolated = "9",
	  .cpus = { 2 },
	  .affinity = 1 + 1,
	  .want = "| 1:8,10,11,12,13,14,15" },
	{ .name = "NODE_AFFINITY without memory there",
	  .mem_used = { 0, 1000 },
	  .cpus = { 2 },
	  .affinity = 1 + 1,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "NODE_AFFINITY of no node",
	  .cpus = { 2 },
	  .affinity = 7 + 1,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
};

static const struct og_oned_case cpus[] = {
	{ .name = "vnodes that fit one by one but not together",
	  .used = "8-15",
	  .pin = OG_PIN_CORE,
	  .cpus = { 3, 3 },
	  .want = "| numa fails" },
	{ .name = "vnodes that fit together",
	  .used = "8-15",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2, 2 },
	  .want = "| 0:0,2 0:4,6" },
	{ .name = "too many CPUs for any node",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 9 },
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "CORE takes the lowest CPU though it is isolated",
	  .nodes = 1,
	  .isolated = "0",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "| 0:0,2" },
	{ .name = "CORE passes over a core isolated whole",
	  .nodes = 1,
	  .isolated = "0-1",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "| 0:2,4" },
	{ .name = "CORE passes over a core in use",
	  .nodes = 1,
	  .used = "1",
	  .pin = OG_PIN_CORE,
	  .cpus = { 2 },
	  .want = "| 0:2,4" },
	{ .name = "THREAD by whole cores first",
	  .nodes = 1,
	  .used = "1",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 4 },
	  .want = "| 0:2,3,4,5" },
	{ .name = "THREAD by single threads where pairs do not divide",
	  .nodes = 1,
	  .used = "1",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 3 },
	  .want = "| 0:0,2,3" },
	{ .name = "THREAD by single threads where pairs do not suffice",
	  .nodes = 1,
	  .used = "1,3,5",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 4 },
	  .want = "| 0:0,2,4,6" },
	{ .name = "one t for all vnodes",
	  .nodes = 1,
	  .used = "1",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2, 1 },
	  .want = "| 0:0,2 0:3" },
	{ .name = "THREADS given: that one only",
	  .nodes = 1,
	  .used = "1",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 4 },
	  .threads = 1,
	  .want = "| 0:0,2,3,4" },
	{ .name = "THREADS given that does not suffice",
	  .nodes = 1,
	  .used = "1,3,5",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 4 },
	  .threads = 2,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "THREADS given that does not divide",
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 3 },
	  .threads = 2,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "THREADS 3",
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 3 },
	  .threads = 3,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "THREADS 3, of CPUs that 1 and 2 divide",
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 4 },
	  .threads = 3,
	  .fit = OG_FIT_NUMA,
	  .want = "| numa fails" },
	{ .name = "CORE ignores THREADS",
	  .nodes = 1,
	  .pin = OG_PIN_CORE,
	  .cpus = { 3 },
	  .threads = 2,
	  .want = "| 0:0,2,4" },
	{ .name = "SHARED like THREAD",
	  .nodes = 1,
	  .used = "0",
	  .pin = OG_PIN_SHARED,
	  .cpus = { 2 },
	  .want = "| 0:2,3" },
	{ .name = "isolated CPUs are not given",
	  .nodes = 1,
	  .isolated = "0,3",
	  .pin = OG_PIN_THREAD,
	  .cpus = { 5 },
	  .want = "| 0:1,2,4,5,6" },
	{ .name = "VMS_THREAD 2: a used CPU again",
	  .nodes = 1,
	  .used = "0-7",
	  .vms_thread = 2,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .want = "| 0:0,1" },
	{ .name = "no vnodes, no pins", .want = "|" },
};

START_TEST(locality_as_oned_does_it)
{
	og_case_check(&locality[_i]);
}
END_TEST

START_TEST(memory_as_oned_does_it)
{
	og_case_check(&memory[_i]);
}
END_TEST

START_TEST(cpus_as_oned_does_it)
{
	og_case_check(&cpus[_i]);
}
END_TEST

static void allocate(struct og_host *host, enum og_pin pin, uint32_t count,
		     struct og_oned_alloc *ret_alloc)
{
	struct og_vnode_request vnode = { count, 128 * OG_MIB };
	struct og_vm vm;

	og_vm_init(&vm);
	vm.id = 5;
	vm.pin = pin;
	vm.has_topology = true;
	vm.vcpu = count;
	vm.sockets = 1;
	vm.vnodes = &vnode;
	vm.n_vnodes = 1;
	og_oned_allocate(host, &vm, ret_alloc);
}

START_TEST(allocations_add_up)
{
	const struct og_build build = { 1, 4, 2, 1024 * OG_MIB, 0, 1 };
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc a = { 0 };
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc b = { 0 };
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc c = { 0 };
	og_cleanup(og_host_free) struct og_host host;

	og_build_host(&host, &build);
	allocate(&host, OG_PIN_CORE, 2, &a);
	ck_assert(a.numa_ok && a.has_topology);
	ck_assert_uint_eq(a.threads, 1);
	ck_assert_uint_eq(a.cores, 2);
	/* The other CPU of a dedicated core is nobody's. */
	allocate(&host, OG_PIN_THREAD, 4, &b);
	ck_assert(b.numa_ok);
	ck_assert_uint_eq(b.threads, 2);
	ck_assert_uint_eq(b.cores, 2);
	ck_assert_int_eq(b.vnodes[0].cpus[0], 4);
	ck_assert_int_eq(b.vnodes[0].cpus[3], 7);
	ck_assert_int_eq(host.nodes[0].mem_used, 256 * OG_MIB);
	allocate(&host, OG_PIN_THREAD, 1, &c);
	ck_assert(!c.numa_ok);
	ck_assert(!c.has_topology);
	ck_assert_int_eq(host.nodes[0].mem_used, 256 * OG_MIB);
}
END_TEST

Suite *og_suite_oned_nodes(void)
{
	Suite *s = suite_create("oned-nodes");
	TCase *tc = tcase_create("oned-nodes");

	tcase_add_loop_test(tc, locality_as_oned_does_it, 0,
			    OG_COUNT(locality));
	tcase_add_loop_test(tc, memory_as_oned_does_it, 0, OG_COUNT(memory));
	tcase_add_loop_test(tc, cpus_as_oned_does_it, 0, OG_COUNT(cpus));
	tcase_add_test(tc, allocations_add_up);
	suite_add_tcase(s, tc);
	return s;
}
