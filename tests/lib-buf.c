// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "lib-suites.h"

START_TEST(an_empty_buffer_is_a_text)
{
	og_autobuf buf = OG_BUF_INIT;

	ck_assert_str_eq(og_buf_text(&buf), "");
	og_buf_add(&buf, NULL, 0);
	ck_assert_str_eq(og_buf_text(&buf), "");
	ck_assert_uint_eq(buf.len, 0);
}
END_TEST

START_TEST(pieces_join)
{
	og_autobuf buf = OG_BUF_INIT;

	og_buf_str(&buf, "ab");
	og_buf_char(&buf, 'c');
	og_buf_fmt(&buf, "%d", 12);
	og_buf_add(&buf, "x\0y", 3);
	ck_assert_uint_eq(buf.len, 8);
	ck_assert_mem_eq(buf.data, "abc12x\0y", 9);
	og_buf_free(&buf);
	ck_assert_ptr_null(buf.data);
	ck_assert_uint_eq(buf.len + buf.cap, 0);
}
END_TEST

START_TEST(growth_keeps_every_byte)
{
	og_autobuf buf = OG_BUF_INIT;

	for (unsigned i = 0; i < 100000; i++)
		og_buf_char(&buf, (char)('a' + i % 26));
	ck_assert_uint_eq(buf.len, 100000);
	for (unsigned i = 0; i < 100000; i++)
		ck_assert_int_eq(buf.data[i], (char)('a' + i % 26));
	ck_assert_int_eq(buf.data[buf.len], '\0');
}
END_TEST

static int pipe_with(size_t len)
{
	og_autofree char *data = og_calloc(1, len);
	int fds[2];

	memset(data, 'x', len);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], data, len), (ssize_t)len);
	close(fds[1]);
	return fds[0];
}

static const struct {
	const char *name;
	size_t len, limit;
	int want;
} limits[] = {
	{ "empty", 0, 0, 0 },	     { "one below", 9, 10, 0 },
	{ "exactly", 10, 10, 0 },    { "one above", 11, 10, -EFBIG },
	{ "limit 0", 1, 0, -EFBIG }, { "no limit", 60000, SIZE_MAX, 0 },
};

START_TEST(reading_is_bounded)
{
	og_autobuf buf = OG_BUF_INIT;
	struct og_err err = { 0 };
	int fd = pipe_with(limits[_i].len);
	int r;

	og_buf_str(&buf, "before");
	r = og_buf_read(&buf, fd, limits[_i].limit, "the pipe", &err);
	close(fd);
	ck_assert_msg(r == limits[_i].want, "%s: %d", limits[_i].name, r);
	if (r == 0) {
		ck_assert_uint_eq(buf.len, 6 + limits[_i].len);
		ck_assert_mem_eq(buf.data, "before", 6);
	} else {
		ck_assert_ptr_nonnull(strstr(err.msg, "the pipe: larger than"));
	}
}
END_TEST

static const struct {
	const char *path;
	int want;
	const char *text;
} files[] = {
	{ "/dev/null", 0, "" },
	{ "/nowhere/at/all", -ENOENT, "/nowhere/at/all: No such file" },
	{ "/", -EISDIR, "/: Is a directory" },
	{ "/dev/zero", -EFBIG, "/dev/zero: larger than 100000 bytes" },
};

START_TEST(files_are_named_in_errors)
{
	og_autobuf buf = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = og_buf_read_file(&buf, files[_i].path, 100000, &err);

	ck_assert_int_eq(r, files[_i].want);
	ck_assert_int_eq(err.code, files[_i].want);
	ck_assert_mem_eq(err.msg, files[_i].text, strlen(files[_i].text));
}
END_TEST

START_TEST(writing_is_whole_or_said)
{
	og_autobuf buf = OG_BUF_INIT, back = OG_BUF_INIT;
	struct og_err err = { 0 };
	int fds[2], fd;

	og_buf_str(&buf, "some text");
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(og_buf_write(&buf, fds[1], "pipe", &err), 0);
	close(fds[1]);
	ck_assert_int_eq(og_buf_read(&back, fds[0], 100, "pipe", &err), 0);
	close(fds[0]);
	ck_assert_str_eq(og_buf_text(&back), "some text");

	fd = open("/dev/full", O_WRONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(og_buf_write(&buf, fd, "stdout", &err), -ENOSPC);
	close(fd);
	ck_assert_str_eq(err.msg, "stdout: No space left on device");
}
END_TEST

START_TEST(writing_nothing_needs_no_place)
{
	og_autobuf buf = OG_BUF_INIT;

	ck_assert_int_eq(og_buf_write(&buf, -1, "nowhere", NULL), 0);
	og_buf_char(&buf, 'x');
	ck_assert_int_eq(og_buf_write(&buf, -1, "nowhere", NULL), -EBADF);
}
END_TEST

Suite *og_suite_buf(void)
{
	Suite *s = suite_create("buf");
	TCase *tc = tcase_create("buf");

	tcase_add_test(tc, an_empty_buffer_is_a_text);
	tcase_add_test(tc, pieces_join);
	tcase_add_test(tc, growth_keeps_every_byte);
	tcase_add_loop_test(tc, reading_is_bounded, 0, OG_COUNT(limits));
	tcase_add_loop_test(tc, files_are_named_in_errors, 0, OG_COUNT(files));
	tcase_add_test(tc, writing_is_whole_or_said);
	tcase_add_test(tc, writing_nothing_needs_no_place);
	suite_add_tcase(s, tc);
	return s;
}
