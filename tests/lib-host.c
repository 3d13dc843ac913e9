// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "build.h"
#include "lib-suites.h"

static const struct og_build two_nodes = {
	.nodes = 2,
	.cores = 2,
	.threads = 2,
	.memory = 1024 * OG_MIB,
	.hugepages = 64,
};

START_TEST(finish_sorts_by_id)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_node *node;
	struct og_core *core;

	og_host_init(&host);
	og_host_add_node(&host, 5);
	node = og_host_add_node(&host, 2);
	og_node_add_pages(node, 1048576);
	og_node_add_pages(node, 2048);
	core = og_node_add_core(node, 9);
	og_core_add_cpu(core, 7, OG_VM_NONE, false);
	og_core_add_cpu(core, 3, OG_VM_NONE, false);
	core = og_node_add_core(node, 1);
	og_core_add_cpu(core, 5, OG_VM_NONE, false);
	og_build_gpu(&host, "0001:00:00.0", 2);
	og_build_gpu(&host, "e1:00.0", 2);
	og_build_gpu(&host, "10000:01:00.0", 5);
	og_build_gpu(&host, "21:00.1", 5);
	ck_assert_int_eq(og_host_finish(&host, NULL), 0);

	node = &host.nodes[0];
	ck_assert_int_eq(node->id, 2);
	ck_assert_int_eq(host.nodes[1].id, 5);
	ck_assert_uint_eq(node->pages[0].size_kb, 2048);
	ck_assert_int_eq(node->cores[0].id, 1);
	ck_assert_int_eq(node->cores[1].cpus[0].id, 3);
	ck_assert_int_eq(node->cores[1].cpus[1].id, 7);
	/* By ADDRESS as text: 0000:21, 0000:e1, 0001:00, 10000:01. */
	ck_assert_uint_eq(host.devices[0].bdf.bus, 0x21);
	ck_assert_uint_eq(host.devices[1].bdf.bus, 0xe1);
	ck_assert_uint_eq(host.devices[2].bdf.domain, 1);
	ck_assert_uint_eq(host.devices[3].bdf.domain, 0x10000);
}
END_TEST

START_TEST(an_empty_host_is_a_host)
{
	og_cleanup(og_host_free) struct og_host host;
	const struct og_bdf bdf = { 0 };

	og_host_init(&host);
	ck_assert_int_eq(og_host_finish(&host, NULL), 0);
	ck_assert_uint_eq(host.vms_thread, 1);
	ck_assert_uint_eq(og_host_threads(&host), 1);
	ck_assert_ptr_null(og_host_node(&host, 0));
	ck_assert_ptr_null(og_host_node_of_cpu(&host, 0));
	ck_assert_ptr_null(og_host_device(&host, &bdf));
}
END_TEST

enum fault {
	NODE_WITHOUT_ID,
	NODE_TWICE,
	CORE_WITHOUT_ID,
	CORE_TWICE,
	CORE_WITHOUT_CPUS,
	CPU_IN_TWO_CORES,
	CPU_IN_TWO_NODES,
	CPU_NEGATIVE,
	CPU_TOO_HIGH,
	MEMORY_NEGATIVE,
	USED_NEGATIVE,
};

static void spoil(struct og_host *host, enum fault fault)
{
	struct og_node *node = &host->nodes[1];
	struct og_core *core = &node->cores[1];

	switch (fault) {
	case NODE_WITHOUT_ID:
		og_host_add_node(host, -1);
		break;
	case NODE_TWICE:
		og_host_add_node(host, 0);
		break;
	case CORE_WITHOUT_ID:
		core->id = -1;
		break;
	case CORE_TWICE:
		core->id = 0;
		break;
	case CORE_WITHOUT_CPUS:
		og_node_add_core(node, 2);
		break;
	case CPU_IN_TWO_CORES:
		og_core_add_cpu(core, 4, OG_VM_NONE, false);
		break;
	case CPU_IN_TWO_NODES:
		og_core_add_cpu(core, 0, OG_VM_NONE, false);
		break;
	case CPU_NEGATIVE:
		og_core_add_cpu(core, -1, OG_VM_NONE, false);
		break;
	case CPU_TOO_HIGH:
		og_core_add_cpu(core, OG_CPU_MAX, OG_VM_NONE, false);
		break;
	case MEMORY_NEGATIVE:
		node->mem_total = -1;
		break;
	case USED_NEGATIVE:
		node->mem_used = -1;
		break;
	}
}

static const struct {
	enum fault fault;
	const char *want;
} faults[] = {
	{ NODE_WITHOUT_ID, "a NUMA node without NODE_ID" },
	{ NODE_TWICE, "NUMA node 0 is listed twice" },
	{ CORE_WITHOUT_ID, "node 1: a core without ID" },
	{ CORE_TWICE, "node 1: core 0 is listed twice" },
	{ CORE_WITHOUT_CPUS, "node 1 core 2: no CPUS" },
	{ CPU_IN_TWO_CORES, "CPU 4 is in two cores" },
	{ CPU_IN_TWO_NODES, "CPU 0 is in two cores" },
	{ CPU_NEGATIVE, "node 1 core 1: CPU -1 is outside 0 to 8191" },
	{ CPU_TOO_HIGH, "node 1 core 1: CPU 8192 is outside 0 to 8191" },
	{ MEMORY_NEGATIVE, "node 1: negative memory" },
	{ USED_NEGATIVE, "node 1: negative memory" },
};

