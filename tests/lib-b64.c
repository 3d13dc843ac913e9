// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdbool.h>

#include "b64.h"
#include "lib-suites.h"

/* Decode `text` in pieces: the first `cut` characters, then the rest. */
static int decode(const char *text, size_t len, size_t cut, struct og_buf *out,
		  struct og_err *err)
{
	og_cleanup(og_b64_freep) struct og_b64 *dec = og_b64_new();
	const size_t pieces[] = { cut, len - cut };

	for (size_t i = 0; i < OG_COUNT(pieces); i++) {
		og_autofree uint8_t *room = og_malloc(og_b64_room(pieces[i]));
		size_t n;
		int r = og_b64_feed(dec, text, pieces[i], room, &n, err);

		if (r < 0)
			return r;
		ck_assert_uint_le(n, og_b64_room(pieces[i]));
		og_buf_add(out, room, n);
		text += pieces[i];
	}
	return og_b64_finish(dec, err);
}

static const struct {
	const char *name, *text, *want;
} good[] = {
	{ "nothing", "", "" },
	{ "only white space", " \n", "" },
	{ "one byte", "YQ==", "a" },
	{ "two bytes", "YWI=", "ab" },
	{ "three bytes", "YWJj", "abc" },
	{ "one line", "b25lZ3B1IGtlZXBzIGl0cyB3b3Jk", "onegpu keeps its word" },
	{ "wrapped", "b25lZ3B1\nIGtlZXBz\r\nIGl0cyB3\n b3Jk\n\n",
	  "onegpu keeps its word" },
	{ "padding wrapped", "YQ=\n=\n", "a" },
	{ "plus and slash", "+/+/", "\xfb\xff\xbf" },
};

START_TEST(decodes_however_it_is_split)
{
	size_t len = strlen(good[_i].text);

	for (size_t cut = 0; cut <= len; cut++) {
		og_autobuf out = OG_BUF_INIT;
		struct og_err err = { 0 };
		int r = decode(good[_i].text, len, cut, &out, &err);

		ck_assert_msg(r == 0, "%s, cut at %zu: %s", good[_i].name, cut,
			      err.msg);
		ck_assert_str_eq(og_buf_text(&out), good[_i].want);
	}
}
END_TEST

static const struct {
	const char *name, *text;
	size_t len;
	const char *want; /* in the message */
} bad[] = {
	{ "one character", "Y", 1, "cut off after 1 characters" },
	{ "cut in a group", "YWJjYW", 6, "cut off after 6 characters" },
	{ "padding missing", "YQ=", 3, "cut off after 3 characters" },
	{ "no base64 at all", "{\"a\": 1}", 8, "at or after offset 0" },
	{ "bad character", "YWJj!WJj", 8, "at or after offset 4" },
	{ "url alphabet", "YWJ-", 4, "at or after offset 3" },
	{ "NUL", "YWJ\0", 4, "at or after offset 3" },
	{ "NUL before another", "Y\0J!", 4, "at or after offset 1" },
	{ "high bit", "YWJ\xff", 4, "at or after offset 3" },
	{ "data after padding", "YQ==YQ==", 8, "at or after offset 0" },
	{ "third padding", "YQ===", 5, "at or after offset 0" },
	{ "padding first", "====", 4, "at or after offset 0" },
	{ "bits left over", "YR==", 4, "at or after offset 0" },
};

START_TEST(refuses_with_a_place)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = decode(bad[_i].text, bad[_i].len, 0, &out, &err);

	ck_assert_msg(r == -EINVAL, "%s: %d", bad[_i].name, r);
	ck_assert_msg(strstr(err.msg, bad[_i].want) != NULL, "%s: %s",
		      bad[_i].name, err.msg);
}
END_TEST

START_TEST(refuses_however_it_is_split)
{
	for (size_t cut = 0; cut <= bad[_i].len; cut++) {
		og_autobuf out = OG_BUF_INIT;

		ck_assert_msg(decode(bad[_i].text, bad[_i].len, cut, &out,
				     NULL) == -EINVAL,
			      "%s, cut at %zu", bad[_i].name, cut);
	}
}
END_TEST

START_TEST(every_truncation_but_whole_groups_is_refused)
{
	const char *text = "b25lZ3B1IGtlZXBz";

	for (size_t len = 0; len <= strlen(text); len++) {
		og_autobuf out = OG_BUF_INIT;
		int r = decode(text, len, len / 2, &out, NULL);

		ck_assert_int_eq(r, len % 4 ? -EINVAL : 0);
	}
}
END_TEST

START_TEST(offsets_count_from_the_start)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	ck_assert_int_eq(decode("YWJjYWJjYWJ*", 12, 8, &out, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "offset 11"));
}
END_TEST

Suite *og_suite_b64(void)
{
	Suite *s = suite_create("b64");
	TCase *tc = tcase_create("b64");

	tcase_add_loop_test(tc, decodes_however_it_is_split, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses_with_a_place, 0, OG_COUNT(bad));
	tcase_add_loop_test(tc, refuses_however_it_is_split, 0, OG_COUNT(bad));
	tcase_add_test(tc, every_truncation_but_whole_groups_is_refused);
	tcase_add_test(tc, offsets_count_from_the_start);
	suite_add_tcase(s, tc);
	return s;
}
