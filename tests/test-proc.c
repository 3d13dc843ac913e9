// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"
#include "proc.h"
#include "style.h"
#include "tmpfile.h"
#include "tools-suites.h"

static const struct {
	const char *name, *script, *out, *err;
	int status;
} cases[] = {
	{ "out", "echo hello", "hello\n", "", 0 },
	{ "both", "echo a; echo b >&2", "a\n", "b\n", 0 },
	{ "status", "exit 3", "", "", 3 },
	{ "signal", "kill -TERM $$", "", "", 128 + 15 },
	{ "stdin is empty", "cat", "", "", 0 },
};

START_TEST(runs)
{
	og_autoproc proc = { 0 };
	struct og_err err = { 0 };
	const char *const argv[] = { "sh", "-c", cases[_i].script, NULL };

	ck_assert_msg(og_proc_run(argv, NULL, &proc, &err) == 0, "%s", err.msg);
	ck_assert_str_eq(og_buf_text(&proc.out), cases[_i].out);
	ck_assert_str_eq(og_buf_text(&proc.err), cases[_i].err);
	ck_assert_int_eq(proc.status, cases[_i].status);
}
END_TEST

START_TEST(feeds_a_file)
{
	og_cleanup(og_tmpfile_drop) char *path = NULL;
	og_autofree char *kept = NULL;
	og_autobuf text = OG_BUF_INIT;
	og_autoproc proc = { 0 };
	struct og_err err = { 0 };

	/* More than any pipe holds, both ways. */
	for (int i = 0; i < 100000; i++)
		og_buf_str(&text, "0123456789");
	ck_assert_int_eq(og_tmpfile_make("in", &text, &path, &err), 0);
	ck_assert_int_eq(
		og_proc_run((const char *[]){ "cat", NULL }, path, &proc, &err),
		0);
	ck_assert_uint_eq(proc.out.len, text.len);
	kept = og_strdup(path);
	og_tmpfile_drop(&path);
	ck_assert_int_lt(access(kept, F_OK), 0);
}
END_TEST

START_TEST(names_what_is_missing)
{
	og_autoproc proc = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(
		og_proc_run((const char *[]){ "/no-such-folder/program", NULL },
			    NULL, &proc, &err),
		-ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "/no-such-folder/program"));
	err = (struct og_err){ 0 };
	ck_assert_int_eq(og_proc_run((const char *[]){ "cat", NULL },
				     "/no/such/file", &proc, &err),
			 -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "/no/such/file"));
}
END_TEST