START_TEST(absurd_hosts_are_named)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_err err = { 0 };

	og_build_host(&host, &two_nodes);
	spoil(&host, faults[_i].fault);
	ck_assert_int_eq(og_host_finish(&host, &err), -EINVAL);
	ck_assert_str_eq(err.msg, faults[_i].want);
}
END_TEST

START_TEST(one_cpu_counts_its_users)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_core *core;

	og_host_init(&host);
	core = og_node_add_core(og_host_add_node(&host, 0), 0);
	og_core_add_cpu(core, 4, 11, false);
	og_core_add_cpu(core, 4, 12, false);
	og_core_add_cpu(core, 4, OG_VM_NONE, true);
	og_core_add_cpu(core, 5, -2, true);
	ck_assert_uint_eq(core->n_cpus, 2);
	ck_assert_uint_eq(core->cpus[0].users, 2);
	ck_assert_int_eq(core->cpus[0].vm, 12);
	ck_assert(core->cpus[0].isolated);
	ck_assert_uint_eq(core->cpus[1].users, 0);
	ck_assert_int_eq(core->cpus[1].vm, OG_VM_NONE);
	ck_assert(core->cpus[1].isolated);
}
END_TEST

START_TEST(lookups_find_or_return_null)
{
	og_cleanup(og_host_free) struct og_host host;
	struct og_bdf bdf = { .bus = 0xe1 };
	struct og_core *core = NULL;

	og_build_host(&host, &two_nodes);
	og_build_gpu(&host, "e1:00.0", 1);
	ck_assert_int_eq(og_host_node(&host, 1)->id, 1);
	ck_assert_ptr_null(og_host_node(&host, 2));
	ck_assert_int_eq(og_host_node_of_cpu(&host, 7)->id, 1);
	ck_assert_ptr_null(og_host_node_of_cpu(&host, 8));
	ck_assert_ptr_null(og_node_cpu(&host.nodes[0], 7, &core));
	ck_assert_ptr_null(core);
	ck_assert_int_eq(og_node_cpu(&host.nodes[1], 7, &core)->id, 7);
	ck_assert_int_eq(core->id, 1);
	ck_assert_int_eq(og_host_device(&host, &bdf)->node, 1);
	bdf.func = 1;
	ck_assert_ptr_null(og_host_device(&host, &bdf));
	ck_assert_uint_eq(og_host_threads(&host), 2);
}
END_TEST

START_TEST(threads_are_those_of_the_widest_core)
{
	og_cleanup(og_host_free) struct og_host host;

	og_build_host(&host, &two_nodes);
	og_core_add_cpu(&host.nodes[1].cores[1], 8, OG_VM_NONE, false);
	ck_assert_uint_eq(og_host_threads(&host), 3);
}
END_TEST

START_TEST(a_copy_is_deep)
{
	og_cleanup(og_host_free) struct og_host host, copy;

	og_build_host(&host, &two_nodes);
	og_build_gpu(&host, "e1:00.0", 1);
	host.devices[0].uuid = og_strdup("u");
	host.devices[0].mdev_mode = og_strdup("legacy");
	og_host_copy(&host, &copy);

	copy.nodes[0].mem_used = 7;
	copy.nodes[0].pages[0].used = 7;
	copy.nodes[0].distance[0] = 7;
	copy.nodes[0].cores[0].dedicated = true;
	copy.nodes[0].cores[0].cpus[0].users = 7;
	copy.devices[0].vm = 7;
	copy.devices[0].uuid[0] = 'v';
	copy.devices[0].mdev_mode[0] = 'L';
	og_core_add_cpu(&copy.nodes[1].cores[1], 99, OG_VM_NONE, false);
	og_host_add_node(&copy, 9);

	ck_assert_int_eq(host.nodes[0].mem_used, 0);
	ck_assert_uint_eq(host.nodes[0].pages[0].used, 0);
	ck_assert_int_eq(host.nodes[0].distance[0], 0);
	ck_assert(!host.nodes[0].cores[0].dedicated);
	ck_assert_uint_eq(host.nodes[0].cores[0].cpus[0].users, 0);
	ck_assert_int_eq(host.devices[0].vm, OG_VM_NONE);
	ck_assert_str_eq(host.devices[0].uuid, "u");
	ck_assert_str_eq(host.devices[0].mdev_mode, "legacy");
	ck_assert_uint_eq(host.nodes[1].cores[1].n_cpus, 2);
	ck_assert_uint_eq(host.n_nodes, 2);
}
END_TEST

Suite *og_suite_host(void)
{
	Suite *s = suite_create("host");
	TCase *tc = tcase_create("host");

	tcase_add_test(tc, finish_sorts_by_id);
	tcase_add_test(tc, an_empty_host_is_a_host);
	tcase_add_loop_test(tc, absurd_hosts_are_named, 0, OG_COUNT(faults));
	tcase_add_test(tc, one_cpu_counts_its_users);
	tcase_add_test(tc, lookups_find_or_return_null);
	tcase_add_test(tc, threads_are_those_of_the_widest_core);
	tcase_add_test(tc, a_copy_is_deep);
	suite_add_tcase(s, tc);
	return s;
}
