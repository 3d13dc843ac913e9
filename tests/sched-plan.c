// SPDX-License-Identifier: Apache-2.0
/* The two texts of a plan: the document and the log lines. */
#include "plan.h"
#include "reasons.h"
#include "sched-suites.h"

START_TEST(nothing_to_do)
{
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_plan_write(&plan, &out);
	ck_assert_str_eq(og_buf_text(&out), "<PLAN><ID>-1</ID></PLAN>\n");
}
END_TEST

START_TEST(actions_in_the_order_of_the_schema)
{
	const struct og_action deploy = { 23, 12, 100, OG_DEPLOY };
	const struct og_action migrate = { INT32_MAX, 0, 0, OG_MIGRATE };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_plan_add(&plan, &deploy);
	og_plan_add(&plan, &migrate);
	og_plan_write(&plan, &out);
	ck_assert_str_eq(og_buf_text(&out),
			 "<PLAN><ID>-1</ID>\n"
			 "<ACTION><VM_ID>23</VM_ID>"
			 "<OPERATION>deploy</OPERATION>"
			 "<HOST_ID>12</HOST_ID><DS_ID>100</DS_ID></ACTION>\n"
			 "<ACTION><VM_ID>2147483647</VM_ID>"
			 "<OPERATION>migrate</OPERATION>"
			 "<HOST_ID>0</HOST_ID><DS_ID>0</DS_ID></ACTION>\n"
			 "</PLAN>\n");
}
END_TEST

START_TEST(notes_in_the_order_they_were_made)
{
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autofree char *got = NULL;
	size_t len;
	FILE *f = open_memstream(&got, &len);

	og_plan_note(&plan, OG_WARN, -1, "host %d", 3);
	og_plan_note(&plan, OG_ERROR, 5, "%d hosts", 2);
	og_plan_note(&plan, OG_INFO, -1, "%d%% used", 7);
	og_plan_log(&plan, f);
	fclose(f);
	/* Never a line whose first number is no VM's id. */
	ck_assert_str_eq(got, "WARN: host 3\nERROR: 5 2 hosts\n"
			      "INFO: \"7% used\"\n");
}
END_TEST

START_TEST(reasons_are_counted_and_the_first_is_told)
{
	struct og_reasons reasons = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_reasons_tell(&reasons, &out);
	ck_assert_uint_eq(out.len, 0);
	ck_assert(og_reasons_add(&reasons, OG_REASON_PCI, 4));
	ck_assert(og_reasons_add(&reasons, OG_REASON_MEMORY, 9));
	og_reasons_story(&reasons, OG_REASON_MEMORY, "first");
	ck_assert(!og_reasons_add(&reasons, OG_REASON_MEMORY, 2));
	og_reasons_tell(&reasons, &out);
	ck_assert_str_eq(og_buf_text(&out),
			 "too little memory: 2 hosts (first host 9: first); "
			 "no free PCI device for it: 1 host (host 4)");
}
END_TEST

START_TEST(a_long_story_is_cut)
{
	struct og_reasons reasons = { 0 };
	og_autobuf out = OG_BUF_INIT;
	char story[1000];

	memset(story, 's', sizeof(story) - 1);
	story[sizeof(story) - 1] = '\0';
	ck_assert(og_reasons_add(&reasons, OG_REASON_FAULT, 4));
	og_reasons_story(&reasons, OG_REASON_FAULT, story);
	og_reasons_tell(&reasons, &out);
	ck_assert_uint_lt(out.len, 320);
}
END_TEST

Suite *og_suite_plan(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("plan");

	tcase_add_test(tc, nothing_to_do);
	tcase_add_test(tc, actions_in_the_order_of_the_schema);
	tcase_add_test(tc, notes_in_the_order_they_were_made);
	tcase_add_test(tc, reasons_are_counted_and_the_first_is_told);
	tcase_add_test(tc, a_long_story_is_cut);
	suite_add_tcase(s, tc);
	return s;
}