START_TEST(fills_what_is_closed)
{
	char byte;

	close(STDIN_FILENO);
	close(STDERR_FILENO);
	og_proc_fill_standard();
	ck_assert_int_eq(read(STDIN_FILENO, &byte, 1), 0);
	ck_assert_int_eq(write(STDERR_FILENO, "x", 1), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_gt(dup(STDIN_FILENO), STDERR_FILENO);
}
END_TEST

START_TEST(names_the_folder_for_files)
{
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	char *path = NULL;

	setenv("TMPDIR", "/no/such/folder", 1);
	ck_assert_int_eq(og_tmpfile_make("x", &text, &path, &err), -ENOENT);
	ck_assert_str_eq(err.msg,
			 "no folder can be made in TMPDIR=/no/such/folder: No "
			 "such file or directory; set TMPDIR to one that can "
			 "be written to");
	ck_assert_ptr_null(path);
	unsetenv("TMPDIR");
}
END_TEST

START_TEST(shows_the_command)
{
	og_autobuf out = OG_BUF_INIT;

	og_proc_show((const char *[]){ "/usr/bin/virsh", "-c",
				       "test:///default", "/tmp/x/d.xml",
				       NULL },
		     "/a/b.xml", &out);
	ck_assert_str_eq(og_buf_text(&out),
			 "virsh -c test:///default d.xml < b.xml");
}
END_TEST

Suite *suite_proc(void)
{
	Suite *suite = suite_create("proc");
	TCase *tc = tcase_create("proc");

	tcase_add_loop_test(tc, runs, 0, OG_COUNT(cases));
	tcase_add_test(tc, feeds_a_file);
	tcase_add_test(tc, names_what_is_missing);
	tcase_add_test(tc, fills_what_is_closed);
	tcase_add_test(tc, names_the_folder_for_files);
	tcase_add_test(tc, shows_the_command);
	suite_add_tcase(suite, tc);
	return suite;
}

static const struct {
	const char *name, *text;
	bool utf8;
	unsigned columns, used;
	const char *want;
} clips[] = {
	{ "fits", "abc", false, 3, 3, "abc" },
	{ "cut", "abcd", false, 3, 3, "ab~" },
	{ "no room", "abc", false, 0, 0, "" },
	{ "escape", "a\033[2Jb", false, 9, 6, "a?[2Jb" },
	{ "UTF-8 shown", "n\xc3\xa9", true, 9, 2, "n\xc3\xa9" },
	{ "UTF-8 hidden", "n\xc3\xa9x", false, 9, 3, "n?x" },
	{ "broken UTF-8", "\xc3(\xff", true, 9, 3, "?(?" },
	{ "cut before the last", "n\xc3\xa9n\xc3\xa9", true, 3, 3,
	  "n\xc3\xa9~" },
};

START_TEST(clipped)
{
	struct og_style style = { .utf8 = clips[_i].utf8 };
	og_autobuf out = OG_BUF_INIT;
	unsigned used;

	used = og_style_clip(&style, &out, clips[_i].text, clips[_i].columns);
	ck_assert_str_eq(og_buf_text(&out), clips[_i].want);
	ck_assert_uint_eq(used, clips[_i].used);
}
END_TEST

#define TEN "123456789 "

static const struct {
	const char *name, *text, *want;
} wraps[] = {
	{ "short", "a b", "    a b\n" },
	{ "lines", "a\nb\n", "    a\n    b\n" },
	{ "nothing", "", "" },
	{ "at a blank", TEN TEN TEN TEN TEN TEN TEN "12345 over",
	  "    " TEN TEN TEN TEN TEN TEN TEN "12345\n    over\n" },
	{ "exactly full", TEN TEN TEN TEN TEN TEN TEN "12345",
	  "    " TEN TEN TEN TEN TEN TEN TEN "12345\n" },
	{ "escape", "\033[2J", "    ?[2J\n" },
};

START_TEST(wrapped)
{
	static const struct og_style plain = { 0 };
	og_autobuf out = OG_BUF_INIT;

	og_style_wrap(&plain, &out, 4, wraps[_i].text);
	ck_assert_str_eq(og_buf_text(&out), wraps[_i].want);
}
END_TEST

static const struct {
	const char *lc_all, *lc_ctype, *lang;
	bool utf8;
} locales[] = {
	{ NULL, NULL, NULL, false },
	{ NULL, NULL, "en_US.UTF-8", true },
	{ NULL, NULL, "C.utf8", true },
	{ NULL, NULL, "de_DE.ISO-8859-1", false },
	{ "C", NULL, "en_US.UTF-8", false },
	{ "", "", "en_US.UTF-8", true },
	{ NULL, "C", "en_US.UTF-8", false },
	{ NULL, NULL, "en_US.UTF-8@euro", true },
};

static void set_or_unset(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

START_TEST(detected)
{
	int fds[2];

	set_or_unset("LC_ALL", locales[_i].lc_all);
	set_or_unset("LC_CTYPE", locales[_i].lc_ctype);
	set_or_unset("LANG", locales[_i].lang);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert(og_style_detect(fds[1]).utf8 == locales[_i].utf8);
	ck_assert(!og_style_detect(fds[1]).colour);
	close(fds[0]);
	close(fds[1]);
	set_or_unset("LC_ALL", "C");
}
END_TEST

static const struct {
	const char *columns;
	unsigned want;
} screens[] = {
	{ NULL, 80 },  { "", 80 },   { "60", 60 },  { "40", 40 },
	{ "39", 40 },  { "1", 40 },  { "0", 80 },   { "80", 80 },
	{ "200", 80 }, { "-5", 80 }, { "60x", 80 }, { "99999999999", 80 },
};

START_TEST(measured)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_style style;

	set_or_unset("COLUMNS", screens[_i].columns);
	/* No terminal: it has no word of its own. */
	style = og_style_detect(-1);
	ck_assert_uint_eq(style.columns, screens[_i].want);
	ck_assert_uint_eq(og_style_columns(&style), screens[_i].want);
	unsetenv("COLUMNS");
	og_style_wrap(&style, &out, 4, TEN TEN TEN TEN TEN TEN TEN TEN TEN);
	ck_assert_uint_le(strcspn(og_buf_text(&out), "\n"),
			  screens[_i].want - 1);
}
END_TEST

Suite *suite_style(void)
{
	Suite *suite = suite_create("style");
	TCase *tc = tcase_create("style");

	tcase_add_loop_test(tc, clipped, 0, OG_COUNT(clips));
	tcase_add_loop_test(tc, wrapped, 0, OG_COUNT(wraps));
	tcase_add_loop_test(tc, measured, 0, OG_COUNT(screens));
	tcase_add_loop_test(tc, detected, 0, OG_COUNT(locales));
	suite_add_tcase(suite, tc);
	return suite;
}
