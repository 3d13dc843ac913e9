// SPDX-License-Identifier: Apache-2.0
/* The message as it comes in: plain, in base64, wrapped, or not at all. */
#include <errno.h>
#include <unistd.h>

#include "input.h"
#include "sched-suites.h"

/* The shortest message, and the same in base64. */
#define PLAIN                                             \
	"<SCHEDULER_DRIVER_ACTION><VM_POOL/><HOST_POOL/>" \
	"<DATASTORE_POOL/><REQUIREMENTS/></SCHEDULER_DRIVER_ACTION>"
#define BASE64_1 "PFNDSEVEVUxFUl9EUklWRVJfQUNUSU9OPjxWTV9QT09MLz48SE9TVF9QT09M"
#define BASE64_2 "Lz48REFUQVNUT1JFX1BPT0wvPjxSRVFVSVJFTUVOVFMvPjwvU0NIRURVTEVS"
#define BASE64_3 "X0RSSVZFUl9BQ1RJT04+"

static const struct {
	const char *name, *text;
	int rc;
	const char *want; /* in the message */
} inputs[] = {
	{ "plain", PLAIN, 0, "" },
	{ "plain after white space", "\n \t" PLAIN "\n", 0, "" },
	{ "base64", BASE64_1 BASE64_2 BASE64_3, 0, "" },
	{ "base64, wrapped", "\n" BASE64_1 "\n" BASE64_2 "\r\n" BASE64_3 "\n\n",
	  0, "" },
	{ "nothing", "", -ENODATA, "in: empty; a SCHEDULER_DRIVER_ACTION" },
	{ "white space", " \n\n", -ENODATA, "in: empty; " },
	{ "base64, cut in a group", BASE64_1 BASE64_2 "X0R", -EINVAL,
	  "in: base64: cut off after 123 characters" },
	{ "base64, cut between groups", BASE64_1 BASE64_2, -EINVAL,
	  "cut off inside SCHEDULER_DRIVER_ACTION" },
	{ "base64, broken", BASE64_1 "*" BASE64_2, -EINVAL,
	  "in: base64: a character that does not belong there, at or after "
	  "offset 60" },
	{ "base64 of no XML", "aGVsbG8=", -EINVAL, "in: line 1" },
	{ "no base64", "hello, world", -EINVAL, "at or after offset 5" },
	{ "a word that is base64", "hell", -EINVAL, "in: " },
	{ "plain, cut", "<SCHEDULER_DRIVER_ACTION><VM_POOL>", -EINVAL,
	  "cut off inside VM_POOL" },
	{ "plain, then base64", PLAIN BASE64_1, -EINVAL, "not well-formed" },
	{ "base64, then plain", BASE64_1 BASE64_2 BASE64_3 PLAIN, -EINVAL,
	  "in: base64: " },
};

START_TEST(a_message_comes_in)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	const char *text = inputs[_i].text;
	struct og_err err = { 0 };
	int fds[2], r;

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], text, strlen(text)),
			 (ssize_t)strlen(text));
	close(fds[1]);
	r = og_input_read(fds[0], "in", &msg, &err);
	close(fds[0]);
	ck_assert_msg(r == inputs[_i].rc, "%s: %d %s", inputs[_i].name, r,
		      err.msg);
	ck_assert_msg(strstr(err.msg, inputs[_i].want) != NULL, "%s: %s",
		      inputs[_i].name, err.msg);
}
END_TEST

START_TEST(what_cannot_be_read_is_said)
{
	struct og_message msg = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_input_read(-1, "in", &msg, &err), -EBADF);
	ck_assert_str_eq(err.msg, "in: Bad file descriptor");
}
END_TEST

Suite *og_suite_input(void)
{
	Suite *s = suite_create("input");
	TCase *tc = tcase_create("input");

	tcase_add_loop_test(tc, a_message_comes_in, 0, OG_COUNT(inputs));
	tcase_add_test(tc, what_cannot_be_read_is_said);
	suite_add_tcase(s, tc);
	return s;
}
