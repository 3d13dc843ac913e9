// SPDX-License-Identifier: Apache-2.0
/*
 * test-captured: messages that a running oned sent. They are not ours to
 * ship: only what we answer is in tests/messages/oned-captured.
 */
#include "harness.h"
#include "message-case.h"

static const struct {
	const char *name, *in; /* in: below the data's oned/ */
} cases[] = {
	{ "a_gpu_node1_empty_host", "a_gpu_node1_empty_host/place.in.xml" },
	{ "a_gpu_node1_node0_freer", "a_gpu_node1_node0_freer/place.in.xml" },
	{ "c_2gpu_2nodes_2vnodes", "c_2gpu_2nodes_2vnodes/place.in.xml" },
	{ "d_byname_node0_full", "d_byname_node0_full/place.in.xml" },
	{ "e_numa_dash", "e_numa_dash/place.in.xml" },
	{ "g_2vnodes_dont_fit", "g_2vnodes_dont_fit/place.in.xml" },
	{ "m_no_gpu_left", "m_no_gpu_left/place.in.xml" },
	{ "place_1host_2vms_1gpu", "place_1host_2vms_1gpu.in.xml" },
};

static char *golden_of(const char *name, const char *suffix)
{
	og_autofree char *relative =
		og_asprintf("tests/messages/oned-captured/%s.%s", name, suffix);

	return og_test_path(relative);
}

START_TEST(message_and_its_plan)
{
	og_autofree char *shared = og_test_shared();
	og_autofree char *in = og_asprintf("%s/oned/%s", shared, cases[_i].in);
	og_autofree char *out = golden_of(cases[_i].name, "out");
	og_autofree char *log = golden_of(cases[_i].name, "err");

	og_message_check(in, out, log);
}
END_TEST

int main(void)
{
	og_autofree char *shared = og_test_shared();
	Suite *s;
	TCase *tc;

	if (!shared)
		og_test_skip("no ../shared/data: messages of a running oned");
	s = suite_create("captured");
	tc = tcase_create("captured");
	tcase_add_loop_test(tc, message_and_its_plan, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return og_test_run(&s, 1);
}
