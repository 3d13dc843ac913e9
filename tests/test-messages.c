// SPDX-License-Identifier: Apache-2.0
/*
 * test-messages: our own messages, one folder each in tests/messages, with
 * the plan and the log lines that belong to them.
 */
#include "harness.h"
#include "message-case.h"

static const char *const cases[] = {
	"batch-two-hosts",    "faulty-host", "gpu-node1-node0-freer",
	"migrate-and-resume", "no-gpu-left", "two-gpus-two-vnodes",
};

static char *path_of(const char *name, const char *file)
{
	og_autofree char *relative =
		og_asprintf("tests/messages/%s/%s", name, file);

	return og_test_path(relative);
}

START_TEST(message_and_its_plan)
{
	og_autofree char *in = path_of(cases[_i], "place.in.xml");
	og_autofree char *out = path_of(cases[_i], "place.out");
	og_autofree char *log = path_of(cases[_i], "place.err");

	og_message_check(in, out, log);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("messages");
	TCase *tc = tcase_create("messages");

	tcase_add_loop_test(tc, message_and_its_plan, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return og_test_run(&s, 1);
}
