// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <limits.h>

#include "lib-suites.h"
#include "num.h"

static const struct {
	const char *text;
	int64_t min, max;
	int rc;
	int64_t value;
} integers[] = {
	{ "0", INT64_MIN, INT64_MAX, 0, 0 },
	{ "-0", INT64_MIN, INT64_MAX, 0, 0 },
	{ "007", INT64_MIN, INT64_MAX, 0, 7 },
	{ "9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX },
	{ "-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN },
	{ "9223372036854775808", INT64_MIN, INT64_MAX, -ERANGE, 0 },
	{ "-9223372036854775809", INT64_MIN, INT64_MAX, -ERANGE, 0 },
	{ "99999999999999999999999", INT64_MIN, INT64_MAX, -ERANGE, 0 },
	{ "5", 5, 5, 0, 5 },
	{ "4", 5, 9, -ERANGE, 0 },
	{ "10", 5, 9, -ERANGE, 0 },
	{ "-1", 0, 9, -ERANGE, 0 },
	{ "", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "-", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "--1", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "+1", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ " 1", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "1 ", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "1\n", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "1-", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "0x1", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "1.0", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "1e3", INT64_MIN, INT64_MAX, -EINVAL, 0 },
	{ "\xd9\xa1", INT64_MIN, INT64_MAX, -EINVAL, 0 },
};

START_TEST(reads_an_integer)
{
	int64_t value = 42;
	int r = og_num_i64(integers[_i].text, strlen(integers[_i].text),
			   integers[_i].min, integers[_i].max, &value);

	ck_assert_msg(r == integers[_i].rc, "\"%s\": %d", integers[_i].text, r);
	ck_assert_int_eq(value, r == 0 ? integers[_i].value : 42);
}
END_TEST

START_TEST(length_counts_not_the_nul)
{
	int64_t value = 42;

	ck_assert_int_eq(og_num_i64("123x", 3, 0, 999, &value), 0);
	ck_assert_int_eq(value, 123);
	ck_assert_int_eq(og_num_i64("12\0", 3, 0, 999, &value), -EINVAL);
	ck_assert_int_eq(value, 123);
}
END_TEST

START_TEST(int_is_bounded)
{
	int value = 42;

	ck_assert_int_eq(og_num_int("2147483647", 10, INT_MIN, INT_MAX, &value),
			 0);
	ck_assert_int_eq(value, INT_MAX);
	ck_assert_int_eq(
		og_num_int("-2147483648", 11, INT_MIN, INT_MAX, &value), 0);
	ck_assert_int_eq(value, INT_MIN);
	ck_assert_int_eq(og_num_int("2147483648", 10, INT_MIN, INT_MAX, &value),
			 -ERANGE);
	ck_assert_int_eq(value, INT_MIN);
}
END_TEST

static const struct {
	const char *text;
	unsigned digits;
	int rc;
	uint32_t value;
} hexes[] = {
	{ "0", 4, 0, 0 },
	{ "10de", 4, 0, 0x10de },
	{ "10DE", 4, 0, 0x10de },
	{ "aF", 2, 0, 0xaf },
	{ "ffffffff", 8, 0, UINT32_MAX },
	{ "fffffffff", 9, -ERANGE, 0 },
	{ "00000", 4, -ERANGE, 0 },
	{ "", 4, -EINVAL, 0 },
	{ "0x1", 4, -EINVAL, 0 },
	{ "1g", 4, -EINVAL, 0 },
	{ "-1", 4, -EINVAL, 0 },
	{ " 1", 4, -EINVAL, 0 },
	{ "@", 1, -EINVAL, 0 },
	{ "`", 1, -EINVAL, 0 },
};

START_TEST(reads_hex)
{
	uint32_t value = 42;
	int r = og_num_hex(hexes[_i].text, strlen(hexes[_i].text),
			   hexes[_i].digits, &value);

	ck_assert_msg(r == hexes[_i].rc, "\"%s\": %d", hexes[_i].text, r);
	ck_assert_uint_eq(value, r == 0 ? hexes[_i].value : 42);
}
END_TEST

Suite *og_suite_num(void)
{
	Suite *s = suite_create("num");
	TCase *tc = tcase_create("num");

	tcase_add_loop_test(tc, reads_an_integer, 0, OG_COUNT(integers));
	tcase_add_test(tc, length_counts_not_the_nul);
	tcase_add_test(tc, int_is_bounded);
	tcase_add_loop_test(tc, reads_hex, 0, OG_COUNT(hexes));
	suite_add_tcase(s, tc);
	return s;
}
